using System.Globalization;
using System.Net;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Sssaham.Grains.Execution;
using Sssaham.IpotSimulator;
using Xunit;

namespace Sssaham.Gateway.Tests.Execution;

/// <summary>
/// The process kills itself at every point between a call and a fill, and starts again on the same data against the same broker. The
/// broker gets the order once or never, what was acknowledged is there, and order and position are what the broker has.
/// </summary>
public sealed class OrderKillTests
{
    private const string CustCode = "R10000012345";
    private const string Account = $"ipot:{CustCode}";
    private const string Code = "KILL";
    private const string Id = "kill-1";
    private const long Lots = 5;
    private const decimal Price = 100;
    private const decimal Stop = 90;
    private const decimal Low = 85;
    private static readonly FaultPoint[] Phantom = [FaultPoint.CrossingHeard, FaultPoint.TriggerDurable, FaultPoint.TriggerBytesLeft];
    private static readonly string[] Undecided = ["Held", "PendingNew", "Sent", "Unknown"];
    private int _trade;

    /// <summary>Behind the order, killed in <see cref="Notifications.WebhookTests"/>.</summary>
    private static readonly FaultPoint[] Notification = [FaultPoint.NotificationStored, FaultPoint.NotificationSent];

    public static TheoryData<FaultPoint> OrderPoints => [.. Enum.GetValues<FaultPoint>().Except(Phantom).Except(Notification)];

    public static TheoryData<FaultPoint> PhantomPoints => [.. Phantom];

    [Theory]
    [MemberData(nameof(OrderPoints))]
    public async Task An_order_reaches_the_broker_once_or_never_wherever_the_process_dies(FaultPoint point)
    {
        await using var broker = await IpotServer.StartAsync();
        broker.Filling = Filling.AtOnce;
        var data = GatewayProcess.NewFolder();
        try
        {
            bool acknowledged;
            await using (var dying = await StartAsync(data, broker, point))
            {
                using var api = dying.Api();
                await PrepareAsync(api, dying);
                // That bytes left is only noted by itself when no answer says more.
                if (point == FaultPoint.SentDurable) broker.Misbehaviour = Misbehaviour.Silence;
                acknowledged = await PlaceAsync(api, null);
                await UntilDeadAsync(dying, point, () => Task.CompletedTask);
            }

            broker.Misbehaviour = Misbehaviour.None;

            await using var gateway = await StartAsync(data, broker, null);
            using var again = gateway.Api();
            await again.UntilReadyAsync(Account, () => gateway.Output);
            // What came while the broker was silent is filled now.
            foreach (var open in broker.Orders.Where(o => o.Matched == 0 && o.Status == "O")) broker.Fill(open.OrderNo, open.Lots);
            await CheckOrderAsync(again, broker, acknowledged, point);
            await PositionIsTheBrokersAsync(again, broker, gateway);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(PhantomPoints))]
    public async Task A_stop_sells_exactly_once_wherever_the_process_dies(FaultPoint point)
    {
        await using var broker = await IpotServer.StartAsync();
        broker.Filling = Filling.AtOnce;
        var data = GatewayProcess.NewFolder();
        try
        {
            await using (var dying = await StartAsync(data, broker, point))
            {
                using var api = dying.Api();
                await PrepareAsync(api, dying);
                (await PlaceAsync(api, Stop)).ShouldBeTrue(dying.Output);
                await PhantomIsAsync(api, dying, "Armed");
                await UntilDeadAsync(dying, point, () => TradeAsync(api, Low));
            }

            Sells(broker).Count.ShouldBeLessThanOrEqualTo(1);
            await using var gateway = await StartAsync(data, broker, null);
            using var again = gateway.Api();
            await again.UntilReadyAsync(Account, () => gateway.Output);
            // The market goes on below the stop: whoever would sell again has every occasion to.
            await Eventually.IsTrueAsync(
                async () =>
                {
                    await TradeAsync(again, Low);
                    return broker.Position(CustCode, Code) == 0;
                },
                () => $"{point}: not sold.\n{gateway.Output}");
            await PhantomIsAsync(again, gateway, "Done");
            for (var i = 0; i < 20; i++) await TradeAsync(again, Low);
            await PositionIsTheBrokersAsync(again, broker, gateway);
            var sell = Sells(broker).ShouldHaveSingleItem($"{point}");
            (sell.Lots, sell.Matched).ShouldBe((Lots, Lots));
            broker.Submits.Count.ShouldBe(2, "the BUY and its SELL");
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static Task<GatewayProcess> StartAsync(string data, IpotServer broker, FaultPoint? point) => GatewayProcess.StartAsync(
        data,
        [
            $"--Brokers:Ipot:Url={broker.Address}",
            // Open round the clock.
            "--Brokers:Ipot:Venue=GENERIC",
            "--Brokers:Ipot:ListQuiet=00:00:00.3",
            "--Brokers:Ipot:FirstPause=00:00:00.1",
            "--Accounts:0:Id=paper:demo",
            "--Accounts:0:Connect=false",
            .. point is { } at ? new[] { $"--Faults:KillAt={at}" } : [],
        ]);

    /// <summary>Connects the account and gives the code a price.</summary>
    private async Task PrepareAsync(Api api, GatewayProcess gateway)
    {
        await TradeAsync(api, Price);
        var answer = await api.ConnectAsync(Account);
        answer.Status.ShouldBeOneOf([HttpStatusCode.OK, HttpStatusCode.Accepted], $"{answer}\n{gateway.Output}");
        await api.UntilReadyAsync(Account, () => gateway.Output);
    }

    /// <summary>Places the BUY.</summary>
    /// <returns>Whether it was acknowledged; false when the process died before it could.</returns>
    private static async Task<bool> PlaceAsync(Api api, decimal? stop)
    {
        try
        {
            var answer = await api.BuyAsync(Account, Id, Code, Price, Lots, stop);
            answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.ToString());
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>A trade and a quote at a price; the trade makes the code known.</summary>
    private async Task TradeAsync(Api api, decimal price)
    {
        var now = DateTimeOffset.UtcNow;
        var trade = await api.PostTradesAsync([new TestTrade(Code, ++_trade, now, price, 1, 'S', "GENERIC")]);
        trade.Status.ShouldBe(HttpStatusCode.OK, trade.ToString());
        var quote = await api.PostQuoteAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"ticker\":\"{Code}\",\"venue\":\"GENERIC\",\"time\":{now.ToUnixTimeMilliseconds()},\"bid\":{price},\"ask\":{price + 1}}}"));
        quote.Status.ShouldBe(HttpStatusCode.OK, quote.ToString());
    }

    private static Task UntilDeadAsync(GatewayProcess gateway, FaultPoint point, Func<Task> act) => Eventually.IsTrueAsync(
        async () =>
        {
            if (!gateway.IsRunning) return true;
            await act();
            return false;
        },
        () => $"The process still lives: {point} was never reached.\n{gateway.Output}");

    private static async Task PhantomIsAsync(Api api, GatewayProcess gateway, string state)
    {
        var last = "";
        await Eventually.IsTrueAsync(
            async () =>
            {
                var order = await api.OrderAsync(Account, Id);
                last = order?.GetRawText() ?? "no order";
                return order is { } o && o.GetProperty("phantom").GetProperty("state").GetString() == state;
            },
            () => $"The phantom order is not {state}: {last}\n{gateway.Output}");
    }

    private static async Task CheckOrderAsync(Api api, IpotServer broker, bool acknowledged, FaultPoint point)
    {
        var last = "";
        await Eventually.IsTrueAsync(
            async () =>
            {
                var order = await api.OrderAsync(Account, Id);
                last = order?.GetRawText() ?? "no order";
                return order is not { } o || !Undecided.Contains(o.GetProperty("state").GetString());
            },
            () => $"{point}: the order stays undecided: {last}");
        var received = broker.Submits.Count;
        received.ShouldBeInRange(0, 1, $"{point}: {last}");
        if (await api.OrderAsync(Account, Id) is not { } found)
        {
            acknowledged.ShouldBeFalse($"{point}: an acknowledged order is not there");
            received.ShouldBe(0, $"{point}: the broker has an order that is not there");
            return;
        }

        // All of it is filled at once where it arrived.
        await Eventually.IsTrueAsync(async () => (await api.OrderAsync(Account, Id))!.Value.GetProperty("filledLot").GetInt64() == received * Lots, () => $"{point}: {last}");
        (await api.OrderAsync(Account, Id))!.Value.GetProperty("state").GetString().ShouldBeOneOf(received == 1 ? ["Filled"] : ["Rejected", "Cancelled"]);
        var repeated = await api.BuyAsync(Account, Id, Code, Price, Lots);
        repeated.Status.ShouldBe(HttpStatusCode.OK, $"{point}: {repeated}");
        repeated["id"].GetString().ShouldBe(found.GetProperty("id").GetString());
        broker.Submits.Count.ShouldBe(received, $"{point}: the repeated call went out");
    }

    private static Task PositionIsTheBrokersAsync(Api api, IpotServer broker, GatewayProcess gateway) => Eventually.IsTrueAsync(
        async () => await api.LotsAsync(Account, Code) == broker.Position(CustCode, Code),
        () => $"The position is not the broker's {broker.Position(CustCode, Code)}.\n{gateway.Output}");

    private static List<SimulatedOrder> Sells(IpotServer broker) => [.. broker.Orders.Where(o => o.Side == "SELL")];
}

using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Execution.Paper;
using Sssaham.Grains.Market;
using Sssaham.Silo.Execution;
using Xunit;

namespace Sssaham.Cluster.Tests.Execution;

/// <summary>Each test has a silo of its own: some end it, or move its clock.</summary>
public sealed class PaperLinkTests : IAsyncLifetime
{
    private static readonly string No = "P00000001";
    private readonly PaperCluster _cluster = new();
    private readonly PaperSink _sink = new();
    private readonly string _key = TickerCluster.NewKey("SIM");
    private CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private long _number;

    private string Code => _key[4..];

    public Task InitializeAsync() => _cluster.InitializeAsync();

    public async Task DisposeAsync()
    {
        await DownAsync();
        await _cluster.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task An_order_that_reaches_the_offer_is_answered_and_then_filled_and_paid()
    {
        await TradeAsync(1000, 100);
        await _cluster.Ticker(_key).QuoteAsync(new BestQuote(Now, 990, 995));
        var link = await UpAsync();
        _sink.Heard.ShouldBe(["up", "cash 1000000000", "listed"]);
        (await link.SendAsync(RequestKind.Submit, Order("A", OrderSide.Buy, 1000, 5, 1))).ShouldBe(SendOutcome.Sent);
        await _sink.HasAsync(s => s == Cash(1_000_000_000 - (995 * 500 * 1.0015m)));
        _sink.Heard[3..].ShouldBe(
        [
            $"answer Submit A True {No} ",
            $"position {Code} 5 5 @ 995",
            $"push Open {No} 0 of 5 @ 1000 listed False ",
            $"push Matched {No} 5 of 5 @ 995 listed False ",
            Cash(1_000_000_000 - (995 * 500 * 1.0015m)),
        ]);
    }

    [Fact]
    public async Task A_resting_order_is_filled_in_parts_by_the_tape_behind_what_traded_at_its_price_before()
    {
        await TradeAsync(990, 300);
        await TradeAsync(1000, 100);
        var link = await UpAsync();
        await link.SendAsync(RequestKind.Submit, Order("A", OrderSide.Buy, 990, 3, 1));
        await TradeAsync(990, 250);
        await TradeAsync(990, 150);
        await _sink.HasAsync(s => s == $"push Matched {No} 1 of 3 @ 990 listed False ");
        await TradeAsync(985, 1000);
        await _sink.HasAsync(s => s == $"push Matched {No} 3 of 3 @ 990 listed False ");
        _sink.Heard.ShouldContain($"position {Code} 3 3 @ 990");
    }

    [Fact]
    public async Task What_happened_while_the_link_was_down_is_in_the_list()
    {
        await TradeAsync(1000, 100);
        var link = await UpAsync();
        await link.SendAsync(RequestKind.Submit, Order("A", OrderSide.Buy, 990, 3, 1));
        await DownAsync();
        await TradeAsync(980, 200);
        var before = _sink.Heard.Count;
        await Eventually.BeTrueAsync(async () =>
        {
            before = _sink.Heard.Count;
            await UpAsync();
            await DownAsync();
            return _sink.Heard.Skip(before).Contains($"push Matched {No} 2 of 3 @ 990 listed True ");
        }, "the fill is not listed");
        _sink.Heard[before..].ShouldBe(["up", $"position {Code} 2 2 @ 990", $"push Matched {No} 2 of 3 @ 990 listed True ", Cash(1_000_000_000 - (990 * 300 * 1.0015m)), "listed"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Orders_cash_and_lots_survive_a_restart_and_the_tape_goes_on_filling(bool powerCut)
    {
        await TradeAsync(1000, 100);
        var link = await UpAsync();
        await link.SendAsync(RequestKind.Submit, Order("A", OrderSide.Buy, 1000, 3, 1));
        await link.SendAsync(RequestKind.Submit, Order("B", OrderSide.Sell, 1010, 2, 2));
        await DownAsync();
        await _cluster.RestartAsync(powerCut);
        var before = _sink.Heard.Count;
        link = await UpAsync();
        _sink.Heard[before..].ShouldBe(
        [
            "up",
            $"position {Code} 3 1 @ 1000",
            $"push Matched {No} 3 of 3 @ 1000 listed True ",
            "push Open P00000002 0 of 2 @ 1010 listed True ",
            Cash(1_000_000_000 - (1000 * 300 * 1.0015m)),
            "listed",
        ]);
        before = _sink.Heard.Count;
        // The same submit number is the same order, also now.
        await link.SendAsync(RequestKind.Submit, Order("B", OrderSide.Sell, 1010, 2, 2));
        await _sink.HasAsync(s => s == "answer Submit B True P00000002 ", before);
        await Eventually.BeTrueAsync(async () =>
        {
            await TradeAsync(1015, 100);
            return _sink.Heard.Any(s => s.StartsWith("push Matched P00000002 2 of 2 @ 1010 listed False", StringComparison.Ordinal));
        }, "the tape fills nothing");
        await _sink.HasAsync(s => s == Cash(1_000_000_000 - (1000 * 300 * 1.0015m) + (1010 * 200 * 0.9975m)));
    }

    [Fact]
    public async Task A_broker_that_starts_anew_breaks_the_link_and_is_listed_again()
    {
        await TradeAsync(1000, 100);
        var link = await UpAsync();
        await link.SendAsync(RequestKind.Submit, Order("A", OrderSide.Buy, 900, 3, 1));
        var before = _sink.Heard.Count;
        await _cluster.DeactivateAsync(_cluster.Grains.GetGrain<IPaperBrokerGrain>("demo"));
        await _sink.HasAsync(s => s == "listed", before);
        var since = _sink.Heard.Skip(before).Where(s => !s.StartsWith("answer", StringComparison.Ordinal)).SkipWhile(s => !s.StartsWith("down", StringComparison.Ordinal)).ToList();
        since.ShouldBe(["down The broker has started anew.", "up", $"push Open {No} 0 of 3 @ 900 listed True ", Cash(1_000_000_000 - (900 * 300 * 1.0015m)), "listed"]);
    }

    [Fact]
    public async Task Orders_are_amended_and_cancelled_and_refusals_have_the_brokers_words()
    {
        await TradeAsync(1000, 100);
        var link = await UpAsync();
        await link.SendAsync(RequestKind.Submit, Order("A", OrderSide.Buy, 900, 3, 1));
        await link.SendAsync(RequestKind.Amend, Order("A", OrderSide.Buy, 905, 4, 2) with { OrderNo = No });
        await link.SendAsync(RequestKind.Cancel, Order("A", OrderSide.Buy, 905, 4, 3) with { OrderNo = No });
        await link.SendAsync(RequestKind.Cancel, Order("A", OrderSide.Buy, 905, 4, 4) with { OrderNo = No });
        await link.SendAsync(RequestKind.Submit, Order("B", OrderSide.Sell, 1000, 1, 5));
        await link.SendAsync(RequestKind.Submit, Order("C", OrderSide.Buy, 901, 1, 6));
        await link.SendAsync(RequestKind.Submit, Order("D", OrderSide.Buy, 900, 1, 7) with { Code = "NOWHERE" });
        await link.SendAsync(RequestKind.Submit, Order("E", OrderSide.Buy, 900, 1, 8) with { Code = "MARS:X" });
        await _sink.HasAsync(s => s.StartsWith("answer Submit E", StringComparison.Ordinal));
        _sink.Heard.Where(s => s.StartsWith("answer", StringComparison.Ordinal) || s.StartsWith("push", StringComparison.Ordinal)).ShouldBe(
        [
            $"answer Submit A True {No} ",
            $"push Open {No} 0 of 3 @ 900 listed False ",
            $"answer Amend A True {No} ",
            $"push Open {No} 0 of 4 @ 905 listed False ",
            $"answer Cancel A True {No} ",
            $"push Cancelled {No} 0 of 4 @ 905 listed False ",
            $"answer Cancel A False {No} The order is not open.",
            "answer Submit B True P00000003 ",
            "push Rejected P00000003 0 of 1 @ 1000 listed False Only 0 lots can be sold.",
            $"answer Submit C False  901 is not on the tick grid of {Code}.",
            "answer Submit D False  NOWHERE is not known.",
            "answer Submit E False  MARS:X is no instrument of a known venue.",
        ]);
    }

    [Fact]
    public async Task A_code_that_names_its_venue_is_traded_there()
    {
        var key = TickerCluster.NewKey("GENERIC");
        await _cluster.Ticker(key).SendAsync(new Trade(Now, 1, 100_00, 5_0000_0000));
        await _cluster.Ticker(key).QuoteAsync(new BestQuote(Now, 100_0000_0000, null));
        var scale = (await _cluster.Ticker(key).PriceAsync()).Scale;
        var link = await UpAsync();
        await link.SendAsync(RequestKind.Submit, Order("A", OrderSide.Buy, 50, 3, 1) with { Code = key });
        await _cluster.Ticker(key).SendAsync(new Trade(Now + 1, 2, 40 * FixedPoint.Scale(scale.PriceDecimals), FixedPoint.Scale(scale.QuantityDecimals) * 5 / 2));
        await _sink.HasAsync(s => s == $"push Matched {No} 2 of 3 @ 50 listed False ");
        _sink.Heard.ShouldContain($"position {key} 2 2 @ 50");
    }

    [Fact]
    public async Task Orders_end_with_the_trading_day()
    {
        await TradeAsync(1000, 100);
        var link = await UpAsync();
        await link.SendAsync(RequestKind.Submit, Order("A", OrderSide.Buy, 900, 3, 1));
        var before = _sink.Heard.Count;
        _cluster.Time.Advance(TimeSpan.FromDays(1));
        await _sink.HasAsync(s => s == $"push Cancelled {No} 0 of 3 @ 900 listed False Expired");
        await _sink.HasAsync(s => s == "cash 1000000000", before);
    }

    [Fact]
    public async Task When_the_broker_cannot_store_an_order_nobody_knows_what_became_of_it()
    {
        await TradeAsync(1000, 100);
        var link = await UpAsync();
        _cluster.StateDisk.CutPowerAfter(0);
        (await link.SendAsync(RequestKind.Submit, Order("A", OrderSide.Buy, 900, 3, 1))).ShouldBe(SendOutcome.Unknown);
        _sink.Heard.ShouldNotContain(s => s.StartsWith("answer", StringComparison.Ordinal) || s.StartsWith("push", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lists_and_cash_come_when_they_are_asked_for_and_nothing_goes_out_without_a_link()
    {
        await TradeAsync(1000, 100);
        var link = await UpAsync();
        await link.SendAsync(RequestKind.Submit, Order("A", OrderSide.Buy, 900, 3, 1));
        var cash = Cash(1_000_000_000 - (900 * 300 * 1.0015m));
        await _sink.HasAsync(s => s == cash);
        var before = _sink.Heard.Count;
        await link.AskCashAsync();
        await link.RelistAsync();
        await _sink.HasAsync(s => s == "listed", before);
        _sink.Heard[before..].ShouldBe([cash, $"push Open {No} 0 of 3 @ 900 listed True ", cash, "listed"]);
        await DownAsync();
        link.IsUp.ShouldBeFalse();
        (await link.SendAsync(RequestKind.Submit, Order("B", OrderSide.Buy, 900, 3, 2))).ShouldBe(SendOutcome.NotSent);
        before = _sink.Heard.Count;
        await link.RelistAsync();
        await link.AskCashAsync();
        _sink.Heard.Count.ShouldBe(before);
    }

    [Theory]
    [InlineData("demo", true)]
    [InlineData("", false)]
    [InlineData("a/b", false)]
    [InlineData("a:b", false)]
    public void Account_names_are_checked(string name, bool good)
    {
        var connector = new PaperConnector(_cluster.Grains, Tapes.Venues, Options.Create(new PaperOptions()), TimeProvider.System);
        (connector.Problem(name) is null).ShouldBe(good);
        connector.Profile.ShouldBe(new BrokerProfile("SIM", false, false, 0.0015m, 0.0025m, 50, 100));
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused() =>
        Should.Throw<ArgumentException>(() => new PaperConnector(_cluster.Grains, Tapes.Venues, Options.Create(new PaperOptions { Venue = "MARS" }), TimeProvider.System)).Message.ShouldContain("MARS");

    private static string Cash(decimal cash) => string.Create(CultureInfo.InvariantCulture, $"cash {cash:0.##########}");

    private long Now => (_cluster.Time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10;

    private OutgoingOrder Order(string id, OrderSide side, decimal price, long lots, long submitId) => new(id, side, Code, price, lots, submitId);

    private Task<TradeBatchResult> TradeAsync(long price, long shares) => _cluster.Ticker(_key).SendAsync(new Trade(Now, ++_number, price, shares));

    private async Task<PaperLink> UpAsync()
    {
        var options = new PaperOptions { FirstPause = TimeSpan.FromMilliseconds(20), RenewEvery = TimeSpan.FromMilliseconds(50) };
        var link = new PaperLink("demo", _cluster.Grains, options, _sink, _cluster.Time);
        var before = _sink.Heard.Count;
        _stop = new CancellationTokenSource();
        _running = link.RunAsync(_stop.Token);
        await _sink.HasAsync(s => s == "listed", before);
        return link;
    }

    private async Task DownAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private sealed class PaperSink : IBrokerLinkSink
    {
        private readonly ConcurrentQueue<string> _heard = new();

        public List<string> Heard => [.. _heard];

        public Task HasAsync(Func<string, bool> condition, int after = 0) => Eventually.BeTrueAsync(() => Task.FromResult(Heard.Skip(after).Any(condition)), "never heard it");

        public Task ConnectedAsync() => Note("up");

        public Task DisconnectedAsync(string reason, bool loginRequired) => Note($"down {reason}");

        public Task AnsweredAsync(RequestKind kind, string orderId, bool ok, string? orderNo, string? message) => Note($"answer {kind} {orderId} {ok} {orderNo} {message}");

        public Task PushedAsync(BrokerPush push, bool isListed) =>
            Note(string.Create(CultureInfo.InvariantCulture, $"push {push.Status} {push.OrderNo} {push.CumulativeLots} of {push.OrderLots} @ {push.Price:0.##} listed {isListed} {push.Message}"));

        public Task ListedAsync(long askedUs) => Note(askedUs > 0 ? "listed" : "listed at no time");

        public Task PositionAsync(string code, long lots, long availableLots, decimal? averagePrice) => Note(string.Create(CultureInfo.InvariantCulture, $"position {code} {lots} {availableLots} @ {averagePrice:0.##}"));

        public Task CashAsync(decimal available) => Note(Cash(available));

        private Task Note(string text)
        {
            _heard.Enqueue(text);
            return Task.CompletedTask;
        }
    }
}

/// <summary>A market with a paper broker.</summary>
public sealed class PaperCluster : TickerCluster
{
    protected override void Configure(MarketOptions options) => options.ArchiveEvery = TimeSpan.FromDays(1000);

    protected override void Add(IServiceCollection services) => services.Configure<PaperOptions>(_ => { });
}

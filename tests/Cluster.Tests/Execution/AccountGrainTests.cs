using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Cluster.Tests.Storage;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.IpotSimulator;
using Xunit;

namespace Sssaham.Cluster.Tests.Execution;

/// <summary>An account with its real journal and link against a broker that misbehaves.</summary>
public sealed class AccountGrainTests(RoundTheClockAccounts cluster) : IClassFixture<RoundTheClockAccounts>
{
    private readonly PowerCutFileLayer _disk = cluster.JournalDisk;

    [Theory]
    [InlineData(Misbehaviour.None, 1, "Open")]
    [InlineData(Misbehaviour.DropBeforeReceipt, 0, "Rejected")]
    [InlineData(Misbehaviour.DropAfterReceipt, 1, "Open")]
    [InlineData(Misbehaviour.NoAnswer, 1, "Open")]
    [InlineData(Misbehaviour.Silence, 1, "Open")]
    [InlineData(Misbehaviour.PushFirst, 1, "Open")]
    [InlineData(Misbehaviour.DoublePushes, 1, "Open")]
    [InlineData(Misbehaviour.Refuse, 1, "Rejected")]
    public async Task Whatever_the_broker_does_an_order_reaches_it_once_at_most_and_ends_as_the_broker_has_it(Misbehaviour way, int received, string state)
    {
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        account.Broker.Misbehaviour = way;
        (await account.BuyAsync("a")).Kind.ShouldBe("accepted");
        await account.UntilAsync("a", o => o.State is "Open" or "Rejected" or "Unknown");
        if (way is not Misbehaviour.DoublePushes) account.Broker.Misbehaviour = Misbehaviour.None;
        var order = await account.UntilAsync("a", o => o.State == state);
        await account.StateAsync("Ready");
        order.Reason.ShouldBe(way switch { Misbehaviour.DropBeforeReceipt => "NotReceived", Misbehaviour.Refuse => "Price is out of the band", _ => null });
        if (state == "Open")
        {
            order.BrokerOrderNo.ShouldBe(account.Broker.Orders.ShouldHaveSingleItem().OrderNo);
            account.Broker.Fill(order.BrokerOrderNo!, 4);
            account.Broker.Fill(order.BrokerOrderNo!, 6, 995);
            order = await account.UntilAsync("a", o => o.State == "Filled");
            order.FilledLots.ShouldBe(10);
        }

        await account.LotsUntilAsync(account.BrokerLots);

        // Who has not heard the answer finds out under the same id.
        var again = await account.BuyAsync("a");
        (again.Kind, again.Order!.Id, again.Order.State).ShouldBe(("same", order.Id, order.State));
        account.Broker.Submits.Count.ShouldBe(received);
    }

    [Fact]
    public async Task Fills_before_during_and_after_a_break_are_booked_once()
    {
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        account.Broker.Misbehaviour = Misbehaviour.DoublePushes;
        await account.BuyAsync("a");
        var no = (await account.UntilAsync("a", o => o.State == "Open")).BrokerOrderNo!;
        account.Broker.Fill(no, 3);
        await account.UntilAsync("a", o => o.FilledLots == 3);
        account.Broker.Closed = true;
        account.Broker.DropLinks();
        await account.StateAsync("Connecting");
        account.Broker.Fill(no, 2);
        account.Broker.Fill(no, 2);
        (await account.FindAsync("a"))!.FilledLots.ShouldBe(3);
        account.Broker.Closed = false;
        await account.UntilAsync("a", o => o.FilledLots == 7);
        await account.StateAsync("Ready");
        account.Broker.Fill(no, 3);
        await account.UntilAsync("a", o => o.State == "Filled");
        (await account.LotsAsync()).ShouldBe(10);
        account.BrokerLots.ShouldBe(10);
        account.Broker.Submits.Count.ShouldBe(1);
    }

    [Fact]
    public async Task While_the_link_is_down_orders_are_refused_or_wait_when_asked_and_cancels_are_made_up_for()
    {
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        await account.BuyAsync("open");
        await account.UntilAsync("open", o => o.State == "Open");
        account.Broker.Closed = true;
        account.Broker.DropLinks();
        await account.StateAsync("Connecting");
        var refused = await account.BuyAsync("refused");
        (refused.Kind, refused.RetryAfterMs > 0, refused.Order).ShouldBe(("unavailable", true, null));
        (await account.FindAsync("refused")).ShouldBeNull();
        (await account.BuyAsync("queued", queue: true)).Order!.State.ShouldBe("Held");
        (await account.Grain.CancelAsync("open", "test")).Kind.ShouldBe("accepted");
        account.Broker.Submits.Count.ShouldBe(1);
        account.Broker.Closed = false;
        await account.UntilAsync("queued", o => o.State == "Open");
        await account.UntilAsync("open", o => o.State == "Cancelled");
        account.Broker.Orders.Select(o => o.Status).ShouldBe(["C", "O"]);
        account.Broker.Submits.Count.ShouldBe(2);
        (await account.BuyAsync("queued")).Kind.ShouldBe("same");
    }

    [Fact]
    public async Task Until_the_brokers_list_is_complete_nothing_is_sent()
    {
        var account = await cluster.NewAccountAsync();
        var lists = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        account.Broker.ListsAfter = lists.Task;
        await account.Grain.ConnectAsync(null, "test");
        await account.StateAsync("Reconciling");
        (await account.BuyAsync("refused")).Kind.ShouldBe("unavailable");
        (await account.BuyAsync("queued", queue: true)).Order!.State.ShouldBe("Held");
        (await account.Grain.CancelAsync("none", "test")).Kind.ShouldBe("notFound");
        account.Broker.Submits.ShouldBeEmpty();
        lists.SetResult();
        await account.UntilAsync("queued", o => o.State == "Open");
        account.Broker.Submits.Count.ShouldBe(1);
    }

    [Fact]
    public async Task One_client_order_id_is_one_order_however_many_ask_at_once()
    {
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => account.BuyAsync("a", price: i == 49 ? 995 : 1000)));
        results.Count(r => r.Kind == "accepted").ShouldBe(1);
        results.ShouldAllBe(r => r.Kind == "accepted" || r.Kind == "same" || r.Kind == "conflict");
        results.Select(r => r.Order!.Id).Distinct().ShouldHaveSingleItem();
        await account.UntilAsync("a", o => o.State == "Open");
        account.Broker.Submits.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_kill_switch_cancels_what_is_open_and_refuses_what_comes(bool whileDown)
    {
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        for (var i = 0; i < 3; i++) await account.BuyAsync($"{i}");
        for (var i = 0; i < 3; i++) await account.UntilAsync($"{i}", o => o.State == "Open");
        if (whileDown)
        {
            account.Broker.Closed = true;
            account.Broker.DropLinks();
            await account.StateAsync("Connecting");
            (await account.BuyAsync("queued", queue: true)).Order!.State.ShouldBe("Held");
        }

        (await account.Grain.KillSwitchAsync(true, "test")).KillSwitch.ShouldBeTrue();
        account.Broker.Closed = false;
        for (var i = 0; i < 3; i++) await account.UntilAsync($"{i}", o => o.State == "Cancelled");
        account.Broker.Orders.ShouldAllBe(o => o.Status == "C");
        await account.StateAsync("Ready");
        (await account.BuyAsync("late")).Kind.ShouldBe("refused");
        if (whileDown) (await account.FindAsync("queued"))!.State.ShouldBe("Cancelled");
        (await account.Grain.KillSwitchAsync(false, "test")).KillSwitch.ShouldBeFalse();
        (await account.BuyAsync("after")).Kind.ShouldBe("accepted");
        await account.UntilAsync("after", o => o.State == "Open");
        account.Broker.Submits.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_session_that_the_broker_does_not_know_waits_for_a_new_one()
    {
        var account = await cluster.NewAccountAsync();
        account.Broker.LoginExpired = true;
        await account.Grain.ConnectAsync(["Cookie: session=old"], "test");
        await account.StateAsync("LoginRequired");
        (await account.Grain.StatusAsync()).Reason.ShouldBe("Session expired");
        (await account.BuyAsync("a")).Kind.ShouldBe("unavailable");
        account.Broker.LoginExpired = false;
        await account.Grain.ConnectAsync(["Cookie: session=new"], "test");
        await account.StateAsync("Ready");
        account.Broker.Cookie.ShouldBe("session=new");
        (await account.BuyAsync("a")).Kind.ShouldBe("accepted");
    }

    [Fact]
    public async Task Many_who_connect_disconnect_and_wake_at_once_leave_one_link_or_none()
    {
        var account = await cluster.NewAccountAsync();
        for (var round = 0; round < 5; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).SelectMany(i => new[] { account.Grain.ConnectAsync([$"Cookie: session={i}"], "test"), account.Grain.WakeAsync() }));
            await account.StateAsync("Ready");
            await Eventually.BeTrueAsync(() => Task.FromResult(account.Broker.Connections == 1), "there is more than one link");
            await Task.WhenAll(account.Grain.ConnectAsync(["Cookie: session=last"], "test"), account.Grain.DisconnectAsync("test"), account.Grain.WakeAsync());
            var isWanted = (await account.Grain.StatusAsync()).State != "Disconnected";
            if (isWanted) await account.StateAsync("Ready");
            await Eventually.BeTrueAsync(() => Task.FromResult(account.Broker.Connections == (isWanted ? 1 : 0)), $"links: {account.Broker.Connections}, wanted: {isWanted}");
        }
    }

    [Fact]
    public async Task What_the_disk_does_not_take_is_not_sent_and_the_account_comes_back()
    {
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        await account.BuyAsync("before");
        await account.UntilAsync("before", o => o.State == "Open");
        _disk.FullAfter(0);
        try
        {
            for (var i = 0; i < 3; i++) (await PlaceAnywayAsync(account, "a")).ShouldBe("unavailable");
            account.Broker.Submits.Count.ShouldBe(1);
        }
        finally
        {
            _disk.Capacity = null;
        }

        await BackAsync(account);
        (await account.FindAsync("before"))!.State.ShouldBe("Open");
        (await account.FindAsync("a")).ShouldBeNull();
        (await account.BuyAsync("a")).Kind.ShouldBe("accepted");
        await account.UntilAsync("a", o => o.State == "Open");
        account.Broker.Submits.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_write_that_fails_among_many_leaves_an_account_that_opens_and_knows_all_that_was_acknowledged_and_sent()
    {
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        for (var round = 0; round < 8; round++)
        {
            var flood = Enumerable.Range(0, 40).Select(i => PlaceAnywayAsync(account, $"{round}-{i}")).ToList();
            (_disk.SyncsBeforeFailure, _disk.FailNextSyncs) = (round, 1);
            var results = await Task.WhenAll(flood);
            _disk.FailNextSyncs = 0;
            await BackAsync(account);
            for (var i = 0; i < results.Length; i++)
            {
                if (results[i] == "accepted") (await account.FindAsync($"{round}-{i}")).ShouldNotBeNull($"{round}-{i}");
            }

            await Eventually.BeTrueAsync(async () => (await account.Grain.OrdersAsync(true, null, null, 1000)).All(o => o.State == "Open"), "orders stay undecided");
            var known = (await account.Grain.OrdersAsync(true, null, null, 1000)).Select(o => o.BrokerOrderNo!).Order().ToList();
            known.ShouldBe(account.Broker.Orders.Select(o => o.OrderNo).Order());
            (await account.Grain.OrdersAsync(true, null, null, 1000)).ShouldAllBe(o => o.ClientOrderId != null);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_end_of_the_process_loses_nothing_acknowledged_and_sends_nothing_twice(bool powerCut)
    {
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        for (var i = 0; i < 5; i++) (await account.BuyAsync($"{i}")).Kind.ShouldBe("accepted");
        for (var i = 0; i < 5; i++) await account.UntilAsync($"{i}", o => o.State == "Open");
        var no = (await account.FindAsync("0"))!.BrokerOrderNo!;
        account.Broker.Fill(no, 4);
        await account.UntilAsync("0", o => o.FilledLots == 4);
        account.Broker.Misbehaviour = Misbehaviour.NoAnswer;

        // Acknowledged to the caller; what the broker says of them is on its way when the process ends.
        var last = await Task.WhenAll(Enumerable.Range(5, 20).Select(i => account.BuyAsync($"{i}")));
        last.ShouldAllBe(r => r.Kind == "accepted");
        var warnings = last[0].Order!.Warnings;
        warnings.ShouldNotBeEmpty();
        await cluster.RestartAllAsync(powerCut);
        account.Broker.Misbehaviour = Misbehaviour.None;
        account.Broker.Fill(no, 2);
        await account.Grain.WakeAsync();
        await account.StateAsync("Ready");
        await account.UntilAsync("0", o => o.FilledLots == 6);
        (await account.LotsAsync()).ShouldBe(6);
        for (var i = 0; i < 25; i++) (await account.BuyAsync($"{i}")).Kind.ShouldBe("same");
        (await account.FindAsync("5"))!.Warnings.ShouldBe(warnings);

        // Twenty orders of one content: which number is whose is a person's to say, but none is sent again and none is forgotten.
        account.Broker.Submits.Count.ShouldBeInRange(5, 25);
        account.Broker.Submits.Distinct().Count().ShouldBe(account.Broker.Submits.Count);
        for (var i = 0; i < 5; i++) (await account.FindAsync($"{i}"))!.IsFinal.ShouldBeFalse();
    }

    [Fact]
    public async Task A_BUY_is_not_made_larger_or_dearer_than_a_new_one_may_be()
    {
        var account = await cluster.NewAccountAsync();
        account.Broker.Cash = 10_000_000;
        await account.ConnectAsync();
        await account.BuyAsync("a", lots: 50);
        await account.UntilAsync("a", o => o.State == "Open");
        (await account.Grain.AmendAsync("a", null, 500, "test")).Kind.ShouldBe("risk");
        (await account.Grain.AmendAsync("a", 5000, null, "test")).Kind.ShouldBe("risk");
        (await account.Grain.AmendAsync("a", 995, 80, "test")).Kind.ShouldBe("accepted");
        var order = await account.UntilAsync("a", o => o.Lots == 80);
        (order.Price, account.Broker.Orders[0].Lots).ShouldBe((995, 80));
    }

    [Fact]
    public async Task Cash_that_an_order_no_longer_takes_counts_once_when_the_link_is_back()
    {
        var account = await cluster.NewAccountAsync();
        account.Broker.Cash = 10_000_000;
        await account.ConnectAsync();
        await account.BuyAsync("a", lots: 50);
        var order = await account.UntilAsync("a", o => o.State == "Open");
        account.Broker.Closed = true;
        account.Broker.DropLinks();
        await account.StateAsync("Connecting");
        account.Broker.End(order.BrokerOrderNo!, "C");
        account.Broker.Closed = false;
        await account.UntilAsync("a", o => o.State == "Cancelled");
        await account.StateAsync("Ready");
        (await account.Grain.PortfolioAsync()).CashAvailable.ShouldBe(10_000_000);
    }

    [Fact]
    public async Task Requests_that_make_no_sense_are_answered_and_not_thrown()
    {
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        PlaceOrder[] orders =
        [
            new("", account.Code, "BUY", 1000, 1), new("~x", account.Code, "BUY", 1000, 1), new("a", "no ticker", "BUY", 1000, 1), new("b", account.Code, "HOLD", 1000, 1),
            new("c", account.Code, "BUY", -1, 1), new("d", account.Code, "BUY", decimal.MaxValue, 1), new("e", account.Code, "BUY", 1000, decimal.MaxValue), new("f", account.Code, "BUY", 1000, 0.5m),
            new("g", account.Code, "BUY", 1000.0001m, 1), new("h", account.Code, "SELL", 1000, 1), new("i", account.Code, "BUY", 1000, 1, "GTC"), new(new string('x', 129), account.Code, "BUY", 1000, 1),
            new("j", account.Code, "BUY", 1000, 1, Phantom: new PhantomLevels(new PhantomPrice(decimal.MaxValue, null), null, null)),
            new("k", account.Code, "BUY", 1000, 1, Phantom: new PhantomLevels(new PhantomPrice(null, decimal.MaxValue), null, null)),
            new("l", account.Code, "BUY", 1000, 1, Phantom: new PhantomLevels(null, null, null)),
        ];
        foreach (var order in orders) (await account.PlaceAsync(order)).Kind.ShouldBeOneOf("invalid", "risk");
        await account.BuyAsync("open");
        await account.UntilAsync("open", o => o.State == "Open");
        (await account.Grain.AmendAsync("open", decimal.MaxValue, null, "test")).Kind.ShouldBe("invalid");
        (await account.Grain.AmendAsync("open", null, decimal.MaxValue, "test")).Kind.ShouldBe("invalid");
        (await account.Grain.ResolveAsync("open", "Nothing", null, "test")).Kind.ShouldBe("invalid");
        (await account.Grain.PhantomAsync(new PhantomCommand("decide", "test", "~9", Choice: "x"))).Kind.ShouldBe("notFound");
        (await account.Grain.PhantomAsync(new PhantomCommand("arm", "test", Code: "BBCA", Lots: -1, Levels: new PhantomLevels(new PhantomPrice(1, null), null, null)))).Kind.ShouldBe("refused");
        account.Broker.Submits.Count.ShouldBe(1);
    }

    /// <summary>The kind of the answer; an account that cannot answer is unavailable.</summary>
    private static async Task<string> PlaceAnywayAsync(TestedAccount account, string id)
    {
        try
        {
            return (await account.BuyAsync(id, price: Price(id))).Kind;
        }
        catch (Exception e) when (e is GrainInterfaces.Market.TradeLogUnavailableException or Orleans.Runtime.OrleansException)
        {
            return "unavailable";
        }
    }

    /// <summary>Contents that differ, so that the broker's list says which order is which.</summary>
    private static decimal Price(string id) => id.Split('-') is [var round, var number] ? 1000 + (5 * int.Parse(number)) + (200 * (int.Parse(round) % 4)) : 1000;

    private static Task BackAsync(TestedAccount account) => Eventually.BeTrueAsync(
        async () =>
        {
            try
            {
                await account.Grain.WakeAsync();
                return (await account.Grain.StatusAsync()).State == "Ready";
            }
            catch (Exception e) when (e is GrainInterfaces.Market.TradeLogUnavailableException or Orleans.Runtime.OrleansException)
            {
                return false;
            }
        },
        "the account does not come back");
}

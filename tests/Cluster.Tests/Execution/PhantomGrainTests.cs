using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Grains.Execution;
using Xunit;

namespace Sssaham.Cluster.Tests.Execution;

/// <summary>A stop of an account fires once, whatever comes between.</summary>
public sealed class PhantomGrainTests(RoundTheClockAccounts cluster) : IClassFixture<RoundTheClockAccounts>
{
    [Fact]
    public async Task A_stop_sells_at_the_best_bid_and_cancels_what_is_left_of_the_BUY()
    {
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        await account.BuyAsync("buy", 10, stop: 950);
        var buy = await account.UntilAsync("buy", o => o.State == "Open");
        account.Broker.Fill(buy.BrokerOrderNo!, 6);
        await account.UntilAsync("buy", o => o.FilledLots == 6);
        await account.QuoteAsync(945, 950);
        await account.SellOffAsync(6, 945);
        await account.UntilAsync("buy", o => o.State == "Cancelled");
    }

    [Theory]
    [InlineData(FaultPoint.TriggerDurable, true)]
    [InlineData(FaultPoint.TriggerDurable, false)]
    [InlineData(FaultPoint.TriggerBytesLeft, true)]
    [InlineData(FaultPoint.TriggerBytesLeft, false)]
    [InlineData(FaultPoint.CrossingHeard, true)]
    public async Task A_stop_whose_process_ends_on_the_way_to_the_broker_sells_once(FaultPoint point, bool powerCut)
    {
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        await account.BoughtAsync("buy");
        var ended = cluster.Faults.Arm(point, cluster.EndProcess);
        await account.TradeAsync(940);
        await ended;
        if (point == FaultPoint.TriggerBytesLeft) await account.SellsUntilAsync(1);
        else account.Submits("SELL").ShouldBeEmpty();
        await cluster.RestartAllAsync(powerCut);
        await account.Grain.WakeAsync();
        await account.StateAsync("Ready");
        await account.QuoteAsync(935, 940);
        await account.SellOffAsync(10);
    }

    [Fact]
    public async Task A_price_that_jumps_far_below_the_stop_sells_at_the_bid_that_is_left()
    {
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        await account.TradeAsync(1000);
        await account.BoughtAsync("buy");
        await account.QuoteAsync(700, 705);
        await account.SellOffAsync(10, 700);
    }

    [Fact]
    public async Task A_price_that_falls_while_the_link_is_down_sells_once_after_the_brokers_list()
    {
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        await account.BoughtAsync("buy");
        var lists = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        account.Broker.ListsAfter = lists.Task;
        account.Broker.Closed = true;
        account.Broker.DropLinks();
        await account.StateAsync("Connecting");
        await account.TradeAsync(940);
        await account.QuoteAsync(935, 940);
        await account.PhantomUntilAsync("Triggered");
        account.Broker.Closed = false;
        await account.StateAsync("Reconciling");
        account.Submits("SELL").ShouldBeEmpty();
        lists.SetResult();
        await account.SellOffAsync(10);
    }

    [Fact]
    public async Task What_is_left_of_a_BUY_is_cancelled_after_the_break_in_which_its_stop_fired()
    {
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        await account.BuyAsync("buy", 10, stop: 950);
        var buy = await account.UntilAsync("buy", o => o.State == "Open");
        account.Broker.Fill(buy.BrokerOrderNo!, 6);
        await account.UntilAsync("buy", o => o.FilledLots == 6);
        account.Broker.Closed = true;
        account.Broker.DropLinks();
        await account.StateAsync("Connecting");
        await account.TradeAsync(940);
        await account.PhantomUntilAsync("Triggered");
        account.Broker.Closed = false;
        await account.StateAsync("Ready");
        await account.UntilAsync("buy", o => o.State == "Cancelled");
        await account.QuoteAsync(935, 940);
        await account.SellOffAsync(6);
    }

    [Fact]
    public async Task A_crossing_that_is_lost_is_found_by_the_beat()
    {
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        await account.BoughtAsync("buy");
        cluster.LosesCrossings = true;
        try
        {
            // A dip: the price is back when the beat comes.
            await account.TradeAsync(940);
            await account.TradeAsync(1000);
            await account.QuoteAsync(1000, 1005);
            await account.SellOffAsync(10);
        }
        finally
        {
            cluster.LosesCrossings = false;
        }
    }

    [Fact]
    public async Task A_stop_that_fires_behind_the_kill_switch_sells_once_when_it_is_off_again()
    {
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        await account.BoughtAsync("buy");
        await account.Grain.KillSwitchAsync(true, "test");
        await account.TradeAsync(940);
        await account.PhantomUntilAsync("Triggered");
        account.Submits("SELL").ShouldBeEmpty();
        await account.Grain.KillSwitchAsync(false, "test");
        await account.QuoteAsync(935, 940);
        await account.SellOffAsync(10);
    }

    [Fact]
    public async Task A_stop_whose_instrument_is_not_traded_any_more_sells_at_the_last_price_when_it_has_waited_for_one()
    {
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        await account.BoughtAsync("buy");
        await account.Grain.KillSwitchAsync(true, "test");
        await account.TradeAsync(940);
        await account.PhantomUntilAsync("Triggered");
        // So old that nobody would take it for the market.
        cluster.Clock.MoveTo(cluster.Clock.GetUtcNow().AddMinutes(5));
        await account.Grain.KillSwitchAsync(false, "test");
        await Eventually.BeTrueAsync(
            () =>
            {
                if (account.Submits("SELL").Count > 0) return Task.FromResult(true);
                cluster.Clock.MoveTo(cluster.Clock.GetUtcNow().AddSeconds(1));
                return Task.FromResult(false);
            },
            "no SELL comes");
        await account.SellOffAsync(10);
    }

    [Fact]
    public async Task Without_bids_a_stop_waits_for_the_first_one()
    {
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        await account.BoughtAsync("buy");
        await account.QuoteAsync(null, 850);
        await account.PhantomUntilAsync("Triggered");
        await account.TradeAsync(850);
        await account.QuoteAsync(null, 850);
        (await account.PhantomAsync()).IsUnprotected.ShouldBeTrue();
        account.Submits("SELL").ShouldBeEmpty();
        await account.QuoteAsync(850, 855);
        await account.SellOffAsync(10, 850);
    }

    [Fact]
    public async Task A_SELL_whose_fate_is_unknown_is_sent_once_more_only_when_the_broker_shows_that_it_never_came()
    {
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        await account.BoughtAsync("buy");
        account.Broker.Misbehaviour = IpotSimulator.Misbehaviour.DropBeforeReceipt;
        await account.QuoteAsync(940, 945);
        await Eventually.BeTrueAsync(() => Task.FromResult(account.Broker.Calls.Any(c => c.Contains("\"SELL\"", StringComparison.Ordinal))), "no SELL leaves");
        account.Broker.Misbehaviour = IpotSimulator.Misbehaviour.None;
        await account.StateAsync("Ready");
        await account.QuoteAsync(935, 940);
        await account.SellOffAsync(10);

        var taken = await cluster.NewAccountAsync();
        await taken.ConnectAsync();
        await taken.BoughtAsync("buy");
        taken.Broker.Misbehaviour = IpotSimulator.Misbehaviour.DropAfterReceipt;
        await taken.QuoteAsync(940, 945);
        await taken.SellsUntilAsync(1);
        taken.Broker.Misbehaviour = IpotSimulator.Misbehaviour.None;
        await taken.StateAsync("Ready");
        await taken.QuoteAsync(935, 940);
        await taken.SellOffAsync(10, 940);
    }

    [Fact]
    public async Task A_BUY_that_ends_without_a_fill_keeps_its_instruments_price_fresh_for_what_else_is_held()
    {
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        await account.BuyAsync("held");
        var held = await account.UntilAsync("held", o => o.State == "Open");
        account.Broker.Fill(held.BrokerOrderNo!, 10);
        await account.LotsUntilAsync(10);
        await account.BuyAsync("unfilled", price: 990, stop: 950);
        await account.UntilAsync("unfilled", o => o.State == "Open");
        await account.Grain.CancelAsync("unfilled", "test");
        await account.UntilAsync("unfilled", o => o.State == "Cancelled");
        await account.TradeAsync(1100);
        await Eventually.BeTrueAsync(async () => (await account.Grain.PositionsAsync()).Single().LastPrice == 1100, "the price of what is held stays");
    }
}

/// <summary>Stops over the breaks of IDX's sessions.</summary>
public sealed class PhantomSessionTests(IdxAccounts cluster) : IClassFixture<IdxAccounts>
{
    [Fact]
    public async Task A_stop_that_fires_without_bids_before_a_break_sells_once_after_it()
    {
        cluster.Clock.MoveTo(IdxHours.At(11, 50));
        var lunch = await LockedAsync();
        cluster.Clock.MoveTo(IdxHours.At(12, 10));
        await lunch.QuoteAsync(900, 905);
        await lunch.PhantomUntilAsync("Triggered");
        lunch.Submits("SELL").ShouldBeEmpty();
        var refused = await lunch.BuyAsync("lunch");
        (refused.Kind, refused.Limits![0].Limit).ShouldBe(("risk", "session"));
        cluster.Clock.MoveTo(IdxHours.At(13, 31));
        await Eventually.BeTrueAsync(async () =>
        {
            await lunch.QuoteAsync(905, 910);
            return lunch.Submits("SELL").Count > 0;
        }, "nothing is sold after lunch");
        await lunch.SellOffAsync(10);

        cluster.Clock.MoveTo(IdxHours.At(15, 40));
        var night = await LockedAsync();
        cluster.Clock.MoveTo(IdxHours.At(20, 0));
        (await night.BuyAsync("held", price: 800, queue: false)).Kind.ShouldBe("risk");
        night.Submits("SELL").ShouldBeEmpty();
        cluster.Clock.MoveTo(IdxHours.At(9, 1, daysLater: 1));
        await Eventually.BeTrueAsync(async () =>
        {
            await night.QuoteAsync(850, 855);
            return night.Submits("SELL").Count > 0;
        }, "nothing is sold in the morning");
        await night.SellOffAsync(10);
    }

    /// <summary>An account whose stop has fired while nobody buys.</summary>
    private async Task<TestedAccount> LockedAsync()
    {
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        await account.BoughtAsync("buy");
        await account.QuoteAsync(null, 900);
        await account.PhantomUntilAsync("Triggered");
        return account;
    }
}

using System.Collections.Concurrent;
using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Xunit;

namespace Sssaham.Cluster.Tests.Market;

public sealed class TickerStreamTests(CalmCluster cluster) : IClassFixture<CalmCluster>
{
    private static readonly DateOnly Day = Tapes.Today;

    [Fact]
    public async Task An_observer_gets_every_trade_once_with_gapless_positions_and_the_bars_that_changed()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var tape = Tapes.Random(new Random(1), Day, 600).Shuffled(new Random(2));
        await ticker.SendAsync(tape[..50]);
        var observer = new Observer();
        var reference = cluster.Grains.CreateObjectReference<ITickerObserver>(observer);
        var position = await ticker.SubscribeAsync(reference, trades: true);
        foreach (var batch in tape[50..].Chunk(55)) await ticker.SendAsync(batch);
        await Eventually.BeTrueAsync(() => Task.FromResult(observer.Updates.Count == 10), "updates are missing");
        var found = new List<Trade>();
        foreach (var update in observer.Updates.OrderBy(u => u.Sequence))
        {
            var trades = TradeCodec.Decode(update.Trades);
            update.FirstTrade.ShouldBe(position + 1);
            update.Sequence.ShouldBe(position + trades.Length);
            position = update.Sequence;
            found.AddRange(trades);
            var changed = trades.Where(t => Tapes.Idx.EntersFootprint(t.Board)).Select(t => t.MinuteUs).Distinct();
            changed.Except(update.Bars.Select(b => b.StartUs)).ShouldBeEmpty();
        }

        found.ShouldBe(tape[50..]);
        // The last word on each bar is the bar.
        var last = observer.Updates.OrderBy(u => u.Sequence).SelectMany(u => u.Bars).GroupBy(b => b.StartUs).ToDictionary(g => g.Key, g => g.Last());
        foreach (var bar in Tapes.Bars(Tapes.Idx, Day, tape))
        {
            if (last.TryGetValue(bar.StartUs, out var pushed)) pushed.SameContent(bar).ShouldBeTrue();
        }

        await ticker.UnsubscribeAsync(reference);
        await ticker.SendAsync(Trade(10_000));
        (await ticker.CatchUpAsync(position)).Sequence.ShouldBe(position + 1);
        observer.Updates.Count.ShouldBe(10);
    }

    [Fact]
    public async Task Who_catches_up_gets_the_bars_that_changed_since_and_the_trades_in_one_run()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var tape = Tapes.Random(new Random(3), Day, 2000, minutes: 300);
        var observer = cluster.Grains.CreateObjectReference<ITickerObserver>(new Observer());
        var start = await SendAndMeasureAsync(ticker, tape[..1000]);
        await ticker.SubscribeAsync(observer, trades: true);
        await ticker.SendAsync(tape[1000..1500]);

        // Nobody listens to these: what is held has a gap.
        await ticker.UnsubscribeAsync(observer);
        await ticker.SendAsync(tape[1500..1600]);
        await ticker.SubscribeAsync(observer, trades: true);
        await ticker.SendAsync(tape[1600..1700]);
        await ticker.SendAsync(tape[1700..]);
        var expected = Tapes.Bars(Tapes.Idx, Day, tape);
        foreach (var seen in new[] { 0, 999, 1000, 1400, 1550, 1599, 1600, 1601, 1750, 1999, 2000 })
        {
            var missed = await ticker.CatchUpAsync(start - 1000 + seen);
            missed.Sequence.ShouldBe(start + 1000);
            var trades = TradeCodec.Decode(missed.Trades);
            (missed.FirstTrade + trades.Length).ShouldBe(missed.Sequence + 1);
            var first = (int)(missed.FirstTrade - start + 1000 - 1);
            first.ShouldBeGreaterThanOrEqualTo(seen);
            trades.ShouldBe(tape[first..]);
            var since = tape[seen..].Where(t => Tapes.Idx.EntersFootprint(t.Board)).Select(t => t.MinuteUs).ToHashSet();
            missed.Bars.ShouldBeBars([.. expected.Where(b => since.Contains(b.StartUs))], $"since {seen}");
        }

        // A position of an earlier day misses all of today.
        (await ticker.CatchUpAsync(((long)Day.AddDays(-1).DayNumber << 32) + 5)).Bars.ShouldBeBars(expected);
    }

    [Fact]
    public async Task Who_catches_up_while_a_batch_is_between_two_days_gets_no_trade_under_a_wrong_position()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var (today, before) = (Tapes.Random(new Random(4), Day, 200), Tapes.Random(new Random(5), Day.AddDays(-1), 20));
        await ticker.SubscribeAsync(cluster.Grains.CreateObjectReference<ITickerObserver>(new Observer()), trades: true);
        var start = await SendAndMeasureAsync(ticker, today[..100]);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Log.AfterAppend = append => append.Day == Day ? Task.CompletedTask : go.Task;
        try
        {
            var sending = ticker.SendAsync([.. today[100..], .. before]);
            await Eventually.BeTrueAsync(async () => (await ticker.CatchUpAsync(start)).Sequence == start + 100, "today's part never comes");
            var missed = await ticker.CatchUpAsync(start);
            TradeCodec.Decode(missed.Trades).ShouldBe(today[(int)(missed.FirstTrade - start + 100 - 1)..]);
            go.SetResult();
            await sending;
        }
        finally
        {
            go.TrySetResult();
            cluster.Log.AfterAppend = null;
        }
    }

    [Fact]
    public async Task A_subscription_ends_unless_it_is_renewed()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var (lazy, keen) = (new Observer(), new Observer());
        var (lazyReference, keenReference) = (cluster.Grains.CreateObjectReference<ITickerObserver>(lazy), cluster.Grains.CreateObjectReference<ITickerObserver>(keen));
        await ticker.SubscribeAsync(lazyReference, trades: false);
        cluster.Time.Advance(TimeSpan.FromMinutes(4));
        await ticker.SubscribeAsync(keenReference, trades: false);
        await ticker.SendAsync(Trade(1));
        await Eventually.BeTrueAsync(() => Task.FromResult(keen.Updates.Count == 1), "the update is missing");
        lazy.Updates.ShouldBeEmpty();
        keen.Updates.ShouldHaveSingleItem().Trades.ShouldBeEmpty();
    }

    private static Trade Trade(long number) => new(Tapes.At(Day, 10, 0), number, 1500, 100, Side.Buy, SideSource.Given);

    private static async Task<long> SendAndMeasureAsync(ITickerGrain ticker, Trade[] trades)
    {
        await ticker.SendAsync(trades);
        return (await ticker.CatchUpAsync(0)).Sequence;
    }

    private sealed class Observer : ITickerObserver
    {
        public ConcurrentQueue<TickerUpdate> Updates { get; } = new();

        public Task OnUpdateAsync(TickerUpdate update)
        {
            Updates.Enqueue(update);
            return Task.CompletedTask;
        }
    }
}

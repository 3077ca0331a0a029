using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Market;
using Xunit;

namespace Sssaham.Cluster.Tests.Market;

public sealed class PriceWatchTests(WatchCluster cluster) : IClassFixture<WatchCluster>
{
    private static readonly DateOnly Day = Tapes.Today;

    [Fact]
    public async Task A_watch_shows_last_price_quote_reference_scale_and_sector()
    {
        var key = TickerCluster.NewKey();
        await cluster.Grains.GetGrain<IInstrumentDirectoryGrain>(IInstrumentDirectoryGrain.Key).RegisterAsync([new InstrumentInfo(key, "Name", "Financials", null, null, null)]);
        var ticker = cluster.Ticker(key);
        var empty = await ticker.PriceAsync();
        (empty.LastPrice, empty.LastUs, empty.Quote, empty.Low, empty.High, empty.ReferencePrice, empty.Sector).ShouldBe((null, null, null, null, null, null, "Financials"));
        await ticker.SendAsync(Trade(1, 1400, 11, day: Day.AddDays(-1)));

        // Nothing traded today: the newest close is what today is measured by.
        (await ticker.PriceAsync()).ReferencePrice.ShouldBe(1400);
        await ticker.SendAsync(Trade(2, 1500, 12), Trade(3, 1450, 10));
        var quote = new BestQuote(Tapes.At(Day, 12, 1), 1495, null);
        await ticker.QuoteAsync(quote);
        await ticker.QuoteAsync(quote with { TimeUs = quote.TimeUs - 1, Bid = 1 });
        var view = await ticker.WatchAsync("paper:x", [], Tapes.At(Day, 10, 0));
        (view.LastPrice, view.LastUs, view.Quote, view.Low, view.High, view.ReferencePrice, view.Sector).ShouldBe((1500, Tapes.At(Day, 12, 0), quote, 1450, 1500, 1400, "Financials"));
        (view.Scale.Lot, view.Scale.PriceDecimals).ShouldBe((100, 0));
    }

    [Fact]
    public async Task A_close_that_is_corrected_is_the_reference_of_a_day_without_trades()
    {
        var key = TickerCluster.NewKey();
        var ticker = cluster.Ticker(key);
        await ticker.SendAsync(Trade(1, 1400, 11, day: Day.AddDays(-1)));
        (await ticker.PriceAsync()).ReferencePrice.ShouldBe(1400);
        await cluster.Grains.GetGrain<IDailyBarGrain>(key).PutAsync([new DailyBar(Day.AddDays(-1), null, null, null, 1425, null, null)]);
        await Eventually.BeTrueAsync(async () => (await ticker.PriceAsync()).ReferencePrice == 1425, "the reference stays");
    }

    [Fact]
    public async Task Low_and_high_are_those_of_the_regular_trades_from_the_moment_on()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var tapes = new List<Trade>();
        for (var back = 2; back >= 0; back--) tapes.AddRange(Tapes.Random(new Random(back), Day.AddDays(-back), 400));
        foreach (var batch in tapes.ToArray().Shuffled(new Random(7)).Chunk(60)) await ticker.SendAsync(batch);
        var random = new Random(9);
        for (var i = 0; i < 60; i++)
        {
            var sinceUs = tapes[random.Next(tapes.Count)].TimeUs + random.Next(-70_000_000, 70_000_000);
            var since = tapes.Where(t => t.TimeUs >= sinceUs && Tapes.Idx.EntersFootprint(t.Board)).Select(t => t.Price).ToList();
            var view = await ticker.WatchAsync("paper:x", [], sinceUs);
            (view.Low, view.High).ShouldBe(since.Count == 0 ? (null, null) : (since.Min(), since.Max()), $"since {sinceUs}");
        }
    }

    [Fact]
    public async Task Crossings_reach_the_account_when_the_trades_are_durable()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        await ticker.SendAsync(Trade(1, 1000, 9));
        await ticker.WatchAsync("paper:crossed", [new PriceThreshold("F-1", 990, 1100)], null);
        await ticker.SendAsync(Trade(2, 1000, 10), Trade(3, 985, 11), Trade(4, 1000, 12));
        await ticker.QuoteAsync(new BestQuote(Tapes.At(Day, 12, 1), 1100, 1105));
        await Eventually.BeTrueAsync(() => Task.FromResult(cluster.Told.Count(t => t.Account == "paper:crossed") == 2), "no crossing is told");
        var told = cluster.Told.Where(t => t.Account == "paper:crossed").Select(t => t.Crossing).OrderByDescending(c => c.IsTrade).ToList();
        told.ShouldAllBe(c => c.Ids.Single() == "F-1" && c.Last == 1000);
        told.Select(c => c.Price).ShouldBe([985, 1100]);
        (told[0].Low, told[0].High, told[0].TimeUs).ShouldBe((985, 1000, Tapes.At(Day, 11, 0)));
    }

    [Fact]
    public async Task Trades_of_a_day_before_the_newest_cross_nothing()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        await ticker.SendAsync(Trade(1, 1000, 9));
        await ticker.WatchAsync("paper:before", [new PriceThreshold("F-1", 990, null)], null);
        await ticker.SendAsync(Trade(1, 500, 9, day: Day.AddDays(-1)));
        await ticker.SendAsync(Trade(2, 990, 10));
        await Eventually.BeTrueAsync(() => Task.FromResult(cluster.Told.Any(t => t.Account == "paper:before")), "no crossing is told");
        cluster.Told.Single(t => t.Account == "paper:before").Crossing.Price.ShouldBe(990);
    }

    [Fact]
    public async Task A_watch_does_not_wait_for_a_write()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        await ticker.SendAsync(Trade(1, 1000, 9));
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Log.AfterAppend = _ => go.Task;
        try
        {
            var sending = ticker.SendAsync(Trade(2, 900, 10));
            (await ticker.WatchAsync("paper:x", [], Tapes.At(Day, 9, 0)).WaitAsync(TimeSpan.FromMinutes(1))).LastPrice.ShouldBe(1000);
            await ticker.QuoteAsync(new BestQuote(Tapes.At(Day, 12, 1), 995, null)).WaitAsync(TimeSpan.FromMinutes(1));
            sending.IsCompleted.ShouldBeFalse();
            go.SetResult();
            await sending;
        }
        finally
        {
            go.TrySetResult();
            cluster.Log.AfterAppend = null;
        }

        (await ticker.PriceAsync()).LastPrice.ShouldBe(900);
    }

    private static Trade Trade(long number, long price, int hour, DateOnly? day = null) => new(Tapes.At(day ?? Day, hour, 0), number, price, 100);
}

/// <summary>Lets trades and levels go at every beat, and keeps what accounts are told from reaching them.</summary>
public sealed class WatchCluster : TickerCluster
{
    public ConcurrentQueue<(string Account, PriceCrossing Crossing)> Told { get; } = [];

    protected override void Configure(MarketOptions options)
    {
        options.ArchiveEvery = TimeSpan.Zero;
        options.HeldTrades = 30;
        options.HeldLevels = 40;
        options.HeldDays = 0;
    }

    protected override void Add(IServiceCollection services) => services.AddSingleton<IOutgoingGrainCallFilter>(new Tap(this));

    private sealed class Tap(WatchCluster cluster) : IOutgoingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context)
        {
            if (context.MethodName != nameof(IBrokerAccountGrain.CrossedAsync)) return context.Invoke();
            cluster.Told.Enqueue((context.TargetId.Key.ToString()!, (PriceCrossing)context.Request.GetArgument(0)!));
            return Task.CompletedTask;
        }
    }
}

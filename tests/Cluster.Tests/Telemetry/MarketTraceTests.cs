using System.Collections.Concurrent;
using System.Diagnostics;
using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Cluster.Tests.Scoring;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Scoring;
using Sssaham.Grains.Scoring;
using Xunit;

namespace Sssaham.Cluster.Tests.Telemetry;

/// <summary>A silo whose calls carry traces, and that scores.</summary>
public sealed class TracedMarket : TickerCluster
{
    protected override bool IsTraced => true;

    protected override void Configure(Sssaham.Grains.Market.MarketOptions options) => options.ArchiveEvery = TimeSpan.FromDays(1000);
}

[Collection(TelemetryTests.Name)]
public sealed class MarketTraceTests(TracedMarket cluster) : IClassFixture<TracedMarket>
{
    private static readonly DateOnly Day = Tapes.Today;

    [Fact]
    public async Task A_sampled_batch_is_one_trace_from_its_arrival_to_the_push()
    {
        using var spans = new SpanRecorder();
        var key = TickerCluster.NewKey();
        var observer = await SubscribedAsync(key);
        await new TradeLanes(cluster.Grains, tracedEvery: 1).SendAsync(key, Batch(1, 3));
        await Eventually.BeTrueAsync(() => Task.FromResult(!observer.Updates.IsEmpty), "no update");
        var push = (await spans.UntilAsync(MarketTraces.Push, 1)).ShouldHaveSingleItem();
        var arrival = spans.Named(MarketTraces.Arrival).ShouldHaveSingleItem();
        (arrival.GetTagItem(MarketTraces.InstrumentKey), arrival.GetTagItem(MarketTraces.TradesKey), arrival.ParentSpanId).ShouldBe((key, 3, default));
        foreach (var name in new[] { MarketTraces.Append, MarketTraces.Apply, MarketTraces.Push })
        {
            var span = spans.Named(name).ShouldHaveSingleItem();
            span.TraceId.ShouldBe(arrival.TraceId);
            // Between the two are the client's and the server's side of Orleans' call.
            spans.Way(span).ShouldBe([name, "ITickerGrain/AppendAsync", "ITickerGrain/AppendAsync", MarketTraces.Deliver, MarketTraces.Arrival], name);
        }

        var update = observer.Updates.ShouldHaveSingleItem();
        update.TraceParent.ShouldBe(push.Id);
        update.PushedUs.ShouldBe((cluster.Time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10);
        using (MarketTraces.Continue(MarketTraces.Relay, update.TraceParent)) { }
        spans.Way(spans.Named(MarketTraces.Relay).ShouldHaveSingleItem())[..2].ShouldBe([MarketTraces.Relay, MarketTraces.Push]);
    }

    [Fact]
    public async Task One_of_so_many_batches_is_traced_and_leaves_no_trace_on_those_behind_it()
    {
        using var spans = new SpanRecorder();
        var (key, lanes) = (TickerCluster.NewKey(), new TradeLanes(cluster.Grains, tracedEvery: 3));
        for (var i = 0; i < 9; i++) await lanes.SendAsync(key, Batch(1 + i, 1));
        (await spans.UntilAsync(MarketTraces.Arrival, 3)).Count.ShouldBe(3);
        (spans.Named(MarketTraces.Deliver).Count, spans.Named(MarketTraces.Append).Count, spans.Named(MarketTraces.Apply).Count).ShouldBe((3, 3, 3));
        spans.Named(MarketTraces.Arrival).Select(s => s.TraceId).Distinct().Count().ShouldBe(3);
        spans.Named("ITickerGrain/AppendAsync").Count.ShouldBe(6);
    }

    [Fact]
    public async Task Batches_of_a_traced_request_belong_to_its_trace_and_others_do_not()
    {
        using var spans = new SpanRecorder();
        using var source = new ActivitySource("test");
        using var listener = new ActivityListener { ShouldListenTo = s => s == source, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        var (key, lanes) = (TickerCluster.NewKey(), new TradeLanes(cluster.Grains));
        var log = cluster.Log;
        var (reached, free) = (new TaskCompletionSource(), new TaskCompletionSource());
        log.BeforeAppend = async append =>
        {
            if (append.Stream != key) return;
            reached.TrySetResult();
            await free.Task;
        };
        try
        {
            // The first call holds the lane; what waits behind it goes into one call.
            var plain = lanes.SendAsync(key, Batch(1, 1));
            await reached.Task;
            var traced = new List<(Activity Request, Task Sent)>();
            for (var i = 0; i < 2; i++)
            {
                var request = source.StartActivity("request")!;
                traced.Add((request, lanes.SendAsync(key, Batch(2 + i, 1))));
                request.Stop();
            }

            free.SetResult();
            await Task.WhenAll([plain, .. traced.Select(t => t.Sent)]);
            await lanes.SendAsync(key, Batch(9, 1));
            var arrivals = spans.Named(MarketTraces.Arrival);
            arrivals.Select(a => (a.TraceId, a.ParentSpanId)).ShouldBe(traced.Select(t => (t.Request.TraceId, t.Request.SpanId)), ignoreOrder: true);
            var deliver = spans.Named(MarketTraces.Deliver).ShouldHaveSingleItem();
            (deliver.TraceId, deliver.ParentSpanId).ShouldBe((traced[0].Request.TraceId, arrivals.Single(a => a.TraceId == traced[0].Request.TraceId).SpanId));
            deliver.Links.Select(l => l.Context.TraceId).ShouldBe([traced[1].Request.TraceId]);
            spans.Named(MarketTraces.Append).ShouldHaveSingleItem().TraceId.ShouldBe(traced[0].Request.TraceId);
        }
        finally
        {
            log.BeforeAppend = null;
        }
    }

    [Fact]
    public async Task A_batch_that_fails_says_so_in_its_spans()
    {
        using var spans = new SpanRecorder();
        var key = TickerCluster.NewKey();
        cluster.Log.BeforeAppend = append => append.Stream == key ? Task.FromException(new IOException("no room")) : Task.CompletedTask;
        try
        {
            await Should.ThrowAsync<TradeLogUnavailableException>(() => new TradeLanes(cluster.Grains, tracedEvery: 1).SendAsync(key, Batch(1, 1)));
        }
        finally
        {
            cluster.Log.BeforeAppend = null;
        }

        foreach (var name in new[] { MarketTraces.Arrival, MarketTraces.Deliver, MarketTraces.Append })
        {
            var span = spans.Named(name).ShouldHaveSingleItem();
            span.Status.ShouldBe(ActivityStatusCode.Error);
            span.StatusDescription!.ShouldContain("no room");
        }
    }

    [Fact]
    public async Task A_score_is_linked_to_the_newest_traced_batch_in_its_figures()
    {
        using var spans = new SpanRecorder();
        var key = TickerCluster.NewKey();
        var (traced, plain) = (new TradeLanes(cluster.Grains, tracedEvery: 1), new TradeLanes(cluster.Grains));
        await traced.SendAsync(key, Batch(1, 2));
        await traced.SendAsync(key, Batch(3, 2));
        await plain.SendAsync(key, Batch(5, 2));
        (await cluster.Grains.GetGrain<IScoringGrain>(key).ScoreAsync(ScoreSource.Auto, anew: true)).ShouldNotBeNull();
        var score = (await spans.UntilAsync(ScoringTelemetry.Score, 1)).Single(s => Equals(s.GetTagItem(MarketTraces.InstrumentKey), key));
        score.Links.ShouldHaveSingleItem().Context.SpanId.ShouldBe(spans.Named(MarketTraces.Append).OrderBy(s => s.StartTimeUtc).Last().SpanId);
    }

    [Fact]
    public async Task Without_a_listener_nothing_is_traced()
    {
        MarketTraces.Source.HasListeners().ShouldBeFalse();
        var started = new ConcurrentQueue<Activity?>();
        var key = TickerCluster.NewKey();
        cluster.Log.InAppend = append =>
        {
            if (append.Stream == key) started.Enqueue(Activity.Current);
        };
        var observer = await SubscribedAsync(key);
        try
        {
            await new TradeLanes(cluster.Grains, tracedEvery: 1).SendAsync(key, Batch(1, 2));
        }
        finally
        {
            cluster.Log.InAppend = null;
        }

        started.ShouldHaveSingleItem().ShouldBeNull();
        await Eventually.BeTrueAsync(() => Task.FromResult(!observer.Updates.IsEmpty), "no update");
        observer.Updates.ShouldHaveSingleItem().TraceParent.ShouldBeNull();
        (await cluster.Ticker(key).GetDayAsync(null))!.TraceParent.ShouldBeNull();
    }

    [Fact]
    public void Without_a_listener_asking_for_spans_allocates_nothing()
    {
        var asked = Ask();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++) asked |= Ask();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        asked.ShouldBeFalse();

        static bool Ask() => MarketTraces.Child(MarketTraces.Append) is not null || MarketTraces.Continue(MarketTraces.Relay, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01") is not null
            || ScoringTelemetry.Source.Begin(ScoringTelemetry.Score) is not null;
    }

    private static TradeBatch Batch(long first, int count) =>
        TickerCalls.Batch([.. Enumerable.Range(0, count).Select(i => new Trade(Tapes.At(Day, 10, 0), first + i, 1500, 100, Side.Buy, SideSource.Given))]);

    private async Task<Observer> SubscribedAsync(string key)
    {
        var observer = new Observer();
        await cluster.Ticker(key).SubscribeAsync(cluster.Grains.CreateObjectReference<ITickerObserver>(observer), trades: true);
        return observer;
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

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Shouldly;
using Sssaham.Cluster.Tests.Execution;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Market;
using Xunit;

namespace Sssaham.Cluster.Tests.Telemetry;

[Collection(TelemetryTests.Name)]
public sealed class MetricTests(TracedAccounts cluster) : IClassFixture<TracedAccounts>
{
    [Fact]
    public async Task Orders_links_and_stops_are_counted_by_their_state_as_long_as_they_are()
    {
        using var figures = new Figures("Sssaham.Execution");
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        var (open, armed, ready) = (figures.Now("sssaham.execution.orders.open", "Open"), figures.Now("sssaham.execution.stops.armed"), figures.Now("sssaham.execution.accounts", "Ready"));
        await account.BuyAsync("resting");
        await account.UntilAsync("resting", o => o.State == "Open");
        await account.BoughtAsync("bought");
        figures.Now("sssaham.execution.orders.open", "Open").ShouldBe(open + 1);
        figures.Now("sssaham.execution.stops.armed").ShouldBe(armed + 1);
        figures.Total("sssaham.execution.orders", "accepted").ShouldBe(2);
        figures.Total("sssaham.execution.sends", "Sent").ShouldBe(2);
        figures.Total("sssaham.execution.fills").ShouldBe(1);
        (figures.Count("sssaham.execution.submit.duration"), figures.Count("sssaham.execution.ack.duration"), figures.Count("sssaham.execution.stop.duration")).ShouldBe((2, 2, 0));
        await account.QuoteAsync(940, 945);
        await account.TradeAsync(945);
        await account.SellOffAsync(10);
        figures.Count("sssaham.execution.stop.duration").ShouldBe(1);
        figures.Now("sssaham.execution.stops.armed").ShouldBe(armed);
        await account.Grain.DisconnectAsync("test");
        figures.Now("sssaham.execution.accounts", "Ready").ShouldBe(ready - 1);
        await cluster.DeactivateAsync(account.Grain);
        figures.Now("sssaham.execution.orders.open", "Open").ShouldBe(open);
    }

    [Fact]
    public async Task Trades_calls_and_syncs_are_measured()
    {
        using var figures = new Figures("Sssaham.Market");
        var key = TickerCluster.NewKey("SIM");
        var lanes = MarketMetrics.Watch(new TradeLanes(cluster.Grains));
        var (reached, free) = (new TaskCompletionSource(), new TaskCompletionSource());
        cluster.Log.BeforeAppend = async append =>
        {
            if (append.Stream != key) return;
            reached.TrySetResult();
            await free.Task;
        };
        try
        {
            var twice = Trade(2);
            Trade[] trades = [Trade(1), twice, twice, Trade(3) with { Price = -1 }];
            var sent = lanes.SendAsync(key, TickerCalls.Batch(trades));
            await reached.Task;
            figures.Now("sssaham.market.ingest.waiting").ShouldBe(4);
            figures.Now("sssaham.market.ingest.calls").ShouldBe(1);
            free.SetResult();
            var result = await sent;
            (result.Accepted, result.Duplicates, result.Rejections.Length).ShouldBe((2, 1, 1));
        }
        finally
        {
            cluster.Log.BeforeAppend = null;
        }

        (figures.Total("sssaham.market.trades.accepted"), figures.Total("sssaham.market.trades.duplicate"), figures.Total("sssaham.market.trades.rejected")).ShouldBe((2, 1, 1));
        figures.Count("sssaham.market.append.duration").ShouldBe(1);
        figures.Total("sssaham.market.log.group.batches", "trades").ShouldBeGreaterThanOrEqualTo(1);
        await Eventually.BeTrueAsync(() => Task.FromResult(figures.Now("sssaham.market.ingest.calls") == 0), "the call does not end");
        figures.Now("sssaham.market.ingest.waiting").ShouldBe(0);

        Trade Trade(long number) => new(cluster.Clock.NowUs, number, 1500, 100, Side.Buy, SideSource.Given);
    }

    [Fact]
    public void No_metric_has_a_tag_that_grows_with_the_market()
    {
        using var figures = new Figures("Sssaham.Market", "Sssaham.Flow", "Sssaham.Scoring", "Sssaham.Execution", "Sssaham.Operations");
        figures.Collect();
        figures.Tags.Except(["log", "transport", "result", "severity", "state", "outcome", "kind", "link", "job_name"]).ShouldBeEmpty();
    }

    /// <summary>Sums of what the meters say.</summary>
    private sealed class Figures : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<(string Name, string Tag, double Value, bool Observed)> _values = new();
        private readonly ConcurrentDictionary<string, bool> _tags = new();

        public Figures(params string[] meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (meters.Contains(instrument.Meter.Name)) listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
            _listener.Start();
        }

        public IEnumerable<string> Tags => _tags.Keys;

        public double Total(string name, string tag = "") => _values.Where(v => v.Name == name && (tag.Length == 0 || v.Tag == tag) && !v.Observed).Sum(v => v.Value);

        public int Count(string name) => _values.Count(v => v.Name == name);

        /// <summary>What a gauge says now.</summary>
        public double Now(string name, string tag = "")
        {
            var before = _values.Count;
            Collect();
            return _values.Skip(before).Where(v => v.Name == name && v.Observed && (tag.Length == 0 || v.Tag == tag)).Sum(v => v.Value);
        }

        public void Collect() => _listener.RecordObservableInstruments();

        public void Dispose() => _listener.Dispose();

        private void Take(System.Diagnostics.Metrics.Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags) _tags[tag.Key] = true;
            _values.Enqueue((instrument.Name, tags.Length == 0 ? "" : tags[0].Value?.ToString() ?? "", value, instrument.IsObservable));
        }
    }
}

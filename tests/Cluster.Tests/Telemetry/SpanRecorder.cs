using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Sssaham.Cluster.Tests.Market;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Flow;
using Sssaham.Grains.Scoring;
using Sssaham.Silo.Hosting;

namespace Sssaham.Cluster.Tests.Telemetry;

/// <summary>Keeps the spans that would be exported, sampled as a silo does.</summary>
internal sealed class SpanRecorder : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly TracerProvider _provider;

    public SpanRecorder()
    {
        _provider = Sdk.CreateTracerProviderBuilder()
            .AddSource(MarketTraces.SourceName, FlowTelemetry.Name, ScoringTelemetry.Name, ExecutionTraces.SourceName, "Microsoft.Orleans.Application")
            .SetSampler(new ParentBasedSampler(new TraceRoots()))
            .AddProcessor(new Keeper(_spans))
            .Build();
    }

    public IReadOnlyList<Activity> Spans => [.. _spans];

    public List<Activity> Named(string name) => [.. _spans.Where(s => s.OperationName == name)];

    /// <summary>Waits for spans of a name: they end a moment after what they are about.</summary>
    public async Task<List<Activity>> UntilAsync(string name, int count)
    {
        await Eventually.BeTrueAsync(() => Task.FromResult(Named(name).Count >= count), $"there are not {count} spans {name}");
        return Named(name);
    }

    /// <summary>Names of the spans from one up to the root of its trace.</summary>
    public List<string> Way(Activity span)
    {
        var names = new List<string>();
        for (Activity? at = span; at is not null; at = _spans.SingleOrDefault(s => s.SpanId == at.ParentSpanId)) names.Add(at.OperationName);
        return names;
    }

    public void Dispose() => _provider.Dispose();

    private sealed class Keeper(ConcurrentQueue<Activity> spans) : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            if (data.Recorded) spans.Enqueue(data);
        }
    }
}

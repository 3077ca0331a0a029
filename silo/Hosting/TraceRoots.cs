using OpenTelemetry.Trace;

namespace Sssaham.Silo.Hosting;

/// <summary>
/// What begins a trace: our own spans (batches were sampled before) and requests, but for the streams of trades, live streams, health
/// and files. Calls between grains that nobody traced begin none: beats and reminders make thousands a second.
/// </summary>
internal sealed class TraceRoots : Sampler
{
    private const string Request = "Microsoft.AspNetCore.Hosting.HttpRequestIn";
    private static readonly string[] Ours = ["market.", "flow.", "scoring.", "order.", "stop."];
    private static readonly string[] Untraced = ["/ingest", "/ws", "/sse", "/health", "/js", "/docs", "/admin/orleans"];

    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var name = samplingParameters.Name;
        var begins = name == Request ? IsTraced(samplingParameters.Tags) : Array.Exists(Ours, o => name.StartsWith(o, StringComparison.Ordinal));
        return new SamplingResult(begins ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
    }

    private static bool IsTraced(IEnumerable<KeyValuePair<string, object?>>? tags)
    {
        var path = tags?.FirstOrDefault(t => t.Key == "url.path").Value as string ?? "";
        return !Array.Exists(Untraced, u => path.StartsWith(u, StringComparison.OrdinalIgnoreCase));
    }
}

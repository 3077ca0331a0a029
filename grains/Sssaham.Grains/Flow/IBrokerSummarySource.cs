using Sssaham.Grains.Operations;

namespace Sssaham.Grains.Flow;

/// <summary>A place that broker summaries are collected from. Registered as a service, one per place.</summary>
public interface IBrokerSummarySource
{
    /// <summary>Name, for people.</summary>
    string Name { get; }

    /// <summary>Collects what is there and was not taken yet. Taking a file twice does no harm.</summary>
    /// <param name="intake">Takes files.</param>
    /// <param name="run">The run of the collector, for progress.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>What was done in a sentence; null when nothing was there.</returns>
    /// <exception cref="IOException">The place cannot be read now.</exception>
    Task<string?> CollectAsync(SummaryIntake intake, JobRun run, CancellationToken cancel);
}

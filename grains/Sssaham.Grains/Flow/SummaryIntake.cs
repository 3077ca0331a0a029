using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Flow;

namespace Sssaham.Grains.Flow;

/// <summary>Hands collected files to their instruments.</summary>
/// <param name="grains">The grains.</param>
/// <param name="archive">What was taken before.</param>
public sealed class SummaryIntake(IGrainFactory grains, IBrokerSummaryArchive archive)
{
    private const int CallsAtOnce = 8;

    /// <summary>Takes files of one venue. All that are taken are durable when this returns.</summary>
    /// <param name="venue">Venue code.</param>
    /// <param name="files">Files by ticker.</param>
    /// <param name="cancel">Gives up between two instruments.</param>
    /// <returns>How many were taken, and the first fault of those that were not.</returns>
    public async Task<(int Taken, string? Fault)> TakeAsync(string venue, IEnumerable<(string Ticker, SummaryFile File)> files, CancellationToken cancel)
    {
        var taken = 0;
        string? fault = null;
        var groups = files.GroupBy(f => f.Ticker, f => f.File, StringComparer.Ordinal).ToList();
        await Parallel.ForEachAsync(groups, new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancel }, async (group, _) =>
        {
            var results = await grains.GetGrain<IBrokerFlowGrain>(new InstrumentKey(venue, group.Key).ToString()).IngestAsync([.. group]);
            foreach (var result in results)
            {
                if (result.Error is null) Interlocked.Increment(ref taken);
                else Interlocked.CompareExchange(ref fault, $"{group.Key} {result.Date:yyyy-MM-dd}: {result.Error}", null);
            }
        });
        return (taken, fault);
    }

    /// <summary>Whether the very file was taken before.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="date">Trading date.</param>
    /// <param name="json">The file.</param>
    /// <returns>True when the same bytes are kept.</returns>
    public async Task<bool> HasAsync(InstrumentKey instrument, DateOnly date, byte[] json) =>
        await archive.ReadAsync(instrument.ToString(), date) is { } kept && kept.AsSpan().SequenceEqual(json);

    /// <summary>The dates of an instrument that have a file.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <returns>Dates, rising.</returns>
    public Task<IReadOnlyList<DateOnly>> DatesAsync(InstrumentKey instrument) => archive.DatesAsync(instrument.ToString());
}

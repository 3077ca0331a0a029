using Sssaham.Domain.Flow;
using Sssaham.Domain.Market;
using Sssaham.Grains.Flow;
using Sssaham.Silo.Storage.Files;

namespace Sssaham.Silo.Storage.Flow;

/// <summary>
/// The series as files in the data folder. Nothing is synced: a file that a power cut takes or tears is written anew with the next
/// change, and a reader never sees half a file.
/// </summary>
/// <param name="files">The file layer.</param>
/// <param name="venues">The venues.</param>
/// <param name="time">The clock.</param>
public sealed class FileFlowCache(IFileLayer files, VenueCatalog venues, TimeProvider time) : IFlowCache
{
    private readonly FlowDocuments _documents = new(venues, time);

    /// <inheritdoc/>
    public Task WriteTickerAsync(InstrumentKey instrument, FlowSeries series) => WriteAsync(_documents.NameOf(instrument), _documents.Json(series, [instrument.Ticker]));

    /// <inheritdoc/>
    public Task WriteMarketAsync(string venue, FlowSeries series, IReadOnlyList<string> tickers) => WriteAsync(_documents.NameOf(venue), _documents.Json(series, tickers));

    /// <inheritdoc/>
    public Task WriteSummaryAsync(ReadOnlyMemory<byte> json) => WriteAsync(FlowDocuments.Summary, json);

    /// <inheritdoc/>
    public Task<byte[]?> ReadSummaryAsync() => Task.Run(() =>
    {
        if (!files.Exists(FlowDocuments.Summary)) return null;
        using var file = files.OpenRead(FlowDocuments.Summary);
        var bytes = new byte[file.Length];
        return file.Read(0, bytes) == bytes.Length ? bytes : null;
    });

    private Task WriteAsync(string path, ReadOnlyMemory<byte> json) => Task.Run(() =>
    {
        files.CreateFolder(path.Contains('/', StringComparison.Ordinal) ? path[..path.LastIndexOf('/')] : "");
        // Two writers of one file have temporary files of their own; the last rename counts.
        var temporary = $"{path}.{Environment.CurrentManagedThreadId}.tmp";
        files.Delete(temporary);
        using (var file = files.Open(temporary, create: true)) file.Write(0, json.Span);
        files.Replace(temporary, path);
    });
}

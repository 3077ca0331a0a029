using System.Buffers;
using System.Text.Json;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.Grains.Flow;
using Sssaham.Silo.Storage.Files;

namespace Sssaham.Silo.Storage.Flow;

/// <summary>
/// The series as files in the data folder. Instruments of another venue than the default one lie under <c>flow.{VENUE}/</c>. Nothing is
/// synced: a file that a power cut takes or tears is written anew with the next change, and a reader never sees half a file.
/// </summary>
/// <param name="files">The file layer.</param>
/// <param name="venues">The venues.</param>
/// <param name="time">The clock.</param>
public sealed class FileFlowCache(IFileLayer files, VenueCatalog venues, TimeProvider time) : IFlowCache
{
    private const string SummaryPath = "footprint-summary.json";

    /// <inheritdoc/>
    public Task WriteTickerAsync(InstrumentKey instrument, FlowSeries series) =>
        WriteAsync($"{Root(instrument.Venue)}/smart-money", $"{instrument.Ticker}-{IFlowCache.Days}d.json", Json(series, [instrument.Ticker]));

    /// <inheritdoc/>
    public Task WriteMarketAsync(string venue, FlowSeries series, IReadOnlyList<string> tickers) =>
        WriteAsync(Root(venue), $"market-smart-money-{IFlowCache.Days}d.json", Json(series, tickers));

    /// <inheritdoc/>
    public Task WriteSummaryAsync(ReadOnlyMemory<byte> json) => WriteAsync("", SummaryPath, json);

    /// <inheritdoc/>
    public Task<byte[]?> ReadSummaryAsync() => Task.Run(() =>
    {
        if (!files.Exists(SummaryPath)) return null;
        using var file = files.OpenRead(SummaryPath);
        var bytes = new byte[file.Length];
        return file.Read(0, bytes) == bytes.Length ? bytes : null;
    });

    private string Root(string venue) => venue == venues.Default.Code ? "flow" : $"flow.{venue}";

    private byte[] Json(FlowSeries series, IReadOnlyList<string> tickers)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer)) FlowJson.Write(json, time.GetUtcNow(), tickers, IFlowCache.Days, FlowMode.Daily, series);
        return buffer.WrittenSpan.ToArray();
    }

    private Task WriteAsync(string folder, string name, ReadOnlyMemory<byte> json) => Task.Run(() =>
    {
        files.CreateFolder(folder);
        var path = folder.Length == 0 ? name : $"{folder}/{name}";
        // Two writers of one file have temporary files of their own; the last rename counts.
        var temporary = $"{path}.{Environment.CurrentManagedThreadId}.tmp";
        files.Delete(temporary);
        using (var file = files.Open(temporary, create: true)) file.Write(0, json.Span);
        files.Replace(temporary, path);
    });
}

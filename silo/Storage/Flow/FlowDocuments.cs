using System.Buffers;
using System.Text.Json;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.Grains.Flow;

namespace Sssaham.Silo.Storage.Flow;

/// <summary>Names and content of the series that other programs read. Instruments of another venue than the default one lie under <c>flow.{VENUE}/</c>.</summary>
/// <param name="venues">The venues.</param>
/// <param name="time">The clock.</param>
internal sealed class FlowDocuments(VenueCatalog venues, TimeProvider time)
{
    /// <summary>Name of the market summary.</summary>
    public const string Summary = "footprint-summary.json";

    /// <summary>Name of an instrument's series.</summary>
    public string NameOf(InstrumentKey instrument) => $"{Root(instrument.Venue)}/smart-money/{instrument.Ticker}-{IFlowCache.Days}d.json";

    /// <summary>Name of the series of a venue's market.</summary>
    public string NameOf(string venue) => $"{Root(venue)}/market-smart-money-{IFlowCache.Days}d.json";

    /// <summary>A series as it is written, now.</summary>
    public byte[] Json(FlowSeries series, IReadOnlyList<string> tickers)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer)) FlowJson.Write(json, time.GetUtcNow(), tickers, IFlowCache.Days, FlowMode.Daily, series);
        return buffer.WrittenSpan.ToArray();
    }

    private string Root(string venue) => venue == venues.Default.Code ? "flow" : $"flow.{venue}";
}

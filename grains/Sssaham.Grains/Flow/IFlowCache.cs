using Sssaham.Domain.Flow;
using Sssaham.Domain.Market;

namespace Sssaham.Grains.Flow;

/// <summary>
/// The smart-money series as files that other programs read: <c>flow/smart-money/{TICKER}-30d.json</c> and
/// <c>flow/market-smart-money-30d.json</c>. Projections: written behind the scenes, and written anew when they are lost.
/// </summary>
public interface IFlowCache
{
    /// <summary>Calendar days of a series.</summary>
    const int Days = 30;

    /// <summary>Writes the series of an instrument.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="series">Its last days.</param>
    /// <returns>The work.</returns>
    Task WriteTickerAsync(InstrumentKey instrument, FlowSeries series);

    /// <summary>Writes the series of a venue's market.</summary>
    /// <param name="venue">Venue code.</param>
    /// <param name="series">Its last days.</param>
    /// <param name="tickers">The tickers summed.</param>
    /// <returns>The work.</returns>
    Task WriteMarketAsync(string venue, FlowSeries series, IReadOnlyList<string> tickers);

    /// <summary>Writes the market summary, <c>footprint-summary.json</c>.</summary>
    /// <param name="json">The summary.</param>
    /// <returns>The work.</returns>
    Task WriteSummaryAsync(ReadOnlyMemory<byte> json);

    /// <summary>Reads the market summary that was written last.</summary>
    /// <returns>The summary; null when there is none.</returns>
    Task<byte[]?> ReadSummaryAsync();
}

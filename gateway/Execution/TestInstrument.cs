using Sssaham.Domain.Execution;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Market;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.Grains.Execution.Paper;

namespace Sssaham.Gateway.Execution;

/// <summary>
/// Finds what to try a paper account out with when nobody names it. Money that is none can be spent on anything; with real money somebody
/// has to say on what.
/// </summary>
internal sealed class TestInstrument(IGrainFactory grains, MarketReader market, InstrumentPrices prices)
{
    /// <summary>The ticker that trades most today for a BUY, the one of which most is held for a SELL; null when there is none, and for other brokers.</summary>
    /// <exception cref="ArgumentException">There can be no such account.</exception>
    public async Task<string?> FindAsync(string accountId, string side)
    {
        if (AccountId.Broker(accountId) != PaperOptions.Broker || prices.VenueOf(accountId) is not { } venue) return null;
        if (side == "SELL")
            return (await grains.GetGrain<IBrokerAccountGrain>(accountId).PositionsAsync()).Where(p => p.AvailableLots > 0 && InstrumentKey.IsTicker(p.Code)).MaxBy(p => p.AvailableLots)?.Code;
        var rows = (await market.ReadAsync(null)).Rows.Where(r => r.Day.Instrument.StartsWith(venue + ":", StringComparison.Ordinal));
        return rows.MaxBy(r => r.Day.Trades) is { } most ? InstrumentKey.Parse(most.Day.Instrument).Ticker : null;
    }
}

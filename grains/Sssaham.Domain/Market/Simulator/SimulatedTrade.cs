namespace Sssaham.Domain.Market.Simulator;

/// <summary>A trade of the simulated market.</summary>
/// <param name="Instrument">Place of the instrument in the market's instruments.</param>
/// <param name="Trade">The trade. Its number is unique over the whole exchange and day, as on IDX.</param>
public readonly record struct SimulatedTrade(int Instrument, Trade Trade);

/// <summary>The book's top and the day's frame of one instrument. Prices in rupiah.</summary>
/// <param name="Reference">The close of the day before.</param>
/// <param name="Lower">Lowest price of the day (ARB).</param>
/// <param name="Upper">Highest price of the day (ARA).</param>
/// <param name="Bid">Best bid, at least <paramref name="Lower"/>.</param>
/// <param name="Ask">Best ask, one tick above the bid, at most <paramref name="Upper"/>.</param>
/// <param name="Last">Last price of the day; 0 before the first trade.</param>
public readonly record struct SimulatedQuote(long Reference, long Lower, long Upper, long Bid, long Ask, long Last);

namespace Sssaham.Domain.Market.Simulator;

/// <summary>An instrument of the simulated market.</summary>
/// <param name="Index">Its number, 0 and up: what <see cref="SimulatedTrade.Instrument"/> names it by.</param>
/// <param name="Instrument">Code, name and sector.</param>
/// <param name="BasePrice">The price its daily references swing around, rupiah, 110 to 40,000.</param>
/// <param name="ActivityRank">1 for the busiest; the share of trades falls with the rank as Zipf and Mandelbrot have it.</param>
/// <param name="Activity">Its usual share of all trades, 0 to 1; single days differ.</param>
/// <param name="Volatility">How far its price moves compared with the liveliest instruments, 0.5 to 1.</param>
public sealed record SimulatedInstrument(int Index, Instrument Instrument, double BasePrice, int ActivityRank, double Activity, double Volatility);

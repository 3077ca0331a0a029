using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Simulator;

namespace Sssaham.Domain.Tests.Market.Simulator;

/// <summary>Markets and days that several tests share; a day is played once.</summary>
internal static class SimulatedTapes
{
    public static readonly DateOnly Date = new(2026, 3, 2);

    public static readonly Venue Venue = VenueDefaults.Simulated().ToVenue();

    /// <summary>All 900 instruments on a day of about 400,000 trades, brokers tracked.</summary>
    public static readonly SimulatedMarket Market = new(new SimulatorOptions { TradesPerDay = 400_000, TrackBrokers = true }, Venue);

    private static readonly Lazy<IReadOnlyList<SimulatedTrade>> WholeDay = new(() => Play(Market, Date));

    public static IReadOnlyList<SimulatedTrade> Tape => WholeDay.Value;

    public static SimulatedMarket Small(ulong seed = 1, double unknownSideShare = 0) =>
        new(new SimulatorOptions { Seed = seed, InstrumentCount = 20, TradesPerDay = 20_000, UnknownSideShare = unknownSideShare }, Venue);

    public static List<SimulatedTrade> Play(SimulatedMarket market, DateOnly date, long stepUs = long.MaxValue)
    {
        var tape = new List<SimulatedTrade>();
        var day = market.Day(date);
        if (stepUs == long.MaxValue)
        {
            day.Advance(stepUs, tape);
            return tape;
        }

        for (var until = day.StartUs; !day.IsOver; until += stepUs) day.Advance(until, tape);
        return tape;
    }
}

namespace Sssaham.Domain.Market.Simulator;

/// <summary>
/// Daily references without a beginning: fractal value noise (octaves of interpolated noise, each twice as long and √2 as high as
/// the one before) looks like a random walk over some months, yet any date costs the same few hashes, and level and daily step
/// are bounded: a price never runs away and a close never lies outside the day's auto-rejection limits.
/// </summary>
internal static class DailyWalk
{
    private const int Octaves = 8;

    // The largest daily step is 2 · Base · Σ 2^(-k/2) = 0.128 in logarithms, 12 % down, which leaves room for rounding inside ARB 15 %.
    // The lowest level is -Base · Σ 2^(k/2) = -0.724, so that a base of 110 stays above the exchange's floor of 50.
    private const double Base = 0.02;
    private const double MarketShare = 0.2;
    private const double SectorShare = 0.1;
    private const double OwnShare = 1 - MarketShare - SectorShare;

    private static readonly double[] Heights = [.. Enumerable.Range(0, Octaves).Select(k => Math.Sqrt(1 << k))];

    /// <summary>The reference price of a date: the close of the date before.</summary>
    public static long Reference(SimulatedInstrument instrument, TickGrid grid, ulong seed, DateOnly date)
    {
        var day = date.DayNumber;
        var index = (ulong)instrument.Index;
        var sector = (ulong)SimulatedListing.SectorOf(seed, instrument.Index);
        var level = (MarketShare * Noise(SplitMix64.Hash(seed, Salt.MarketWalk), day))
            + (SectorShare * Noise(SplitMix64.Hash(seed, Salt.SectorWalk, sector), day))
            + (OwnShare * Noise(SplitMix64.Hash(seed, Salt.OwnWalk, index), day));
        var price = (long)((instrument.BasePrice * PortableMath.Exp(Base * instrument.Volatility * level)) + 0.5);
        var down = grid.RoundDown(price);
        var up = grid.RoundUp(price);
        return price - down < up - price ? down : up;
    }

    /// <summary>Which way the big houses lean in an instrument, -1 (they distribute) to 1 (they accumulate); it turns over weeks.</summary>
    public static double Tilt(ulong seed, int instrument, DateOnly date) => Octave(SplitMix64.Hash(seed, Salt.Tilt, (ulong)instrument), date.DayNumber, 4);

    private static double Noise(ulong seed, int day)
    {
        double sum = 0;
        for (var k = 0; k < Octaves; k++) sum += Heights[k] * Octave(seed, day, k);
        return sum;
    }

    private static double Octave(ulong seed, int day, int k)
    {
        // Every series has its own phase, or all of them would turn on the same dates.
        var shifted = day + (int)(SplitMix64.Hash(seed, (ulong)k, 1) & ((1UL << k) - 1));
        var knot = shifted >> k;
        var part = (shifted - (knot << k)) / (double)(1 << k);
        var from = Signed(seed, k, knot);
        return from + (part * (Signed(seed, k, knot + 1) - from));
    }

    private static double Signed(ulong seed, int k, int knot) => (2 * SplitMix64.Unit(SplitMix64.Hash(seed, (ulong)k + 64, (ulong)knot))) - 1;
}

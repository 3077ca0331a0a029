using System.Globalization;

namespace Sssaham.Domain.Scoring;

/// <summary>
/// Decimals as the nearest double, the one that a reader of the printed digits gets. The runtime's own cast may be off by one unit
/// in the last place beyond 2^53, and a row must recompute from its JSON to the last digit.
/// </summary>
internal static class NearestDouble
{
    private const ulong ExactMantissa = 1UL << 53;

    // Powers of ten are exact in a double up to 10^22, so one division rounds once.
    private const int ExactScale = 22;

    public static double Of(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        _ = decimal.GetBits(value, bits);
        var low = ((ulong)(uint)bits[1] << 32) | (uint)bits[0];
        return bits[2] == 0 && low <= ExactMantissa && value.Scale <= ExactScale
            ? (double)value
            : double.Parse(value.ToString(CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}

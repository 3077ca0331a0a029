using System.Runtime.CompilerServices;

namespace Sssaham.Domain.Market.Simulator;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, 2014): a counter and a mixer, so a stream costs eight bytes and can start anywhere.
/// The runtime's own generator may change between versions; a tape must not.
/// </summary>
internal struct SplitMix64(ulong seed)
{
    private const ulong Gamma = 0x9E3779B97F4A7C15UL;
    private ulong _state = seed;

    /// <summary>A seed, or 64 random bits, that depend on all parts and their order.</summary>
    public static ulong Hash(ulong seed, ulong a, ulong b = 0)
    {
        unchecked
        {
            return Mix(Mix(Mix(seed + Gamma) + a + Gamma) + b + Gamma);
        }
    }

    /// <summary>64 bits as a number in [0, 1), in steps of 2^-53.</summary>
    public static double Unit(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));

    /// <summary>The next 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next() => unchecked(Mix(_state += Gamma));

    /// <summary>The next number of an exponential distribution of mean 1; above 0, at most about 37.</summary>
    public double NextExponential() => -PortableMath.Log(((Next() >> 11) + 1) * (1.0 / (1UL << 53)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}

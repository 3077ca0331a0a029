namespace Sssaham.Domain.Scoring;

/// <summary>Which side's pressure the price did not follow.</summary>
public enum AbsorptionKind : byte
{
    /// <summary>Buys and sells are equal.</summary>
    None = 0,

    /// <summary>Net buying: hidden pressure up.</summary>
    Breakout = 1,

    /// <summary>Net selling.</summary>
    HeavySell = 2,
}

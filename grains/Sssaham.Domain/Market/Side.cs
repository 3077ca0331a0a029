namespace Sssaham.Domain.Market;

/// <summary>Which side crossed the spread: the aggressor of a trade.</summary>
public enum Side : byte
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>The buyer was the aggressor; the volume traded at the ask.</summary>
    Buy = 1,

    /// <summary>The seller was the aggressor; the volume traded at the bid.</summary>
    Sell = 2,
}

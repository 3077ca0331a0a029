namespace Sssaham.Domain.Market;

/// <summary>How the aggressor side of a trade was found; kept with the trade so that nobody mistakes an inference for a fact.</summary>
public enum SideSource : byte
{
    /// <summary>No side could be found.</summary>
    None = 0,

    /// <summary>The feed stated it.</summary>
    Given = 1,

    /// <summary>IPOT's resting-order numbers told it (see <see cref="SideInference.FromOrderNumbers"/>).</summary>
    OrderNumber = 2,

    /// <summary>The quote rule: the price stood above or below the middle of the quote.</summary>
    Quote = 3,

    /// <summary>The tick rule: the price rose or fell against the trade before.</summary>
    Tick = 4,
}

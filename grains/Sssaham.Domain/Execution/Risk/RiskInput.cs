using Sssaham.Domain.Market;

namespace Sssaham.Domain.Execution.Risk;

/// <summary>An instrument in the portfolio.</summary>
/// <param name="Code">Ticker.</param>
/// <param name="Sector">Sector; null when not known.</param>
/// <param name="AvailableLots">Lots that may be sold now, without those that open SELLs have taken.</param>
/// <param name="Value">Market value of all lots, in the venue's currency.</param>
/// <param name="OpenBuyValue">Value of what open BUYs may still buy, in the venue's currency.</param>
public sealed record RiskPosition(string Code, string? Sector, long AvailableLots, decimal Value, decimal OpenBuyValue = 0);

/// <summary>An order sent before, refused ones left out.</summary>
/// <param name="ClientOrderId">Its id.</param>
/// <param name="Side">Its side.</param>
/// <param name="Code">Its ticker.</param>
/// <param name="Price">Scaled price.</param>
/// <param name="Lots">Lots.</param>
/// <param name="TimeUs">When it was taken, microseconds since 1970 UTC.</param>
public readonly record struct RecentOrder(string ClientOrderId, OrderSide Side, string Code, long Price, decimal Lots, long TimeUs);

/// <summary>An order and all that is known around it. Null means not known.</summary>
public sealed record RiskInput
{
    /// <summary>Client order id.</summary>
    public required string ClientOrderId { get; init; }

    /// <summary>Side.</summary>
    public required OrderSide Side { get; init; }

    /// <summary>Ticker.</summary>
    public required string Code { get; init; }

    /// <summary>Scaled limit price.</summary>
    public required long Price { get; init; }

    /// <summary>Lots as the caller gave them; fractions are refused.</summary>
    public required decimal Lots { get; init; }

    /// <summary>When the order is checked, microseconds since 1970 UTC.</summary>
    public required long TimeUs { get; init; }

    /// <summary>The venue.</summary>
    public required Venue Venue { get; init; }

    /// <summary>The instrument's tick table.</summary>
    public required TickGrid Grid { get; init; }

    /// <summary>Scaled quantity of one lot of the instrument.</summary>
    public required long LotSize { get; init; }

    /// <summary>Sector of the instrument.</summary>
    public string? Sector { get; init; }

    /// <summary>Scaled reference price of the day, from which the price limits follow.</summary>
    public long? ReferencePrice { get; init; }

    /// <summary>Cash that may be spent, in the venue's currency, without what open BUYs have taken.</summary>
    public decimal? CashAvailable { get; init; }

    /// <summary>Value of the whole portfolio, cash included, in the venue's currency.</summary>
    public decimal? PortfolioValue { get; init; }

    /// <summary>All instruments held or being bought.</summary>
    public IReadOnlyList<RiskPosition>? Positions { get; init; }

    /// <summary>Profit realised today, negative for a loss, in the venue's currency.</summary>
    public decimal? RealisedToday { get; init; }

    /// <summary>Change of the open positions' value today, in the venue's currency.</summary>
    public decimal? UnrealisedToday { get; init; }

    /// <summary>Annualised volatility of the instrument, percent (see <see cref="AnnualisedVolatility"/>).</summary>
    public double? VolatilityPercent { get; init; }

    /// <summary>Orders of the account within the last minute and the duplicate window.</summary>
    public IReadOnlyList<RecentOrder> Recent { get; init; } = [];

    /// <summary>Whether a limit whose data is missing refuses; else it passes with a warning.</summary>
    public bool Strict { get; init; }

    /// <summary>Whether this is the SELL of a phantom order. Rate, duplicate guard and the account's own bounds of size and value
    /// do not hold it up: late protection is none.</summary>
    public bool Protective { get; init; }

    /// <summary>Whether the order is held for the opening (<c>tif: OPEN</c>), so that the session is not asked for.</summary>
    public bool HeldForOpening { get; init; }
}

using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Gateway.Execution;

/// <summary>An account as the API shows it; see <see cref="AccountStatus"/>.</summary>
internal sealed record AccountItem(
    string AccountId,
    string State,
    string? Reason,
    DateTimeOffset Since,
    bool KillSwitch,
    bool DryRun,
    long Seq,
    int OpenOrders,
    int NeedPerson,
    int ArmedPhantoms,
    string? Owner)
{
    public static AccountItem Of(AccountStatus status) => new(
        status.AccountId,
        status.State,
        status.Reason,
        OrderItem.Instant(status.SinceUs),
        status.KillSwitch,
        status.DryRun,
        status.Seq,
        status.OpenOrders,
        status.NeedPerson,
        status.ArmedPhantoms,
        status.Owner);
}

/// <summary>Accounts by id.</summary>
internal sealed record AccountsAnswer(string Status, IReadOnlyList<AccountItem> Items);

/// <summary>The levels that protect a position; see <see cref="PhantomItem"/>.</summary>
internal sealed record PositionPhantomItem(object? Stop, object? Target, object? Trail, string State);

/// <summary>A position as the API shows it; see <see cref="PositionView"/>.</summary>
internal sealed record PositionItem(
    string AccountId,
    string Code,
    long Lots,
    long AvailableLots,
    decimal? AvgPrice,
    decimal? LastPrice,
    decimal RealizedPnl,
    decimal? UnrealizedPnl,
    PositionPhantomItem? Phantom,
    IReadOnlyList<PhantomItem> Phantoms,
    long? BrokerLots,
    int LotSize)
{
    private static readonly string[] Ended = ["Done", "Cancelled"];

    public static PositionItem Of(PositionView position)
    {
        PhantomItem[] phantoms = [.. position.Phantoms.Select(PhantomItem.Of)];
        // The one in force stands for all; of several the first.
        var first = phantoms.FirstOrDefault(p => !Ended.Contains(p.State));
        return new PositionItem(
            position.AccountId,
            position.Code,
            position.Lots,
            position.AvailableLots,
            OrderItem.Plain(position.AvgPrice),
            OrderItem.Plain(position.LastPrice),
            TradingNumbers.Plain(position.RealizedPnl),
            OrderItem.Plain(position.UnrealizedPnl),
            first is null ? null : new PositionPhantomItem(first.Stop, first.Target, first.Trail, first.State),
            phantoms,
            position.BrokerLots,
            position.LotSize);
    }
}

/// <summary>Positions by account and ticker.</summary>
internal sealed record PositionsAnswer(string Status, IReadOnlyList<PositionItem> Items);

/// <summary>An account's cash and value as the API shows it; see <see cref="PortfolioView"/>.</summary>
internal sealed record PortfolioItem(
    string AccountId,
    string Currency,
    decimal? CashAvailable,
    decimal PositionsValue,
    decimal? TotalValue,
    decimal RealizedPnl,
    decimal UnrealizedPnl,
    decimal DayPnl,
    IReadOnlyList<PositionItem> Positions)
{
    public static PortfolioItem Of(PortfolioView portfolio) => new(
        portfolio.AccountId,
        portfolio.Currency,
        OrderItem.Plain(portfolio.CashAvailable),
        TradingNumbers.Plain(portfolio.PositionsValue),
        OrderItem.Plain(portfolio.TotalValue),
        TradingNumbers.Plain(portfolio.RealizedPnl),
        TradingNumbers.Plain(portfolio.UnrealizedPnl),
        TradingNumbers.Plain(portfolio.DayPnl),
        [.. portfolio.Positions.Select(PositionItem.Of)]);
}

/// <summary>Sums over accounts.</summary>
/// <param name="Currency">The accounts' currency.</param>
/// <param name="CashAvailable">Null while an account does not know its cash.</param>
/// <param name="PositionsValue">Value of what is held.</param>
/// <param name="TotalValue">Null while an account does not know its cash.</param>
/// <param name="RealizedPnl">Profit of closed lots.</param>
/// <param name="UnrealizedPnl">Profit of what is held.</param>
/// <param name="DayPnl">Profit of the day.</param>
internal sealed record PortfolioTotal(string Currency, decimal? CashAvailable, decimal PositionsValue, decimal? TotalValue, decimal RealizedPnl, decimal UnrealizedPnl, decimal DayPnl)
{
    /// <summary>The sums; null without accounts, and with several currencies, which cannot be added.</summary>
    public static PortfolioTotal? Of(IReadOnlyList<PortfolioItem> items)
    {
        if (items.Select(i => i.Currency).Distinct(StringComparer.Ordinal).Count() != 1) return null;
        return new PortfolioTotal(
            items[0].Currency,
            Sum(items.Select(i => i.CashAvailable)),
            items.Sum(i => i.PositionsValue),
            Sum(items.Select(i => i.TotalValue)),
            items.Sum(i => i.RealizedPnl),
            items.Sum(i => i.UnrealizedPnl),
            items.Sum(i => i.DayPnl));
    }

    private static decimal? Sum(IEnumerable<decimal?> numbers) => numbers.Aggregate((decimal?)0, (sum, number) => sum + number);
}

/// <summary>The portfolios of all accounts, and their sum where they have one currency.</summary>
internal sealed record PortfoliosAnswer(string Status, IReadOnlyList<PortfolioItem> Items, PortfolioTotal? Total);

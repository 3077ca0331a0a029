namespace Sssaham.Domain.Flow;

/// <summary>A day's broker flow of one instrument by category. Values in the instrument's currency.</summary>
/// <param name="Date">Trading date.</param>
/// <param name="ForeignBuy">What foreign money bought, 0 or more.</param>
/// <param name="ForeignSell">What foreign money sold, 0 or more.</param>
/// <param name="LocalFundBuy">What local funds bought, 0 or more.</param>
/// <param name="LocalFundSell">What local funds sold, 0 or more.</param>
/// <param name="RetailBuy">What private investors bought, 0 or more.</param>
/// <param name="RetailSell">What private investors sold, 0 or more.</param>
/// <param name="TotalValue">Traded value: the stated one, else the larger side's sum.</param>
/// <param name="TotalLots">Traded lots: those of the stated shares, rounded down, else the larger side's sum.</param>
/// <param name="AveragePrice">Traded value by traded shares; null when there are none.</param>
/// <param name="Warnings">What does not add up, in sentences with figures.</param>
/// <param name="Unmapped">Codes of brokers that count as local funds only because nothing is known of them, by code.</param>
public sealed record FlowDay(
    DateOnly Date,
    decimal ForeignBuy,
    decimal ForeignSell,
    decimal LocalFundBuy,
    decimal LocalFundSell,
    decimal RetailBuy,
    decimal RetailSell,
    decimal TotalValue,
    long TotalLots,
    decimal? AveragePrice,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Unmapped)
{
    /// <summary>Net of foreign money and local funds: bought − sold.</summary>
    public decimal SmartMoney => ForeignBuy + LocalFundBuy - ForeignSell - LocalFundSell;

    /// <summary>Net of private investors: bought − sold. On complete data it is −<see cref="SmartMoney"/>.</summary>
    public decimal Retail => RetailBuy - RetailSell;

    /// <summary>What all brokers of the summary bought.</summary>
    public decimal BuyValue => ForeignBuy + LocalFundBuy + RetailBuy;

    /// <summary>What all brokers of the summary sold.</summary>
    public decimal SellValue => ForeignSell + LocalFundSell + RetailSell;

    /// <summary>Whether brokers are missing on a side: its rows make less than the traded value.</summary>
    public bool IsPartial => BuyValue < TotalValue || SellValue < TotalValue;

    /// <summary>Adds up a summary.</summary>
    /// <param name="summary">The summary; the order of its rows does not matter.</param>
    /// <param name="brokers">What brokers count as.</param>
    /// <param name="lotSize">Shares of one lot, above 0.</param>
    /// <returns>The day.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The lot size is 0 or less.</exception>
    public static FlowDay Of(BrokerSummary summary, BrokerDirectory brokers, decimal lotSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lotSize);
        Span<decimal> bought = stackalloc decimal[3];
        Span<decimal> sold = stackalloc decimal[3];
        var unmapped = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in summary.Rows)
        {
            var (category, isMapped) = brokers.Classify(row.Code, row.Type, summary.Date);
            (row.Side == FlowSide.Buy ? bought : sold)[(int)category] += row.Value;
            if (!isMapped) unmapped.Add(row.Code);
        }

        var totals = SummaryTotals.Of(summary, lotSize);
        return new FlowDay(
            summary.Date,
            bought[(int)BrokerCategory.Foreign],
            sold[(int)BrokerCategory.Foreign],
            bought[(int)BrokerCategory.LocalFund],
            sold[(int)BrokerCategory.LocalFund],
            bought[(int)BrokerCategory.Retail],
            sold[(int)BrokerCategory.Retail],
            totals.Value,
            totals.Lots,
            totals.AveragePrice,
            totals.Warnings,
            [.. unmapped.Order(StringComparer.Ordinal)]);
    }
}

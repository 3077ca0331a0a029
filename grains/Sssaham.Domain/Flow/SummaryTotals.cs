using System.Globalization;

namespace Sssaham.Domain.Flow;

/// <summary>A summary's totals, reconciled: Σ buy = Σ sell = stated. What differs is told and the day is used as it is.</summary>
/// <param name="Value">Traded value.</param>
/// <param name="Lots">Traded lots.</param>
/// <param name="AveragePrice">Value by shares; null without shares.</param>
/// <param name="Warnings">What differs.</param>
internal sealed record SummaryTotals(decimal Value, long Lots, decimal? AveragePrice, IReadOnlyList<string> Warnings)
{
    public static SummaryTotals Of(BrokerSummary summary, decimal lotSize)
    {
        var buy = Side.Of(summary, FlowSide.Buy);
        var sell = Side.Of(summary, FlowSide.Sell);
        var warnings = new List<string>();
        if (buy.Rows == 0) warnings.Add($"Partial: no buyers, sellers of {Text(sell.Value)}.");
        if (sell.Rows == 0) warnings.Add($"Partial: no sellers, buyers of {Text(buy.Value)}.");
        if (buy.Rows > 0 && sell.Rows > 0)
        {
            if (buy.Value != sell.Value) warnings.Add($"Bought {Text(buy.Value)} and sold {Text(sell.Value)} differ by {Text(buy.Value - sell.Value)}.");
            if (buy.Lots != sell.Lots) warnings.Add($"Lots bought {Text(buy.Lots)} and sold {Text(sell.Lots)} differ by {Text(buy.Lots - sell.Lots)}.");
        }

        // A stated 0 beside rows says nothing about the market.
        var larger = Math.Max(buy.Value, sell.Value);
        var value = summary.StatedValue is > 0 ? summary.StatedValue.Value : larger;
        if (summary.StatedValue is { } stated && stated != larger)
            warnings.Add($"Stated value {Text(stated)} and the larger side's {Text(larger)} differ by {Text(stated - larger)}.");

        var largerLots = Math.Max(buy.Lots, sell.Lots);
        var shares = summary.StatedShares is > 0 ? summary.StatedShares.Value : largerLots * lotSize;
        // Rows hold whole lots, so each may hide a part of one.
        var hidden = Math.Max(buy.Rows, sell.Rows) * lotSize;
        if (summary.StatedShares is { } statedShares && Math.Abs(statedShares - (largerLots * lotSize)) > hidden)
            warnings.Add($"Stated shares {Text(statedShares)} and the larger side's {Text(largerLots * lotSize)} differ by {Text(statedShares - (largerLots * lotSize))}.");

        var unknown = summary.Rows.Where(r => r.Type == BrokerType.Unknown).Select(r => r.Code).Distinct().Order(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0) warnings.Add($"No known type for {string.Join(", ", unknown)}.");

        // With lots far below one unit the count of a made-up total may not fit.
        var lots = summary.StatedShares is > 0 ? (long)Math.Min(shares / lotSize, long.MaxValue) : largerLots;
        return new SummaryTotals(value, lots, shares > 0 ? value / shares : null, [.. warnings]);
    }

    private static string Text(decimal figure) => figure.ToString("#,0.######", CultureInfo.InvariantCulture);

    private readonly record struct Side(int Rows, decimal Value, long Lots)
    {
        public static Side Of(BrokerSummary summary, FlowSide side)
        {
            var sum = default(Side);
            foreach (var row in summary.Rows)
            {
                if (row.Side == side) sum = new Side(sum.Rows + 1, sum.Value + row.Value, checked(sum.Lots + row.Lots));
            }

            return sum;
        }
    }
}

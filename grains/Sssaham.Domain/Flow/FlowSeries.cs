namespace Sssaham.Domain.Flow;

/// <summary>What the points of a series hold.</summary>
public enum FlowMode : byte
{
    /// <summary>Nets of the day.</summary>
    Daily = 0,

    /// <summary>Nets of the day and their running sums.</summary>
    Cumulative = 1,
}

/// <summary>A day of a series.</summary>
/// <param name="Date">Trading date.</param>
/// <param name="SmartMoney">Net of smart money on the day, over all tickers that have it.</param>
/// <param name="Retail">Net of private investors on the day.</param>
/// <param name="CumSmart">Sum of <paramref name="SmartMoney"/> from the window's first day on; null in daily mode.</param>
/// <param name="CumRetail">Sum of <paramref name="Retail"/> from the window's first day on; null in daily mode.</param>
/// <param name="Partial">Tickers without data on the day, in the order asked for; null when all have it.</param>
public sealed record FlowPoint(DateOnly Date, decimal SmartMoney, decimal Retail, decimal? CumSmart, decimal? CumRetail, IReadOnlyList<string>? Partial);

/// <summary>Smart money and private investors over time, for one ticker or the sum of many.</summary>
/// <param name="Points">Days with data of at least one ticker, ascending. Other days are left out, never interpolated.</param>
/// <param name="SmartMoneyTotal">Net of smart money over the window.</param>
/// <param name="RetailTotal">Net of private investors over the window.</param>
/// <param name="Divergence">How the two totals stand to each other.</param>
public sealed record FlowSeries(IReadOnlyList<FlowPoint> Points, decimal SmartMoneyTotal, decimal RetailTotal, FlowDivergence Divergence)
{
    /// <summary>Builds a series.</summary>
    /// <param name="tickers">Each ticker once, with its days, each date once and in any order. Days outside the window are ignored.</param>
    /// <param name="to">Last calendar date of the window, included.</param>
    /// <param name="days">Calendar dates of the window, 1 or more: 30 are <paramref name="to"/> and the 29 dates before it.</param>
    /// <param name="mode">Whether to add running sums.</param>
    /// <param name="neutralThreshold">Totals below it, up or down, make the divergence neutral; 0 or more.</param>
    /// <returns>The series; without points, and neutral, when the window holds no data.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Days or threshold are out of range.</exception>
    /// <exception cref="ArgumentException">A ticker, or a date of a ticker, comes twice.</exception>
    public static FlowSeries Build(
        IReadOnlyList<(string Ticker, IReadOnlyList<FlowDay> Days)> tickers,
        DateOnly to,
        int days,
        FlowMode mode,
        decimal neutralThreshold)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        if (tickers.DistinctBy(t => t.Ticker, StringComparer.Ordinal).Count() != tickers.Count) throw new ArgumentException("A ticker comes twice.", nameof(tickers));
        var from = DateOnly.FromDayNumber(Math.Max(0, to.DayNumber - days + 1));
        var sums = new SortedDictionary<DateOnly, DaySum>();
        for (var i = 0; i < tickers.Count; i++)
        {
            foreach (var day in tickers[i].Days)
            {
                if (day.Date < from || day.Date > to) continue;
                if (!sums.TryGetValue(day.Date, out var sum)) sums.Add(day.Date, sum = new DaySum(tickers.Count));
                if (sum.Has[i]) throw new ArgumentException($"{day.Date:yyyy-MM-dd} of {tickers[i].Ticker} comes twice.", nameof(tickers));
                sum.Has[i] = true;
                sum.SmartMoney += day.SmartMoney;
                sum.Retail += day.Retail;
            }
        }

        var points = new List<FlowPoint>(sums.Count);
        decimal smart = 0, retail = 0;
        foreach (var (date, sum) in sums)
        {
            smart += sum.SmartMoney;
            retail += sum.Retail;
            var running = mode == FlowMode.Cumulative;
            var missing = tickers.Where((_, i) => !sum.Has[i]).Select(t => t.Ticker).ToList();
            points.Add(new FlowPoint(date, sum.SmartMoney, sum.Retail, running ? smart : null, running ? retail : null, missing.Count > 0 ? missing : null));
        }

        return new FlowSeries(points, smart, retail, FlowDivergences.Of(smart, retail, neutralThreshold));
    }

    /// <summary>The last date with data, which a window ends on when nobody asks for another: on a weekend or a holiday the day before it.</summary>
    /// <param name="tickers">Tickers with their days, in any order.</param>
    /// <param name="notAfter">The date asked on.</param>
    /// <returns>The latest date up to <paramref name="notAfter"/> on which any ticker has data; null when there is none.</returns>
    public static DateOnly? LastDate(IReadOnlyList<(string Ticker, IReadOnlyList<FlowDay> Days)> tickers, DateOnly notAfter)
    {
        DateOnly? last = null;
        foreach (var (_, days) in tickers)
        {
            foreach (var day in days)
            {
                if (day.Date <= notAfter && (last is null || day.Date > last)) last = day.Date;
            }
        }

        return last;
    }

    private sealed class DaySum(int tickers)
    {
        public bool[] Has { get; } = new bool[tickers];

        public decimal SmartMoney { get; set; }

        public decimal Retail { get; set; }
    }
}

namespace Sssaham.Domain.Scoring.Backtest;

/// <summary>
/// Closes of all instruments on one calendar, the union of their dates. A day without trading repeats the last close: who holds a
/// suspended or delisted instrument still has it, and leaving such windows out would use what was not known at the entry.
/// </summary>
internal sealed class PricePanel
{
    private readonly Row[] _rows;

    /// <exception cref="ArgumentException">The dates of a series do not rise.</exception>
    public PricePanel(IReadOnlyList<BacktestSeries> series)
    {
        foreach (var s in series)
        {
            for (var i = 1; i < s.Days.Count; i++)
            {
                if (s.Days[i].Date <= s.Days[i - 1].Date) throw new ArgumentException($"{s.Ticker}: the dates must rise, but {s.Days[i].Date:O} follows {s.Days[i - 1].Date:O}.", nameof(series));
            }
        }

        Dates = [.. series.SelectMany(s => s.Days).Where(d => d.Close > 0).Select(d => d.Date).Distinct().Order()];
        _rows = [.. series.Select(s => new Row(s.Days, Dates))];
    }

    /// <summary>The calendar.</summary>
    public DateOnly[] Dates { get; }

    /// <summary>Number of instruments.</summary>
    public int Instruments => _rows.Length;

    /// <summary>The day of an instrument; null when it did not trade.</summary>
    public BacktestDay? Day(int instrument, int date) => _rows[instrument].Days[date];

    /// <summary>The last close at a date; NaN before the first.</summary>
    public double Close(int instrument, int date) => _rows[instrument].Closes[date];

    private sealed class Row
    {
        public Row(IReadOnlyList<BacktestDay> days, DateOnly[] dates)
        {
            Days = new BacktestDay?[dates.Length];
            Closes = new double[dates.Length];
            foreach (var day in days)
            {
                if (day.Close > 0) Days[Array.BinarySearch(dates, day.Date)] = day;
            }

            var last = double.NaN;
            for (var i = 0; i < dates.Length; i++) Closes[i] = last = Days[i] is { } day ? NearestDouble.Of(day.Close) : last;
        }

        public BacktestDay?[] Days { get; }

        public double[] Closes { get; }
    }
}

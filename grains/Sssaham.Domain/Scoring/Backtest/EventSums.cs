namespace Sssaham.Domain.Scoring.Backtest;

/// <summary>Sums over the events of one kind at one horizon, by the day on which the profit was made.</summary>
internal sealed class EventSums(int horizon, int dates)
{
    private readonly double[] _profit = new double[dates];
    private readonly double[] _excess = new double[dates];
    private readonly int[] _active = new int[dates];
    private int _lastEventDate = -1;

    public int Horizon => horizon;

    public int Events { get; private set; }

    public int EventDates { get; private set; }

    public int Hits { get; private set; }

    public double BaselineHits { get; private set; }

    public int Untraded { get; set; }

    public int Unmatched { get; set; }

    /// <summary>
    /// Windows that do not overlap, in number: Kish's effective size of the days, each weighted by its open positions, divided by
    /// the days of a window. All instruments of a day count as one observation, as they share the market's move.
    /// </summary>
    public double EffectiveSample => EffectiveDays / horizon;

    /// <summary>Kish's effective number of days, (Σ c)² / Σ c².</summary>
    public double EffectiveDays
    {
        get
        {
            double sum = 0, squares = 0;
            foreach (var c in _active)
            {
                sum += c;
                squares += (double)c * c;
            }

            return squares > 0 ? sum * sum / squares : 0;
        }
    }

    /// <summary>Counts an event.</summary>
    public void Event(int date, bool hit, double baselineHitRate)
    {
        Events++;
        if (hit) Hits++;
        BaselineHits += baselineHitRate;
        // Events come by rising date.
        if (date != _lastEventDate) EventDates++;
        _lastEventDate = date;
    }

    /// <summary>Adds what an open position and its baseline made on a day, per unit of money at the entry.</summary>
    public void Profit(int date, double own, double baseline)
    {
        _profit[date] += own;
        _excess[date] += own - baseline;
        _active[date]++;
    }

    /// <summary>Mean forward return of the events.</summary>
    public Estimate Return => EstimateOf(_profit);

    /// <summary>Mean forward return above the baseline.</summary>
    public Estimate Difference => EstimateOf(_excess);

    // Profits of one day are one cluster, whoever made them; a day's expected profit is its open positions' share of the mean.
    private Estimate EstimateOf(double[] byDay)
    {
        if (Events == 0) return default;
        var mean = byDay.Sum() / Events;
        var perDay = mean / horizon;
        double squares = 0;
        for (var d = 0; d < byDay.Length; d++)
        {
            var residual = byDay[d] - (_active[d] * perDay);
            squares += residual * residual;
        }

        var days = EffectiveDays;
        return new Estimate(mean, days > 1 ? Math.Sqrt(squares * (days / (days - 1))) / Events : 0);
    }

    /// <summary>A mean and its standard error.</summary>
    public readonly record struct Estimate(double Mean, double Error);
}

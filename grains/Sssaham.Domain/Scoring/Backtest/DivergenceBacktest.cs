namespace Sssaham.Domain.Scoring.Backtest;

/// <summary>
/// Does divergence foretell price? An event study by calendar time.
/// <list type="bullet">
/// <item><b>Event</b>: a day t on which a divergence holds (see <see cref="DivergenceKind"/>), by what was known after its close. A
/// divergence that lasts is an event each day; the effective sample accounts for the overlap.</item>
/// <item><b>Window</b>: broker codes are published after the close, so the entry is the close of the next trading day of the
/// calendar, t + 1, and the exit the close h trading days later. The calendar is the union of the dates of all series, so these
/// should share a venue. An instrument that does not trade at the entry is left out; one that stops trading later keeps its last
/// close. A window that reaches beyond the data is not counted.</item>
/// <item><b>Return</b>: exit / entry − 1, before costs. <b>Hit</b>: it has the foretold sign; 0 is a miss.</item>
/// <item><b>Baseline</b>: for each event, the mean over all instruments of the same day whose kind was known and did not hold, over
/// the same window. It takes out the market's move; it does not take out differences of sector, size or risk.</item>
/// <item><b>Error</b>: windows overlap, and instruments move together. A return is the sum over its days of (P(d) − P(d−1)) / P(entry),
/// so the mean over events is a sum over calendar days of what all open positions made on the day. If prices cannot be foretold these
/// daily sums are uncorrelated, however windows overlap; each day is one cluster, and the standard error is the root of the sum of its
/// squared residuals over the number of events. That is the calendar-time portfolio of Jaffe (1974, J. Business 47) and Fama
/// (1998, J. Financial Economics 49) with open positions as weights, and needs no choice of lags. Student's t has the effective number
/// of days (Kish 1965: (Σ c)² / Σ c², c = open positions) − 1 degrees of freedom.</item>
/// <item><b>Hit rate's interval</b>: Wilson's, with the effective sample (effective days / h) for n: all instruments of a window
/// together count as one observation, which is cautious.</item>
/// <item><b>Many tests</b>: the p-values of the difference from the baseline are corrected with Holm's method over all cells that
/// have enough data, so that on data without any effect the chance of one finding or more in the report is at most 1 − confidence.</item>
/// </list>
/// Two assumptions remain: daily excess returns without correlation in time (stale prices of thinly traded instruments break it), and
/// series that include the instruments since delisted (else the baseline looks too good).
/// </summary>
public static class DivergenceBacktest
{
    /// <summary>Runs the backtest. Time grows with instruments × days × longest horizon.</summary>
    /// <param name="series">The instruments; one alone has nothing to be compared with.</param>
    /// <param name="options">Valid options.</param>
    /// <returns>A cell for each kind and horizon.</returns>
    /// <exception cref="ArgumentException">The options are not valid, or the dates of a series do not rise.</exception>
    public static BacktestReport Run(IReadOnlyList<BacktestSeries> series, BacktestOptions options)
    {
        if (options.Validate().FirstOrDefault() is { Key: { } field } problem) throw new ArgumentException($"{field} {problem.Value[0]}", nameof(options));
        var panel = new PricePanel(series);
        BacktestCell[] cells = [.. Enum.GetValues<DivergenceKind>().SelectMany(kind => EventStudy.Of(panel, kind, options).Select(sums => Cell(kind, sums, options)))];
        var tested = Enumerable.Range(0, cells.Length).Where(i => cells[i].PValue is not null).ToArray();
        var adjusted = Inference.Holm([.. tested.Select(i => cells[i].PValue!.Value)]);
        foreach (var (i, p) in tested.Zip(adjusted)) cells[i] = cells[i] with { AdjustedPValue = p, Verdict = VerdictOf(cells[i], p, options) };
        return new BacktestReport(panel.Dates.Length > 0 ? panel.Dates[0] : null, panel.Dates.Length > 0 ? panel.Dates[^1] : null, series.Count, cells);
    }

    private static BacktestCell Cell(DivergenceKind kind, EventSums sums, BacktestOptions options)
    {
        var any = sums.Events > 0;
        var (mean, difference) = (sums.Return, sums.Difference);
        var reason = Insufficient(sums, difference.Error, options);
        var enough = reason is null;
        var freedom = sums.EffectiveDays - 1;
        var hitRate = any ? (double)sums.Hits / sums.Events : (double?)null;
        return new BacktestCell
        {
            Kind = kind,
            Horizon = sums.Horizon,
            Events = sums.Events,
            EventDates = sums.EventDates,
            EffectiveSample = sums.EffectiveSample,
            Untraded = sums.Untraded,
            Unmatched = sums.Unmatched,
            HitRate = hitRate,
            HitRateInterval = enough ? Inference.Wilson(hitRate!.Value, sums.EffectiveSample, options.Confidence) : null,
            BaselineHitRate = any ? sums.BaselineHits / sums.Events : null,
            MeanReturn = any ? mean.Mean : null,
            MeanReturnInterval = enough ? Inference.Student(mean.Mean, mean.Error, freedom, options.Confidence) : null,
            BaselineReturn = any ? mean.Mean - difference.Mean : null,
            Difference = any ? difference.Mean : null,
            DifferenceInterval = enough ? Inference.Student(difference.Mean, difference.Error, freedom, options.Confidence) : null,
            PValue = enough ? Inference.PValue(difference.Mean, difference.Error, freedom) : null,
            AdjustedPValue = null,
            Verdict = BacktestVerdict.Insufficient,
            Reason = reason,
        };
    }

    private static string? Insufficient(EventSums sums, double error, BacktestOptions options) => sums switch
    {
        { Events: 0, Unmatched: > 0 } => "no other instruments to compare with",
        { Events: 0 } => "no events",
        _ when sums.Events < options.MinEvents => FormattableString.Invariant($"{sums.Events} events, fewer than {options.MinEvents}"),
        _ when sums.EffectiveSample < options.MinEffectiveSample =>
            FormattableString.Invariant($"worth {sums.EffectiveSample:0.0} non-overlapping windows, fewer than {options.MinEffectiveSample:0.##}"),
        _ when !(error > 0) => "the returns do not vary",
        _ => null,
    };

    private static BacktestVerdict VerdictOf(BacktestCell cell, double adjusted, BacktestOptions options) =>
        adjusted > 1 - options.Confidence ? BacktestVerdict.NoEvidence
        : Math.Sign(cell.Difference!.Value) == cell.Kind.Direction() ? BacktestVerdict.Foretells
        : BacktestVerdict.Opposite;
}

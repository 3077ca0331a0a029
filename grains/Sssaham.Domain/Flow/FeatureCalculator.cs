namespace Sssaham.Domain.Flow;

/// <summary>
/// The z-score features of broker flow: how unusual today is among the last 20 trading days, itself included.
/// <list type="bullet">
/// <item><c>ngr</c> = (smart buy − smart sell) / traded value. Over all brokers it would always be 0.</item>
/// <item><c>effort</c> = ln(traded value).</item>
/// <item><c>result</c> = |ln(close / previous close)|, the previous close being the latest one before the day.</item>
/// <item><c>elas</c> = result / traded value: Amihud's (2002) price response to a unit of value.</item>
/// </list>
/// A day whose value is not defined (nothing traded, no close, no close before it) is left out of that feature alone. Sums of money
/// are exact decimals; logarithms and ratios are taken of their doubles.
/// </summary>
public static class FeatureCalculator
{
    /// <summary>Computes the features of the last day.</summary>
    /// <param name="days">
    /// Days by rising date, today last, at least one. Of more days than the window has, the last ones count; those before only
    /// give the close before the window's first day.
    /// </param>
    /// <param name="options">Windows and thresholds.</param>
    /// <returns>The features.</returns>
    /// <exception cref="ArgumentException">There are no days, or their dates do not rise.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static FlowFeatures Compute(IReadOnlyList<FeatureInput> days, FeatureOptions options)
    {
        options.Check();
        if (days.Count == 0) throw new ArgumentException("There are no days.", nameof(days));
        var start = Math.Max(0, days.Count - options.Window);
        var count = days.Count - start;
        var (ngr, effort, result, elas) = (new double?[count], new double?[count], new double?[count], new double?[count]);
        decimal? previous = null;
        for (var i = 0; i < days.Count; i++)
        {
            if (i > 0 && days[i].Day.Date <= days[i - 1].Day.Date) throw new ArgumentException("The dates do not rise.", nameof(days));
            var close = days[i].Close is > 0 ? days[i].Close : null;
            if (i >= start)
            {
                var total = (double)days[i].Day.TotalValue;
                var x = i - start;
                if (total > 0)
                {
                    ngr[x] = (double)days[i].Day.SmartMoney / total;
                    effort[x] = Math.Log(total);
                }

                if (close is not null && previous is not null) result[x] = Math.Abs(Math.Log((double)close.Value / (double)previous.Value));
                if (total > 0) elas[x] = result[x] / total;
            }

            previous = close ?? previous;
        }

        var insufficient = count < options.Minimum;
        // An unreachable minimum: the window's values are shown, without z-scores.
        var minimum = insufficient ? int.MaxValue : options.Minimum;
        var zNgr = FeatureScore.Of(ngr, minimum);
        var today = days[^1];
        return new FlowFeatures(
            today.Day.Date,
            count,
            insufficient,
            insufficient ? FlowState.Neutral : StateOf(days, start, zNgr.Z, options),
            Sum(days, start, d => d.SmartMoney),
            Sum(days, start, d => d.Retail),
            today.Close is > 0 ? today.Source : CloseSource.None,
            zNgr,
            FeatureScore.Of(effort, minimum),
            FeatureScore.Of(result, minimum),
            FeatureScore.Of(elas, minimum));
    }

    /// <summary>
    /// Accumulation: the window's net is above 0 and either z_ngr is above the threshold, or the recent net is above 0 and enough of
    /// the days are. Distribution is its mirror image.
    /// </summary>
    private static FlowState StateOf(IReadOnlyList<FeatureInput> days, int start, double? zNgr, FeatureOptions options)
    {
        var sign = Math.Sign(Sum(days, start, d => d.SmartMoney));
        if (sign == 0) return FlowState.Neutral;
        var recent = Math.Sign(Sum(days, Math.Max(start, days.Count - options.RecentDays), d => d.SmartMoney));
        var same = 0;
        for (var i = start; i < days.Count; i++)
        {
            if (Math.Sign(days[i].Day.SmartMoney) == sign) same++;
        }

        if (!(sign * zNgr > options.StateZ) && (recent != sign || same < options.SameSignDays)) return FlowState.Neutral;
        return sign > 0 ? FlowState.Accumulation : FlowState.Distribution;
    }

    private static decimal Sum(IReadOnlyList<FeatureInput> days, int start, Func<FlowDay, decimal> amount)
    {
        decimal sum = 0;
        for (var i = start; i < days.Count; i++) sum += amount(days[i].Day);
        return sum;
    }
}

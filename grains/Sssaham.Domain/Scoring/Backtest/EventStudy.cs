namespace Sssaham.Domain.Scoring.Backtest;

/// <summary>Finds the events of a kind and adds up what they and their baseline made.</summary>
internal static class EventStudy
{
    /// <summary>Sums by horizon.</summary>
    public static EventSums[] Of(PricePanel panel, DivergenceKind kind, BacktestOptions options)
    {
        EventSums[] sums = [.. options.Horizons.Select(h => new EventSums(h, panel.Dates.Length))];
        List<int> events = [], others = [];
        for (var date = 0; date + 2 < panel.Dates.Length; date++)
        {
            if (panel.Dates[date] < options.From || panel.Dates[date] > options.To) continue;
            var untraded = Split(panel, kind, options.MinNet, date, events, others);
            // The summary of a day is published after its close; the next close is the first that can be had for sure.
            var entry = date + 1;
            EventSums[] complete = [.. sums.Where(s => entry + s.Horizon < panel.Dates.Length)];
            if (complete.Length == 0) break;
            foreach (var s in complete)
            {
                s.Untraded += untraded;
                if (others.Count == 0) s.Unmatched += events.Count;
            }

            if (events.Count > 0 && others.Count > 0) Add(panel, kind.Direction(), entry, events, others, complete);
        }

        return sums;
    }

    private static int Split(PricePanel panel, DivergenceKind kind, decimal minNet, int date, List<int> events, List<int> others)
    {
        events.Clear();
        others.Clear();
        var untraded = 0;
        for (var i = 0; i < panel.Instruments; i++)
        {
            if (panel.Day(i, date) is not { } day || kind.Holds(day, minNet) is not { } holds) continue;
            if (panel.Day(i, date + 1) is not null) (holds ? events : others).Add(i);
            else if (holds) untraded++;
        }

        return untraded;
    }

    private static void Add(PricePanel panel, int direction, int entry, List<int> events, List<int> others, EventSums[] sums)
    {
        var longest = sums[^1].Horizon;
        var baseline = new double[longest + 1];
        foreach (var i in others)
        {
            for (var k = 1; k <= longest; k++) baseline[k] += Profit(panel, i, entry, k) / others.Count;
        }

        foreach (var s in sums)
        {
            var baselineHitRate = (double)others.Count(i => Hit(panel, i, entry, s.Horizon, direction)) / others.Count;
            foreach (var i in events)
            {
                s.Event(entry - 1, Hit(panel, i, entry, s.Horizon, direction), baselineHitRate);
                for (var k = 1; k <= s.Horizon; k++) s.Profit(entry + k, Profit(panel, i, entry, k), baseline[k]);
            }
        }
    }

    // What the k-th day adds to P(entry + h) / P(entry) − 1; over a window these add up to the return itself.
    private static double Profit(PricePanel panel, int instrument, int entry, int k) =>
        (panel.Close(instrument, entry + k) - panel.Close(instrument, entry + k - 1)) / panel.Close(instrument, entry);

    private static bool Hit(PricePanel panel, int instrument, int entry, int horizon, int direction) =>
        panel.Close(instrument, entry + horizon).CompareTo(panel.Close(instrument, entry)) * direction > 0;
}

namespace Sssaham.Domain.Market;

/// <summary>A span that bars are merged to. Spans align to the venue's local clock; the day holds all sessions.</summary>
/// <param name="Name">Name in the API: <c>1m</c>, <c>5m</c>, <c>15m</c>, <c>30m</c>, <c>1h</c>, <c>session</c>, <c>1d</c>.</param>
/// <param name="Minutes">Length in minutes; 0 for the session and the day.</param>
public sealed record Timeframe(string Name, int Minutes)
{
    /// <summary>One minute, the base.</summary>
    public static Timeframe Minute { get; } = new("1m", 1);

    /// <summary>The venue's trading day.</summary>
    public static Timeframe Day { get; } = new("1d", 0);

    /// <summary>One of the venue's sessions; trades outside any session keep the day's remaining spans to themselves.</summary>
    public static Timeframe TradingSession { get; } = new("session", 0);

    /// <summary>All timeframes, the shortest first.</summary>
    public static IReadOnlyList<Timeframe> All { get; } =
        [Minute, new("5m", 5), new("15m", 15), new("30m", 30), new("1h", 60), TradingSession, Day];

    /// <summary>Finds a timeframe by name.</summary>
    /// <param name="name">Name as in the API.</param>
    /// <param name="timeframe">The timeframe.</param>
    /// <returns>False when there is none of that name.</returns>
    public static bool TryParse(string? name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Timeframe? timeframe)
    {
        timeframe = All.FirstOrDefault(t => t.Name == name);
        return timeframe is not null;
    }

    /// <summary>The span of this timeframe that holds an instant.</summary>
    /// <param name="venue">The venue whose clock and calendar count.</param>
    /// <param name="timeUs">Microseconds since 1970 UTC.</param>
    /// <returns>Start (inclusive) and end (exclusive), microseconds since 1970 UTC.</returns>
    public (long StartUs, long EndUs) SpanAt(Venue venue, long timeUs)
    {
        if (Minutes > 0)
        {
            var length = Minutes * 60_000_000L;
            var local = venue.LocalUs(timeUs);
            var start = timeUs - (((local % length) + length) % length);
            return (start, start + length);
        }

        var day = venue.DayBounds(venue.TradingDate(timeUs));
        if (this == Day) return day;
        var date = venue.TradingDate(timeUs);
        var (from, to) = day;
        foreach (var session in venue.Sessions)
        {
            if (!session.Days.Contains(date.DayOfWeek)) continue;
            var (open, close) = (venue.UtcUs(date, session.Start), venue.UtcUs(date, session.End));
            // Bars start on whole minutes, so a session that ends at 15:49:59 keeps the trades of 15:49.
            close += (60_000_000 - (close % 60_000_000)) % 60_000_000;
            if (timeUs >= open && timeUs < close) return (open, close);
            if (close <= timeUs) from = Math.Max(from, close);
            else if (open > timeUs) to = Math.Min(to, open);
        }

        return (from, to);
    }
}

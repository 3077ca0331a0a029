using Sssaham.Domain.Market;

namespace Sssaham.Domain.Operations;

/// <summary>Every so many minutes while a venue is open.</summary>
internal sealed class SessionSchedule : JobSchedule
{
    private readonly Venue _venue;
    private readonly int _minutes;
    private readonly long _stepUs;

    public SessionSchedule(Venue venue, int minutes)
    {
        (_venue, _minutes, _stepUs) = (venue, minutes, Checked(minutes) * MinuteUs);
        // A fortnight has every weekday twice; what is not due in any of them, holidays apart, never is.
        var plain = new Venue(venue.Code, venue.Zone, venue.PriceDecimals, venue.QuantityDecimals, venue.Lot, venue.Grid, venue.Currency, venue.Sessions);
        var start = new DateOnly(2026, 1, 1);
        if (!Enumerable.Range(0, 14).Any(d => Spans(plain, start.AddDays(d)).Any(s => Ceiling(s.StartUs) < s.EndUs)))
            throw new ArgumentException($"{venue.Code} has no session in which a job of {IntervalText(minutes)} would be due.", nameof(venue));
    }

    /// <inheritdoc/>
    public override long NextDue(long afterUs)
    {
        for (var date = _venue.TradingDate(afterUs); ; date = date.AddDays(1))
        {
            var next = long.MaxValue;
            foreach (var (startUs, endUs) in Spans(_venue, date))
            {
                var due = Ceiling(Math.Max(startUs, afterUs + 1));
                if (due < endUs) next = Math.Min(next, due);
            }

            if (next != long.MaxValue) return next;
        }
    }

    /// <inheritdoc/>
    public override long LastDue(long atOrBeforeUs)
    {
        for (var date = _venue.TradingDate(atOrBeforeUs); ; date = date.AddDays(-1))
        {
            var last = long.MinValue;
            foreach (var (startUs, endUs) in Spans(_venue, date))
            {
                var due = FloorTo(Math.Min(atOrBeforeUs, endUs - 1), _stepUs);
                if (due >= startUs) last = Math.Max(last, due);
            }

            if (last != long.MinValue) return last;
        }
    }

    /// <inheritdoc/>
    public override string DeadlineText(TimeSpan within) => WithinText(within);

    /// <inheritdoc/>
    public override string ToString() => $"{IntervalText(_minutes)} while {_venue.Code} is open";

    private static IEnumerable<(long StartUs, long EndUs)> Spans(Venue venue, DateOnly date)
    {
        if (!venue.IsTradingDay(date)) return [];
        if (venue.Sessions.Count == 0) return [venue.DayBounds(date)];
        return venue.Sessions.Where(s => s.Days.Contains(date.DayOfWeek)).Select(s => (venue.UtcUs(date, s.Start), venue.UtcUs(date, s.End)));
    }

    private long Ceiling(long us) => FloorTo(us - 1, _stepUs) + _stepUs;
}

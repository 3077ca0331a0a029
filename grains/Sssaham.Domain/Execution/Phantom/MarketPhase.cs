using Sssaham.Domain.Market;

namespace Sssaham.Domain.Execution.Phantom;

/// <summary>Whether a venue trades now, as a phantom order sees it.</summary>
public enum MarketPhase : byte
{
    /// <summary>Between days, and in auctions: no SELL is sent, quotes are indicative, the day's price limits are void.</summary>
    Closed = 0,

    /// <summary>Continuous trading.</summary>
    Open = 1,

    /// <summary>A pause between two continuous sessions of one day: as closed, but the price limits stay.</summary>
    Lunch = 2,
}

/// <summary>Phases of a venue.</summary>
public static class MarketPhases
{
    /// <summary>The phase at an instant.</summary>
    /// <param name="venue">The venue.</param>
    /// <param name="timeUs">Microseconds since 1970 UTC.</param>
    /// <returns>Open in continuous sessions (round the clock: on every day but holidays), lunch between them, else closed.</returns>
    public static MarketPhase At(Venue venue, long timeUs)
    {
        if (venue.ExpectsTrades(timeUs)) return MarketPhase.Open;
        var date = venue.TradingDate(timeUs);
        if (!venue.IsTradingDay(date)) return MarketPhase.Closed;
        bool before = false, after = false;
        foreach (var session in venue.Sessions)
        {
            if (!session.Continuous || !session.Days.Contains(date.DayOfWeek)) continue;
            before |= venue.UtcUs(date, session.End) <= timeUs;
            after |= venue.UtcUs(date, session.Start) > timeUs;
        }

        return before && after ? MarketPhase.Lunch : MarketPhase.Closed;
    }
}

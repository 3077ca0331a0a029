namespace Sssaham.Domain.Market;

/// <summary>Trades of a day that its log does not have and another place does.</summary>
/// <param name="Found">Those that are proven, by rising time and number.</param>
/// <param name="Doubtful">Those that nothing vouches for: of a damaged line, or of a minute of which more is lost.</param>
/// <param name="Refuted">How many are none: without them their minute is as it was archived.</param>
public sealed record RecoveredTrades(IReadOnlyList<Trade> Found, IReadOnlyList<Trade> Doubtful, int Refuted)
{
    /// <summary>Nothing was lost.</summary>
    public static readonly RecoveredTrades None = new([], [], 0);
}

/// <summary>
/// Finds out which trades a log has lost. A line of an archive can be damaged and still read as a trade, so a trade counts only with a
/// witness: its number and fingerprint are known from when it was taken, or the trades of its minute together give exactly the bar that was
/// archived apart from them.
/// </summary>
public static class DayRecovery
{
    /// <summary>Compares a day's log with what other places have.</summary>
    /// <param name="logged">The day as its log has it, with all its trades.</param>
    /// <param name="venue">The instrument's venue.</param>
    /// <param name="elsewhere">Trades of other places; of a number that comes twice the first counts.</param>
    /// <param name="bars">The archived minutes.</param>
    /// <param name="witness">A book of the same day whose numbers vouch for trades; null for none.</param>
    /// <returns>What the log has lost.</returns>
    public static RecoveredTrades Find(DayBook logged, Venue venue, IEnumerable<Trade> elsewhere, IReadOnlyList<FootprintBar> bars, DayBook? witness)
    {
        var extra = elsewhere.Where(t => t.TimeUs >= logged.StartUs && t.TimeUs < logged.EndUs && !logged.Has(t.Number)).DistinctBy(t => t.Number).ToList();
        if (extra.Count == 0) return RecoveredTrades.None;
        var (found, doubtful, refuted) = (new List<Trade>(), new List<Trade>(), 0);
        var archived = bars.ToDictionary(b => b.StartUs);
        var own = logged.Bars().ToDictionary(b => b.StartUs);
        foreach (var minute in extra.GroupBy(t => t.MinuteUs))
        {
            var known = minute.Where(t => witness?.Has(t) == true).ToList();
            var unknown = minute.Where(t => witness?.Has(t) != true).ToList();
            // Trades of other boards are in no bar that could vouch for them.
            var inBar = unknown.FindAll(t => venue.EntersFootprint(t.Board));
            found.AddRange(known);
            doubtful.AddRange(unknown.Where(t => !venue.EntersFootprint(t.Board)));
            if (inBar.Count == 0) continue;
            var bar = archived.GetValueOrDefault(minute.Key);
            if (bar is not null && Proves(bar, logged, venue, [.. logged.TradesOf(minute.Key), .. known, .. inBar])) found.AddRange(inBar);
            else if (bar is not null && known.Count == 0 && own.TryGetValue(minute.Key, out var whole) && whole.SameTape(bar)) refuted += inBar.Count;
            else doubtful.AddRange(inBar);
        }

        found.Sort((a, b) => a.CompareTape(b));
        return new RecoveredTrades(found, doubtful, refuted);
    }

    private static bool Proves(FootprintBar bar, DayBook logged, Venue venue, IEnumerable<Trade> trades)
    {
        var book = new DayBook(venue, logged.Day);
        foreach (var trade in trades)
        {
            if (book.Reserve(trade) == Reservation.New) book.Add(trade);
        }

        return book.Bars().ToList() is [var built] && built.SameTape(bar);
    }
}

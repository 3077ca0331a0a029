namespace Sssaham.Domain.Market;

/// <summary>What is known of a day beside its trades when its archive is checked.</summary>
/// <param name="Served">The book that is served; null when the archive is.</param>
/// <param name="Compared">Whether the served book knows what the archive has of it.</param>
/// <param name="Complete">Whether the archive was noted to have all of the day.</param>
public readonly record struct ArchiveState(DayBook? Served, bool Compared, bool Complete);

/// <summary>How an archived day is to be repaired.</summary>
/// <param name="Differing">Minutes in which the archive differs; those that are to come yet are not among them.</param>
/// <param name="Kept">Of these the ones that stay, because they count trades that no source has.</param>
/// <param name="Bars">All minutes that the archive is to have.</param>
/// <param name="Trades">All trades that the archive is to have.</param>
/// <param name="DamagedTrades">Trades that the archive lacks or has otherwise.</param>
/// <param name="Lost">Trades that kept minutes count and no source has.</param>
public sealed record ArchivePlan(IReadOnlyList<MinuteDifference> Differing, IReadOnlySet<long> Kept, IReadOnlyList<FootprintBar> Bars, IReadOnlyList<Trade> Trades, int DamagedTrades, long Lost)
{
    private static readonly HashSet<long> None = [];

    /// <summary>Whether the archive must be written.</summary>
    public bool IsNeeded => Differing.Count > Kept.Count || DamagedTrades > 0;

    /// <summary>Compares an archived day with its trades.</summary>
    /// <param name="truth">The day from its trades, holding all of them.</param>
    /// <param name="state">What else is known.</param>
    /// <param name="bars">The archived minutes.</param>
    /// <param name="trades">The archived trades.</param>
    /// <param name="recovered">What the archive has beyond the log: what is doubtful is kept where it is.</param>
    /// <returns>The plan.</returns>
    public static ArchivePlan Of(DayBook truth, ArchiveState state, IReadOnlyList<FootprintBar> bars, IReadOnlyList<Trade> trades, RecoveredTrades recovered)
    {
        var expected = truth.Bars().ToDictionary(b => b.StartUs);
        var archived = bars.ToDictionary(b => b.StartUs);
        var newest = bars.Count == 0 ? long.MinValue : bars.Max(b => b.StartUs);
        var differing = DayComparison.Differences(expected.Values, bars).FindAll(d => !IsToCome(d, state, newest));
        var kept = differing.Where(DayComparison.KeepsMore).Select(d => d.StartUs).ToHashSet();
        var stored = new SortedDictionary<long, FootprintBar>(archived);
        foreach (var difference in differing.Where(d => !kept.Contains(d.StartUs)))
        {
            if (difference.Expected is { } bar) stored[bar.StartUs] = bar.WithRevision(Above(difference.Found, bar, state.Served));
            else stored.Remove(difference.StartUs);
        }

        var (all, damaged) = TradesOf(truth, state, stored.Keys, trades);
        return new ArchivePlan(differing, kept, [.. stored.Values], [.. all, .. recovered.Doubtful], damaged + recovered.Refuted, differing.Where(d => kept.Contains(d.StartUs)).Sum(d => d.Found!.Trades - (d.Expected?.Trades ?? 0)));
    }

    /// <summary>Compares the two halves of an archived day whose log is gone: a bar that does not agree with itself, or is missing, is made
    /// from its trades.</summary>
    /// <param name="truth">The day from its archived trades.</param>
    /// <param name="bars">The archived minutes.</param>
    /// <param name="trades">The archived trades.</param>
    /// <returns>The plan.</returns>
    public static ArchivePlan OfArchiveAlone(DayBook truth, IReadOnlyList<FootprintBar> bars, IReadOnlyList<Trade> trades)
    {
        var all = DayComparison.Differences(truth.Bars(), bars);
        var differing = all.FindAll(d => d.Found?.IsConsistent() != true && d.Expected is not null);
        var stored = new SortedDictionary<long, FootprintBar>(bars.ToDictionary(b => b.StartUs));
        foreach (var difference in differing) stored[difference.StartUs] = difference.Expected!.WithRevision(Above(difference.Found, difference.Expected, null));
        return new ArchivePlan(differing, None, [.. stored.Values], trades, 0, all.Where(DayComparison.KeepsMore).Sum(d => d.Found!.Trades - (d.Expected?.Trades ?? 0)));
    }

    /// <summary>Whether the archive is behind in a minute, as it always is a little, and no more than that.</summary>
    private static bool IsToCome(MinuteDifference difference, ArchiveState state, long newest)
    {
        if (difference.Expected is null) return false;
        if (state is { Compared: true, Served: { } served } && served.MinuteRevision(difference.StartUs) is { } known) return known.Archived != known.Now;
        return difference.Found is null && !state.Complete && difference.StartUs > newest;
    }

    private static (List<Trade> All, int Damaged) TradesOf(DayBook truth, ArchiveState state, IEnumerable<long> minutes, IReadOnlyList<Trade> archived)
    {
        var there = archived.ToDictionary(t => t.Number);
        var all = new List<Trade>();
        var damaged = 0;
        foreach (var start in minutes)
        {
            var trades = truth.TradesOf(start);
            all.AddRange(trades);
            var behind = state is { Compared: true, Served: { } served } && served.MinuteRevision(start) is { } known && known.Archived != known.Now;
            if (!behind) damaged += trades.Count(t => !there.TryGetValue(t.Number, out var found) || found != t);
        }

        // Of trades in no footprint the book knows which are to come.
        var toCome = state.Served is { } book && state.Compared ? book.OffBookTrades.Select(t => t.Number).ToHashSet() : null;
        foreach (var trade in truth.OffBookTrades)
        {
            if (toCome?.Contains(trade.Number) == true) continue;
            var has = there.TryGetValue(trade.Number, out var found);
            if (has || toCome is not null || state.Complete) all.Add(trade);
            if (has ? found != trade : toCome is not null || state.Complete) damaged++;
        }

        return (all, damaged);
    }

    private static int Above(FootprintBar? found, FootprintBar bar, DayBook? served)
    {
        var own = Math.Max(bar.Revision, served?.MinuteRevision(bar.StartUs)?.Now ?? 0);
        // A damaged line may state any revision.
        return found is null ? own : Math.Max(own, Math.Min(found.Revision, int.MaxValue / 2)) + 1;
    }
}

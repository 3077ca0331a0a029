namespace Sssaham.Domain.Execution.Phantom;

/// <summary>
/// The thresholds of thousands of phantom orders on one instrument. A price that crosses none costs two comparisons; one that does,
/// a logarithm of the count for each threshold crossed. Not for concurrent use.
/// </summary>
public sealed class CrossingSet
{
    private readonly Dictionary<string, PhantomWatch> _watches = new(StringComparer.Ordinal);
    private readonly SortedSet<(long Price, string Id)> _below = new(ByPrice.Instance);
    private readonly SortedSet<(long Price, string Id)> _above = new(ByPrice.Instance);
    private long _highestBelow = long.MinValue;
    private long _lowestAbove = long.MaxValue;

    /// <summary>Phantom orders with at least one threshold that was not crossed.</summary>
    public int Count => _watches.Count;

    /// <summary>Sets the thresholds of a phantom order, in place of those it had. Setting them anew arms crossed ones again.</summary>
    /// <param name="watch">The thresholds.</param>
    public void Put(PhantomWatch watch)
    {
        Remove(watch.Id);
        if (watch.Below is null && watch.Above is null) return;
        _watches.Add(watch.Id, watch);
        if (watch.Below is { } below) _below.Add((below, watch.Id));
        if (watch.Above is { } above) _above.Add((above, watch.Id));
        Bound();
    }

    /// <summary>The thresholds of a phantom order that were not crossed.</summary>
    /// <param name="id">The phantom order.</param>
    /// <returns>Null when there are none.</returns>
    public PhantomWatch? Find(string id) => _watches.GetValueOrDefault(id);

    /// <summary>Forgets a phantom order; one that is not there is fine.</summary>
    /// <param name="id">The phantom order.</param>
    public void Remove(string id)
    {
        if (!_watches.Remove(id, out var watch)) return;
        if (watch.Below is { } below) _below.Remove((below, id));
        if (watch.Above is { } above) _above.Remove((above, id));
        Bound();
    }

    /// <summary>Finds the thresholds that a price crosses. Each is found once, until it is set again.</summary>
    /// <param name="price">Scaled price of a trade or bid.</param>
    /// <param name="crossed">Takes the ids: first those of <see cref="PhantomWatch.Below"/> from the highest down, then those of
    /// <see cref="PhantomWatch.Above"/> from the lowest up. An id with both is in it twice.</param>
    public void Cross(long price, ICollection<string> crossed)
    {
        if (price > _highestBelow && price < _lowestAbove) return;
        TakeBelow(price, crossed);
        while (_above.Count > 0 && _above.Min is var lowest && lowest.Price <= price)
        {
            _above.Remove(lowest);
            Keep(_watches[lowest.Id] with { Above = null });
            crossed.Add(lowest.Id);
        }

        Bound();
    }

    /// <summary>Finds the lower thresholds that a price crosses, as <see cref="Cross"/> does: for an offer, which says nothing of what a seller gets above it.</summary>
    /// <param name="price">Scaled price of an offer.</param>
    /// <param name="crossed">Takes the ids, from the highest threshold down.</param>
    public void CrossBelow(long price, ICollection<string> crossed)
    {
        if (price > _highestBelow) return;
        TakeBelow(price, crossed);
        Bound();
    }

    private void TakeBelow(long price, ICollection<string> crossed)
    {
        while (_below.Count > 0 && _below.Max is var highest && highest.Price >= price)
        {
            _below.Remove(highest);
            Keep(_watches[highest.Id] with { Below = null });
            crossed.Add(highest.Id);
        }
    }

    private void Keep(PhantomWatch watch)
    {
        if (watch.Below is null && watch.Above is null) _watches.Remove(watch.Id);
        else _watches[watch.Id] = watch;
    }

    private void Bound()
    {
        _highestBelow = _below.Count > 0 ? _below.Max.Price : long.MinValue;
        _lowestAbove = _above.Count > 0 ? _above.Min.Price : long.MaxValue;
    }

    private sealed class ByPrice : IComparer<(long Price, string Id)>
    {
        public static readonly ByPrice Instance = new();

        public int Compare((long Price, string Id) x, (long Price, string Id) y) =>
            x.Price != y.Price ? x.Price.CompareTo(y.Price) : string.CompareOrdinal(x.Id, y.Id);
    }
}

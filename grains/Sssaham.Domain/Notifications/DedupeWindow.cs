namespace Sssaham.Domain.Notifications;

/// <summary>Names of events that were seen: the newest of them, in the order in which they came. Not for concurrent use.</summary>
public sealed class DedupeWindow
{
    private readonly int _most;
    private readonly Queue<string> _order;
    private readonly HashSet<string> _known;

    /// <summary>Makes a window.</summary>
    /// <param name="most">Most names that it holds, above 0.</param>
    /// <param name="seen">Names seen before, oldest first; of more than fit the newest.</param>
    public DedupeWindow(int most, IEnumerable<string> seen)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        _most = most;
        _order = new Queue<string>(seen.Distinct(StringComparer.Ordinal).TakeLast(most));
        _known = new HashSet<string>(_order, StringComparer.Ordinal);
    }

    /// <summary>The names that it holds, oldest first.</summary>
    public IReadOnlyCollection<string> Names => _order;

    /// <summary>Notes a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>True when it is new; false when it was seen before.</returns>
    public bool Add(string name)
    {
        if (!_known.Add(name)) return false;
        if (_order.Count == _most) _known.Remove(_order.Dequeue());
        _order.Enqueue(name);
        return true;
    }
}

using System.Collections;
using System.Collections.Immutable;

namespace Sssaham.Domain.Execution.Phantom;

/// <summary>Phantom orders of an account, oldest first. Immutable, so that a moment keeps them without a copy; found by id, by order and by
/// code without a walk: those that are over stay for days.</summary>
public sealed class PhantomSet : IReadOnlyCollection<PhantomRecord>
{
    /// <summary>Without phantom orders.</summary>
    public static readonly PhantomSet Empty = new(
        ImmutableSortedDictionary.Create<string, PhantomRecord>(AgeOrder.Instance),
        ImmutableDictionary.Create<string, ImmutableSortedSet<string>>(StringComparer.Ordinal));

    private static readonly ImmutableSortedSet<string> NoIds = ImmutableSortedSet.Create<string>(AgeOrder.Instance);
    private readonly ImmutableSortedDictionary<string, PhantomRecord> _byId;
    private readonly ImmutableDictionary<string, ImmutableSortedSet<string>> _byCode;

    private PhantomSet(ImmutableSortedDictionary<string, PhantomRecord> byId, ImmutableDictionary<string, ImmutableSortedSet<string>> byCode) =>
        (_byId, _byCode) = (byId, byCode);

    /// <inheritdoc/>
    public int Count => _byId.Count;

    /// <summary>A phantom order.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>The phantom order, or null.</returns>
    public PhantomRecord? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The phantom order that protects what an order buys.</summary>
    /// <param name="ordinal">Ordinal of the order, above 0.</param>
    /// <returns>The phantom order, or null.</returns>
    public PhantomRecord? OfOrder(long ordinal) => Find(PhantomRecord.IdOf(ordinal));

    /// <summary>Those of a code, oldest first.</summary>
    /// <param name="code">Instrument code.</param>
    /// <returns>The phantom orders.</returns>
    public IEnumerable<PhantomRecord> OfCode(string code) => _byCode.GetValueOrDefault(code, NoIds).Select(id => _byId[id]);

    /// <summary>Puts a phantom order in, or in the place of what it was.</summary>
    /// <param name="record">The phantom order; its code never changes.</param>
    /// <returns>The list with it.</returns>
    public PhantomSet With(PhantomRecord record) => new(
        _byId.SetItem(record.Id, record),
        _byId.ContainsKey(record.Id) ? _byCode : _byCode.SetItem(record.Code, _byCode.GetValueOrDefault(record.Code, NoIds).Add(record.Id)));

    /// <summary>Takes a phantom order out.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>The list without it.</returns>
    public PhantomSet Without(string id)
    {
        if (Find(id) is not { } record) return this;
        var left = _byCode[record.Code].Remove(id);
        return new PhantomSet(_byId.Remove(id), left.IsEmpty ? _byCode.Remove(record.Code) : _byCode.SetItem(record.Code, left));
    }

    /// <inheritdoc/>
    public IEnumerator<PhantomRecord> GetEnumerator() => _byId.Values.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Those of orders by ordinal, then those on held lots by the event that made them: the numbers in the ids.</summary>
    private sealed class AgeOrder : IComparer<string>
    {
        public static readonly AgeOrder Instance = new();

        public int Compare(string? x, string? y)
        {
            if (x is null || y is null) return string.CompareOrdinal(x, y);
            var held = PhantomRecord.IsHeld(x).CompareTo(PhantomRecord.IsHeld(y));
            if (held != 0) return held;
            return x.Length != y.Length ? x.Length.CompareTo(y.Length) : string.CompareOrdinal(x, y);
        }
    }
}

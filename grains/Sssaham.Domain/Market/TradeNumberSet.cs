namespace Sssaham.Domain.Market;

/// <summary>What the set of seen trade numbers says of a trade.</summary>
public enum Reservation : byte
{
    /// <summary>The number is new and now taken.</summary>
    New = 0,

    /// <summary>The number was seen with the same content.</summary>
    Duplicate = 1,

    /// <summary>The number was seen with other content; the first stays.</summary>
    Conflict = 2,

    /// <summary>The number is new, and the day's volume has no room for the trade; the number stays free.</summary>
    Overflow = 3,
}

/// <summary>
/// The trade numbers seen in a day with a fingerprint of their content, 12 bytes each. Numbers mostly rise, so they are kept in
/// sorted leaves: a rising number costs an append, a late one a search and a short move.
/// </summary>
public sealed class TradeNumberSet
{
    private const int LeafSize = 512;
    private readonly List<Leaf> _leaves = [];

    // The first number of each leaf in one place: a search touches no leaf but the one it finds.
    private readonly List<long> _firsts = [];
    private int _count;

    /// <summary>How many numbers were seen.</summary>
    public int Count => _count;

    /// <summary>The greatest number; −1 when there is none.</summary>
    public long Greatest => _leaves.Count == 0 || _leaves[^1].Count == 0 ? -1 : _leaves[^1].Numbers[_leaves[^1].Count - 1];

    /// <summary>Takes a number if it is new.</summary>
    /// <param name="number">The trade number.</param>
    /// <param name="fingerprint">The trade's <see cref="Trade.Fingerprint"/>.</param>
    /// <returns>Whether it was new, seen, or seen with other content.</returns>
    public Reservation Reserve(long number, uint fingerprint)
    {
        if (_leaves.Count == 0) AddLeaf(0, new Leaf(16), number);
        var last = _leaves[^1];
        if (last.Count == 0 || number > last.Numbers[last.Count - 1])
        {
            if (last.Count == LeafSize)
            {
                last = new Leaf(LeafSize);
                AddLeaf(_leaves.Count, last, number);
            }

            last.Insert(last.Count, number, fingerprint);
            _count++;
            return Reservation.New;
        }

        var at = FindLeaf(number);
        var leaf = _leaves[at];
        var index = leaf.Numbers.AsSpan(0, leaf.Count).BinarySearch(number);
        if (index >= 0) return leaf.Fingerprints[index] == fingerprint ? Reservation.Duplicate : Reservation.Conflict;
        index = ~index;
        if (leaf.Count == LeafSize)
        {
            var right = leaf.Split();
            AddLeaf(at + 1, right, right.Numbers[0]);
            if (index > leaf.Count)
            {
                index -= leaf.Count;
                leaf = right;
            }
        }

        leaf.Insert(index, number, fingerprint);
        if (index == 0 && number < _firsts[at]) _firsts[at] = number;
        _count++;
        return Reservation.New;
    }

    /// <summary>Looks a number up.</summary>
    /// <param name="number">The trade number.</param>
    /// <returns>The fingerprint of its trade; null when it was not seen.</returns>
    public uint? Find(long number)
    {
        if (_leaves.Count == 0) return null;
        var leaf = _leaves[FindLeaf(number)];
        var index = leaf.Numbers.AsSpan(0, leaf.Count).BinarySearch(number);
        return index < 0 ? null : leaf.Fingerprints[index];
    }

    /// <summary>Gives a number back: its trade did not become durable.</summary>
    /// <param name="number">A number that <see cref="Reserve"/> just took.</param>
    public void Release(long number)
    {
        if (_leaves.Count == 0) return;
        var at = FindLeaf(number);
        var leaf = _leaves[at];
        var index = leaf.Numbers.AsSpan(0, leaf.Count).BinarySearch(number);
        if (index < 0) return;
        leaf.Remove(index);
        if (leaf.Count == 0)
        {
            _leaves.RemoveAt(at);
            _firsts.RemoveAt(at);
        }

        _count--;
    }

    /// <summary>All numbers with their fingerprints, rising.</summary>
    /// <returns>The entries.</returns>
    public IEnumerable<(long Number, uint Fingerprint)> Entries()
    {
        foreach (var leaf in _leaves)
        {
            for (var i = 0; i < leaf.Count; i++) yield return (leaf.Numbers[i], leaf.Fingerprints[i]);
        }
    }

    private void AddLeaf(int at, Leaf leaf, long first)
    {
        _leaves.Insert(at, leaf);
        _firsts.Insert(at, first);
    }

    /// <summary>The last leaf whose first number is not above the one sought, or the first leaf. Late numbers are seldom very late,
    /// so the search starts at the end and doubles its stride.</summary>
    private int FindLeaf(long number)
    {
        var firsts = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_firsts);
        var high = firsts.Length - 1;
        var stride = 1;
        while (high - stride > 0 && firsts[high - stride] > number)
        {
            high -= stride;
            stride *= 2;
        }

        var low = Math.Max(0, high - stride);
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (firsts[middle] <= number) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    private sealed class Leaf(int capacity)
    {
        public long[] Numbers = new long[capacity];
        public uint[] Fingerprints = new uint[capacity];
        public int Count;

        public void Insert(int index, long number, uint fingerprint)
        {
            if (Count == Numbers.Length)
            {
                Array.Resize(ref Numbers, Math.Min(LeafSize, Count * 2));
                Array.Resize(ref Fingerprints, Numbers.Length);
            }

            if (index < Count)
            {
                Array.Copy(Numbers, index, Numbers, index + 1, Count - index);
                Array.Copy(Fingerprints, index, Fingerprints, index + 1, Count - index);
            }

            Numbers[index] = number;
            Fingerprints[index] = fingerprint;
            Count++;
        }

        public void Remove(int index)
        {
            Count--;
            Array.Copy(Numbers, index + 1, Numbers, index, Count - index);
            Array.Copy(Fingerprints, index + 1, Fingerprints, index, Count - index);
        }

        public Leaf Split()
        {
            var right = new Leaf(LeafSize);
            var keep = Count / 2;
            right.Count = Count - keep;
            Array.Copy(Numbers, keep, right.Numbers, 0, right.Count);
            Array.Copy(Fingerprints, keep, right.Fingerprints, 0, right.Count);
            Count = keep;
            return right;
        }
    }
}

using System.Runtime.InteropServices;

namespace Sssaham.Domain.Market;

/// <summary>Numbers that are missing between two that were seen.</summary>
/// <param name="First">The first missing number.</param>
/// <param name="Last">The last missing number.</param>
public readonly record struct NumberGap(long First, long Last)
{
    /// <summary>How many numbers are missing.</summary>
    public long Count => Last - First + 1;
}

/// <summary>
/// The trade numbers seen in a day as runs without a hole: adding and merging come to the same set in every order. Memory is bounded:
/// over the cap the smallest holes are closed and counted as <see cref="Hidden"/>, so that a gap that is told is always one, and what is
/// not told is known in size. Not thread-safe.
/// </summary>
public sealed class TradeNumberRuns
{
    /// <summary>Most runs unless said otherwise; 16 bytes each.</summary>
    public const int DefaultMost = 2_000_000;

    private readonly int _most;
    private List<Run> _runs = [];

    /// <summary>Starts an empty set.</summary>
    /// <param name="most">Most runs that are held, 2 or more.</param>
    public TradeNumberRuns(int most = DefaultMost)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);
        _most = most;
    }

    /// <summary>The least number; null for none.</summary>
    public long? First => _runs.Count == 0 ? null : _runs[0].First;

    /// <summary>The greatest number; null for none.</summary>
    public long? Last => _runs.Count == 0 ? null : _runs[^1].Last;

    /// <summary>How many runs are held.</summary>
    public int RunCount => _runs.Count;

    /// <summary>How many numbers lie in the runs.</summary>
    public long Covered
    {
        get
        {
            long covered = 0;
            foreach (var run in _runs) covered += run.Last - run.First + 1;
            return covered;
        }
    }

    /// <summary>How many numbers lay in holes that were closed for want of room: at most so many more may be missing.</summary>
    public long Hidden { get; private set; }

    /// <summary>How many numbers are missing in the gaps that are told.</summary>
    public long Missing => _runs.Count == 0 ? 0 : _runs[^1].Last - _runs[0].First + 1 - Covered;

    /// <summary>Adds a number; one that is there changes nothing.</summary>
    /// <param name="number">0 or more, below <see cref="Trade.FirstAssignedNumber"/>: numbers assigned on arrival have no gaps.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is none of an exchange.</exception>
    public void Add(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Trade.FirstAssignedNumber);
        var runs = CollectionsMarshal.AsSpan(_runs);
        // Numbers mostly rise.
        var at = runs.Length - 1;
        if (at >= 0 && number < runs[at].First) at = Before(number);
        if (at >= 0 && number <= runs[at].Last) return;
        var joinsLeft = at >= 0 && number == runs[at].Last + 1;
        var joinsRight = at + 1 < runs.Length && number == runs[at + 1].First - 1;
        if (joinsLeft && joinsRight)
        {
            runs[at].Last = runs[at + 1].Last;
            _runs.RemoveAt(at + 1);
        }
        else if (joinsLeft)
        {
            runs[at].Last = number;
        }
        else if (joinsRight)
        {
            runs[at + 1].First = number;
        }
        else
        {
            _runs.Insert(at + 1, new Run(number, number));
            Bound();
        }
    }

    /// <summary>Adds all numbers of another set.</summary>
    /// <param name="other">The other set; it stays as it is.</param>
    public void Merge(TradeNumberRuns other)
    {
        var merged = new List<Run>(Math.Max(_runs.Count, other._runs.Count));
        int a = 0, b = 0;
        while (a < _runs.Count || b < other._runs.Count)
        {
            var next = b >= other._runs.Count || (a < _runs.Count && _runs[a].First <= other._runs[b].First) ? _runs[a++] : other._runs[b++];
            if (merged.Count > 0 && next.First <= merged[^1].Last + 1) CollectionsMarshal.AsSpan(merged)[^1].Last = Math.Max(merged[^1].Last, next.Last);
            else merged.Add(next);
        }

        _runs = merged;
        Hidden += other.Hidden;
        Bound();
    }

    /// <summary>The gaps, by rising number.</summary>
    /// <returns>Every run of missing numbers between the first and the last that were seen.</returns>
    public IEnumerable<NumberGap> Gaps()
    {
        for (var i = 1; i < _runs.Count; i++) yield return new NumberGap(_runs[i - 1].Last + 1, _runs[i].First - 1);
    }

    /// <summary>Packs the set for the way between processes.</summary>
    /// <returns>The packed form.</returns>
    public byte[] Encode()
    {
        var writer = new PackWriter(16 + (_runs.Count * 3));
        writer.Unsigned((ulong)Hidden);
        writer.Unsigned((ulong)_runs.Count);
        long before = 0;
        foreach (var run in _runs)
        {
            writer.Unsigned((ulong)(run.First - before));
            writer.Unsigned((ulong)(run.Last - run.First));
            before = run.Last;
        }

        return writer.ToArray();
    }

    /// <summary>Unpacks a set.</summary>
    /// <param name="packed">What <see cref="Encode"/> gave.</param>
    /// <param name="most">Most runs that are held, 2 or more.</param>
    /// <returns>The set.</returns>
    /// <exception cref="FormatException">The bytes are not such a form.</exception>
    public static TradeNumberRuns Decode(ReadOnlySpan<byte> packed, int most = DefaultMost)
    {
        var reader = new PackReader(packed);
        var hidden = reader.Unsigned();
        var set = new TradeNumberRuns(most) { Hidden = hidden <= Trade.FirstAssignedNumber ? (long)hidden : throw Malformed() };
        long before = 0;
        for (var n = reader.Count(2); n > 0; n--)
        {
            var (step, length) = (reader.Unsigned(), reader.Unsigned());
            if (step >= Trade.FirstAssignedNumber || length >= Trade.FirstAssignedNumber || (set._runs.Count > 0 && step < 2)) throw Malformed();
            var first = before + (long)step;
            // Both are below 2^62: the sum has room.
            if (first >= Trade.FirstAssignedNumber || first + (long)length >= Trade.FirstAssignedNumber) throw Malformed();
            before = first + (long)length;
            set._runs.Add(new Run(first, before));
        }

        reader.End();
        set.Bound();
        return set;

        static FormatException Malformed() => new("These are no runs of trade numbers.");
    }

    /// <summary>The last run that starts at or below a number; −1 for none.</summary>
    private int Before(long number)
    {
        int low = 0, high = _runs.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (_runs[middle].First <= number) low = middle + 1;
            else high = middle - 1;
        }

        return high;
    }

    /// <summary>Closes the smallest holes when there are too many; a quarter more than need be, so that it is seldom done.</summary>
    private void Bound()
    {
        if (_runs.Count <= _most) return;
        var holes = Gaps().Select(g => g.Count).Order().ToArray();
        var close = holes.Length + 1 - Math.Max(1, _most - (_most / 4));
        var largest = holes[close - 1];
        // Of the largest that are closed as many as are over.
        var equal = holes.AsSpan(0, close).Count(largest);
        var kept = new List<Run>(_most) { _runs[0] };
        for (var i = 1; i < _runs.Count; i++)
        {
            var hole = _runs[i].First - _runs[i - 1].Last - 1;
            if (hole < largest || (hole == largest && equal-- > 0))
            {
                Hidden += hole;
                CollectionsMarshal.AsSpan(kept)[^1].Last = _runs[i].Last;
            }
            else
            {
                kept.Add(_runs[i]);
            }
        }

        _runs = kept;
    }

    private record struct Run(long First, long Last);
}

using System.Buffers;
using Sssaham.Domain.Market;

namespace Sssaham.Gateway.Market;

/// <summary>The trades of one instrument in a piece, packed for its grain.</summary>
/// <param name="Instrument"><c>VENUE:TICKER</c>.</param>
/// <param name="AssignNumbers">Whether the trades have no numbers.</param>
/// <param name="InLots">Whether the quantities were given in lots.</param>
/// <param name="Packed">The trades in the order of the body.</param>
/// <param name="Count">Number of trades.</param>
/// <param name="FirstLine">Where their line numbers start.</param>
internal readonly record struct PieceGroup(string Instrument, bool AssignNumbers, bool InLots, byte[] Packed, int Count, int FirstLine);

/// <summary>Trades of a body on their way to being grouped by instrument. The buffers are rented, because a tape passes through here
/// at hundreds of thousands of trades a second.</summary>
internal sealed class TradePiece : IDisposable
{
    private readonly Dictionary<(string Instrument, bool Assign, bool InLots), int> _slots = [];
    private readonly List<(string Instrument, bool Assign, bool InLots)> _keys = [];
    private Trade[] _trades = ArrayPool<Trade>.Shared.Rent(256);
    private (int Slot, int Line)[] _origins = ArrayPool<(int, int)>.Shared.Rent(256);
    private (string Instrument, bool Assign, bool InLots, int Slot) _last = ("", false, false, -1);

    public int Count { get; private set; }

    public void Add(string instrument, bool assign, bool inLots, in Trade trade, int line)
    {
        if (Count == _trades.Length) Grow(ref _trades, Count);
        if (Count == _origins.Length) Grow(ref _origins, Count);
        // Runs of one instrument are common; tickers are interned, so the reference tells.
        if (!ReferenceEquals(_last.Instrument, instrument) || _last.Assign != assign || _last.InLots != inLots) _last = (instrument, assign, inLots, SlotOf((instrument, assign, inLots)));
        _trades[Count] = trade;
        _origins[Count++] = (_last.Slot, line);
    }

    /// <summary>Groups what was added, each group in the order of the body, and starts anew.</summary>
    /// <returns>The groups, and the line numbers of their trades.</returns>
    public (PieceGroup[] Groups, int[] Lines) Take()
    {
        var starts = new int[_keys.Count + 1];
        for (var i = 0; i < Count; i++) starts[_origins[i].Slot + 1]++;
        for (var slot = 0; slot < _keys.Count; slot++) starts[slot + 1] += starts[slot];
        var sorted = ArrayPool<Trade>.Shared.Rent(Count);
        var lines = new int[Count];
        var next = starts.AsSpan(0, _keys.Count).ToArray();
        for (var i = 0; i < Count; i++)
        {
            var at = next[_origins[i].Slot]++;
            sorted[at] = _trades[i];
            lines[at] = _origins[i].Line;
        }

        var groups = new PieceGroup[_keys.Count];
        for (var slot = 0; slot < groups.Length; slot++)
        {
            var count = starts[slot + 1] - starts[slot];
            groups[slot] = new PieceGroup(_keys[slot].Instrument, _keys[slot].Assign, _keys[slot].InLots, TradeCodec.Encode(sorted.AsSpan(starts[slot], count)), count, starts[slot]);
        }

        ArrayPool<Trade>.Shared.Return(sorted);
        _slots.Clear();
        _keys.Clear();
        _last = ("", false, false, -1);
        Count = 0;
        return (groups, lines);
    }

    public void Dispose()
    {
        ArrayPool<Trade>.Shared.Return(_trades);
        ArrayPool<(int, int)>.Shared.Return(_origins);
        _trades = [];
        _origins = [];
    }

    private int SlotOf((string Instrument, bool Assign, bool InLots) key)
    {
        if (_slots.TryGetValue(key, out var slot)) return slot;
        slot = _keys.Count;
        _slots.Add(key, slot);
        _keys.Add(key);
        return slot;
    }

    private static void Grow<T>(ref T[] buffer, int count)
    {
        var larger = ArrayPool<T>.Shared.Rent(count * 2);
        buffer.AsSpan(0, count).CopyTo(larger);
        ArrayPool<T>.Shared.Return(buffer);
        buffer = larger;
    }
}

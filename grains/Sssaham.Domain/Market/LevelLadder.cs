using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sssaham.Domain.Market;

/// <summary>Price levels under construction, sorted by price. Tapes move a tick at a time, so the search starts where it last ended.</summary>
internal sealed class LevelLadder
{
    private PriceLevel[] _levels = new PriceLevel[8];
    private int _count;
    private int _last;

    /// <summary>The level of a price, made when it is new. Valid until the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref PriceLevel At(long price)
    {
        ref var last = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_levels), _last);
        if (_count != 0 && last.Price == price) return ref last;
        return ref Find(price);
    }

    public PriceLevel[] ToArray() => _levels.AsSpan(0, _count).ToArray();

    public void Clear()
    {
        _count = 0;
        _last = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref PriceLevel Find(long price)
    {
        var levels = _levels.AsSpan(0, _count);
        if (_count > 0)
        {
            // The neighbours of the last level, before any search.
            var next = levels[_last].Price < price ? _last + 1 : _last - 1;
            if ((uint)next < (uint)levels.Length && levels[next].Price == price)
            {
                _last = next;
                return ref levels[next];
            }
        }

        int low = 0, high = _count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var at = levels[middle].Price;
            if (at == price)
            {
                _last = middle;
                return ref levels[middle];
            }

            if (at < price) low = middle + 1;
            else high = middle - 1;
        }

        if (_count == _levels.Length) Array.Resize(ref _levels, _count * 2);
        Array.Copy(_levels, low, _levels, low + 1, _count - low);
        _levels[low] = new PriceLevel(price, 0, 0, 0, 0);
        _count++;
        _last = low;
        return ref _levels[low];
    }
}

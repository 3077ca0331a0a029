namespace Sssaham.Domain.Market;

/// <summary>Trades in tape order with room to grow.</summary>
internal sealed class TradeBuffer(Trade[] items, int count)
{
    private Trade[] _items = items;

    public int Count { get; private set; } = count;

    public ReadOnlySpan<Trade> Trades => _items.AsSpan(0, Count);

    public void Clear() => Count = 0;

    /// <summary>Takes a trade that is the last in tape order; others are late.</summary>
    public bool TryAdd(in Trade trade)
    {
        if (Count > 0 && _items[Count - 1].CompareTape(trade) > 0) return false;
        if (Count == _items.Length) Array.Resize(ref _items, Math.Max(8, Count * 2));
        _items[Count++] = trade;
        return true;
    }

    /// <summary>Few trades are late: they are sorted on their own and merged in from the back.</summary>
    public void Merge(List<Trade> late)
    {
        late.Sort(static (a, b) => a.CompareTape(b));
        var total = Count + late.Count;
        if (_items.Length < total) Array.Resize(ref _items, total + (total / 4));
        int to = total - 1, main = Count - 1;
        for (var next = late.Count - 1; next >= 0; to--) _items[to] = main >= 0 && _items[main].CompareTape(late[next]) > 0 ? _items[main--] : late[next--];
        Count = total;
    }
}

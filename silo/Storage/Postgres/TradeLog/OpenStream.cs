namespace Sssaham.Silo.Storage.Postgres.TradeLog;

/// <summary>A stream that this process has taken over.</summary>
/// <param name="epoch">Its epoch.</param>
internal sealed class OpenStream(long epoch)
{
    /// <summary>Bits of a sequence below the epoch: four billion batches between two take-overs.</summary>
    private const int CounterBits = 32;
    private long _given;
    private volatile bool _fenced;

    public long Epoch => epoch;

    /// <summary>Whether appends are refused: another process writes the stream, or nobody knows whether the last batch was stored.</summary>
    public bool IsFenced => _fenced;

    public void Fence() => _fenced = true;

    /// <summary>
    /// The next sequence; asked for by the stream's writer only. The epoch in the upper bits makes every sequence greater than all of
    /// the epochs before without reading them, and none is ever given twice.
    /// </summary>
    public long NextSequence() => (epoch << CounterBits) + ++_given;
}

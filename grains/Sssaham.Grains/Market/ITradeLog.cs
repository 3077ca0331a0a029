namespace Sssaham.Grains.Market;

/// <summary>
/// The durable truth of the tape: batches of accepted trades by stream (an instrument) and trading day. An append is durable when
/// its task completes. Implementations: segment files for one process; PostgreSQL for a cluster.
/// </summary>
public interface ITradeLog
{
    /// <summary>Takes over a stream. Appends under an older epoch are refused from now on, and those that were not are visible to reads
    /// when this completes.</summary>
    /// <param name="stream">Stream name, <c>VENUE:TICKER</c>.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The new epoch, above every one given before.</returns>
    ValueTask<long> OpenAsync(string stream, CancellationToken cancel = default);

    /// <summary>Appends a batch; completes when it is durable. Every failure comes by the task.</summary>
    /// <param name="append">The batch.</param>
    /// <returns>The batch's sequence, above 0 and rising over its stream.</returns>
    /// <exception cref="StaleEpochException">Another activation has taken over the stream, or it must be opened anew because nobody knows
    /// whether a batch before was stored. This batch is not.</exception>
    /// <exception cref="TradeLogException">The batch is not known to be durable (disk full, device error). The caller must not
    /// acknowledge; the batch may or may not be found later.</exception>
    ValueTask<long> AppendAsync(TradeLogAppend append);

    /// <summary>Reads the batches of one stream and day in order of sequence.</summary>
    /// <param name="stream">Stream name.</param>
    /// <param name="day">Trading day.</param>
    /// <param name="after">Only batches with a sequence above this.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The batches. Damaged ones are left out and reported by the log's health.</returns>
    IAsyncEnumerable<TradeLogBatch> ReadAsync(string stream, DateOnly day, long after = 0, CancellationToken cancel = default);

    /// <summary>The days of a stream and the last sequence of each.</summary>
    /// <param name="stream">Stream name.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Days by rising date.</returns>
    ValueTask<IReadOnlyList<TradeLogDay>> DaysAsync(string stream, CancellationToken cancel = default);

    /// <summary>All streams that the log holds.</summary>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Stream names with their newest day, in no order.</returns>
    ValueTask<IReadOnlyList<TradeLogStream>> StreamsAsync(CancellationToken cancel = default);
}

/// <summary>A batch to append.</summary>
/// <param name="Stream">Stream name.</param>
/// <param name="Epoch">Epoch from <see cref="ITradeLog.OpenAsync"/>.</param>
/// <param name="Day">Trading day of all its trades.</param>
/// <param name="Count">Number of trades.</param>
/// <param name="Packed">The trades as <see cref="Domain.Market.TradeCodec"/> packs them. Not changed after the call.</param>
public readonly record struct TradeLogAppend(string Stream, long Epoch, DateOnly Day, int Count, ReadOnlyMemory<byte> Packed);

/// <summary>A batch read back.</summary>
/// <param name="Sequence">Its sequence.</param>
/// <param name="Count">Number of trades.</param>
/// <param name="Packed">The trades as <see cref="Domain.Market.TradeCodec"/> packs them.</param>
public readonly record struct TradeLogBatch(long Sequence, int Count, ReadOnlyMemory<byte> Packed);

/// <summary>A day of a stream.</summary>
/// <param name="Day">Trading day.</param>
/// <param name="LastSequence">Sequence of its last batch.</param>
public readonly record struct TradeLogDay(DateOnly Day, long LastSequence);

/// <summary>A stream of the log.</summary>
/// <param name="Name">Stream name.</param>
/// <param name="LastDay">Newest trading day with a batch.</param>
public readonly record struct TradeLogStream(string Name, DateOnly LastDay);

/// <summary>The log cannot make batches durable now.</summary>
/// <param name="message">What failed.</param>
/// <param name="inner">The cause.</param>
[GenerateSerializer]
[Alias("Sssaham.TradeLogException")]
public sealed class TradeLogException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>The writer was replaced by a newer activation of the same instrument.</summary>
/// <param name="stream">Stream name.</param>
/// <param name="epoch">The stale epoch.</param>
[GenerateSerializer]
[Alias("Sssaham.StaleEpochException")]
public sealed class StaleEpochException(string stream, long epoch) : InvalidOperationException($"Epoch {epoch} of '{stream}' is stale: another activation writes it.");

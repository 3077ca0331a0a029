using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Sssaham.Grains.Market;

namespace Sssaham.Silo.Storage.Postgres.TradeLog;

/// <summary>
/// A log in PostgreSQL, written by any number of processes: the epoch of a stream, a row, says who may. A batch that nobody knows to
/// be stored, because the connection broke at the commit, fences its stream: appends are refused as stale until it is opened
/// anew, and whoever opens it waits for the transaction to end and then reads what is true.
/// </summary>
public sealed partial class PostgresTradeLog : ITradeLog, IAsyncDisposable
{
    private const int MaxBatchBytes = 64 << 20;

    /// <summary>Batches read at once: up to about 1 MB as they usually are.</summary>
    private const int PageBatches = 256;
    private readonly PostgresDatabase _database;
    private readonly LogTables _tables;
    private readonly ILogger<PostgresTradeLog> _logger;
    private readonly long _queueBytes;
    private readonly LogWriter[] _writers;
    private readonly ConcurrentDictionary<string, OpenStream> _streams = new(StringComparer.Ordinal);
    private long _waitingBytes;
    private volatile string? _fault;
    private long _faultedAt;

    /// <summary>Starts the log's writers; connects when it is first used.</summary>
    /// <param name="database">The database, which the migrations were applied to.</param>
    /// <param name="options">Settings.</param>
    /// <param name="tables">Which log.</param>
    /// <param name="writers">Transactions under way at once.</param>
    /// <param name="logger">For faults.</param>
    internal PostgresTradeLog(PostgresDatabase database, PostgresOptions options, LogTables tables, int writers, ILogger<PostgresTradeLog> logger)
    {
        _database = database;
        _tables = tables;
        _logger = logger;
        _queueBytes = options.QueueBytes;
        var days = new LogDays(database.Source, tables);
        _writers = [.. Enumerable.Range(0, writers).Select(_ => new LogWriter(database.Source, tables, days, options, Leaves, Wrote))];
    }

    /// <summary>Why the last transaction failed; null while the log accepts batches.</summary>
    public string? Fault => _fault;

    /// <summary>How long ago that was.</summary>
    public TimeSpan FaultAge => Stopwatch.GetElapsedTime(Interlocked.Read(ref _faultedAt));

    /// <inheritdoc/>
    public async ValueTask<long> OpenAsync(string stream, CancellationToken cancel = default)
    {
        var epochs = await _database.QueryAsync(r => r.GetInt64(0), _tables.Open, [stream], cancel);
        var opened = new OpenStream(epochs[0]);
        _streams.AddOrUpdate(stream, opened, (_, known) => known.Epoch > opened.Epoch ? known : opened);
        return opened.Epoch;
    }

    /// <inheritdoc/>
    public ValueTask<long> AppendAsync(TradeLogAppend append)
    {
        if (append.Packed.Length > MaxBatchBytes) return ValueTask.FromException<long>(new ArgumentException("The batch is too large.", nameof(append)));
        if (!_streams.TryGetValue(append.Stream, out var stream) || stream.Epoch != append.Epoch || stream.IsFenced)
            return ValueTask.FromException<long>(new StaleEpochException(append.Stream, append.Epoch));
        var waiting = Interlocked.Add(ref _waitingBytes, append.Packed.Length);
        if (waiting > _queueBytes && waiting > append.Packed.Length)
        {
            Interlocked.Add(ref _waitingBytes, -append.Packed.Length);
            if (_tables.IsChained) stream.Fence();
            return ValueTask.FromException<long>(new TradeLogException("The database is too slow: too many batches wait for it."));
        }

        var pending = new PendingAppend(append, stream);
        var writer = _writers[(uint)string.GetHashCode(append.Stream, StringComparison.Ordinal) % (uint)_writers.Length];
        if (writer.TryAdd(pending)) return new ValueTask<long>(pending.Task);
        Leaves(pending);
        return ValueTask.FromException<long>(new ObjectDisposedException(nameof(PostgresTradeLog)));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<TradeLogBatch> ReadAsync(string stream, DateOnly day, long after = 0, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        // Page by page, so that no connection is held by a reader that is slow, or that asks for something else on the way.
        while (true)
        {
            var page = await _database.QueryAsync(r => new TradeLogBatch(r.GetInt64(0), r.GetInt32(1), r.GetFieldValue<byte[]>(2)), _tables.Read, [stream, day, after, PageBatches], cancel);
            foreach (var batch in page) yield return batch;
            if (page.Count < PageBatches) yield break;
            after = page[^1].Sequence;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<TradeLogDay>> DaysAsync(string stream, CancellationToken cancel = default) =>
        await _database.QueryAsync(r => new TradeLogDay(r.GetFieldValue<DateOnly>(0), r.GetInt64(1)), _tables.Days, [stream], cancel);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<TradeLogStream>> StreamsAsync(CancellationToken cancel = default) =>
        await _database.QueryAsync(r => new TradeLogStream(r.GetString(0), r.GetFieldValue<DateOnly>(1)), _tables.Streams, [], cancel);

    /// <summary>Writes what waits and ends the writers.</summary>
    /// <returns>When all is written or has failed.</returns>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_writers.Select(w => w.CloseAsync()));

    private void Leaves(PendingAppend pending) => Interlocked.Add(ref _waitingBytes, -pending.Append.Packed.Length);

    private void Wrote(Exception? failure)
    {
        if (failure is not null) Interlocked.Exchange(ref _faultedAt, Stopwatch.GetTimestamp());
        _fault = failure?.Message;
        if (failure is not null) LogFailed(_logger, failure);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Batches could not be written to the database")]
    private static partial void LogFailed(ILogger logger, Exception cause);
}

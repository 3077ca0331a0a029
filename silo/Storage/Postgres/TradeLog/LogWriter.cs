using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;
using Sssaham.Grains.Market;

namespace Sssaham.Silo.Storage.Postgres.TradeLog;

/// <summary>
/// Writes the batches of its streams: whatever waits goes into one transaction (group commit) of one round trip, and only one is under way, so
/// the batches of a stream become visible in the order of their sequences.
/// </summary>
internal sealed class LogWriter
{
    private const string StatementCompletionUnknown = "40003";

    /// <summary>
    /// For this transaction only, whatever the server's or the role's defaults are: the commit waits for the disk, and a statement that stands still is
    /// ended by the server.
    /// </summary>
    private const string Settings = """
        SELECT set_config('synchronous_commit', CASE WHEN current_setting('synchronous_commit') IN ('off', 'local', 'remote_write') THEN 'on' ELSE current_setting('synchronous_commit') END, true),
            set_config('statement_timeout', $1, true)
        """;

    private readonly NpgsqlDataSource _source;
    private readonly LogTables _tables;
    private readonly LogDays _days;
    private readonly int _groupBytes;
    private readonly string _timeout;
    private readonly Action<PendingAppend> _leaves;
    private readonly Action<Exception?> _wrote;
    private readonly Channel<PendingAppend> _queue = Channel.CreateUnbounded<PendingAppend>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _loop;

    /// <summary>Starts the writer.</summary>
    /// <param name="source">The database.</param>
    /// <param name="tables">The log's statements.</param>
    /// <param name="days">The log's days.</param>
    /// <param name="options">Settings.</param>
    /// <param name="leaves">Told of every batch that no longer waits.</param>
    /// <param name="wrote">Told how each transaction ended: null when it is durable.</param>
    public LogWriter(NpgsqlDataSource source, LogTables tables, LogDays days, PostgresOptions options, Action<PendingAppend> leaves, Action<Exception?> wrote)
    {
        _source = source;
        _tables = tables;
        _days = days;
        _groupBytes = options.GroupBytes;
        _timeout = ((long)options.WriterTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        _leaves = leaves;
        _wrote = wrote;
        _loop = Task.Run(WriteAsync);
    }

    /// <summary>Lets a batch wait.</summary>
    /// <returns>False when the writer is closing.</returns>
    public bool TryAdd(PendingAppend pending) => _queue.Writer.TryWrite(pending);

    /// <summary>Writes what waits and ends.</summary>
    public Task CloseAsync()
    {
        _queue.Writer.TryComplete();
        return _loop;
    }

    private async Task WriteAsync()
    {
        var group = new List<PendingAppend>();
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            for (long bytes = 0; bytes < _groupBytes && _queue.Reader.TryRead(out var pending); bytes += pending.Append.Packed.Length)
            {
                _leaves(pending);
                if (pending.Stream.IsFenced) pending.Refuse();
                else group.Add(pending);
            }

            if (group.Count > 0) await WriteAsync(group).ConfigureAwait(false);
            group.Clear();
        }
    }

    private async Task WriteAsync(List<PendingAppend> group)
    {
        var isSent = false;
        try
        {
            var started = Stopwatch.GetTimestamp();
            await _days.AddPartitionsAsync(group.Select(p => p.Append.Day)).ConfigureAwait(false);
            await using var connection = await _source.OpenConnectionAsync().ConfigureAwait(false);
            await using var batch = new NpgsqlBatch(connection);
            var days = _days.Unknown(group);
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Settings) { Parameters = { new NpgsqlParameter { Value = _timeout } } });
            batch.BatchCommands.Add(Adding(group, days.Count > 0 ? _tables.AddWithDays : _tables.Add));
            await batch.PrepareAsync().ConfigureAwait(false);
            isSent = true;
            var added = await AddAsync(batch).ConfigureAwait(false);
            isSent = false;
            MarketMetrics.Synced(_tables.Name, Stopwatch.GetElapsedTime(started), added.Count);
            // A day of a batch that was refused is not noted.
            if (added.Count == group.Count) _days.Remember(days);
            _wrote(null);
            foreach (var pending in group) Answer(pending, added);
        }
#pragma warning disable CA1031 // Whatever it was: whoever waits must be told, and the writer goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(group, e, unknown: isSent && !IsRolledBack(e));
        }
    }

    private static NpgsqlBatchCommand Adding(List<PendingAppend> group, string statement)
    {
        foreach (var pending in group) pending.Sequence = pending.Stream.NextSequence();
        return new NpgsqlBatchCommand(statement)
        {
            Parameters =
            {
                Array(NpgsqlDbType.Text, p => p.Append.Stream),
                Array(NpgsqlDbType.Date, p => p.Append.Day),
                Array(NpgsqlDbType.Bigint, p => p.Sequence),
                Array(NpgsqlDbType.Integer, p => p.Append.Count),
                Array(NpgsqlDbType.Bytea, p => p.Append.Packed),
                Array(NpgsqlDbType.Bigint, p => p.Append.Epoch),
            },
        };

        NpgsqlParameter Array<T>(NpgsqlDbType type, Func<PendingAppend, T> value) => new() { Value = group.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
    }

    /// <summary>All of a batch is one transaction: it is durable when the last answer is there.</summary>
    /// <returns>What was added, by stream and sequence.</returns>
    private static async Task<HashSet<(string, long)>> AddAsync(NpgsqlBatch batch)
    {
        var added = new HashSet<(string, long)>();
        await using var reader = await batch.ExecuteReaderAsync().ConfigureAwait(false);
        await reader.NextResultAsync().ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false)) added.Add((reader.GetString(0), reader.GetInt64(1)));
        // The commit's own failure comes here.
        await reader.NextResultAsync().ConfigureAwait(false);
        return added;
    }

    /// <summary>A batch that was left out has an epoch that is no longer its stream's.</summary>
    private static void Answer(PendingAppend pending, HashSet<(string, long)> added)
    {
        if (added.Contains((pending.Append.Stream, pending.Sequence)))
        {
            pending.SetResult(pending.Sequence);
            return;
        }

        pending.Stream.Fence();
        pending.Refuse();
    }

    private void Fail(List<PendingAppend> group, Exception cause, bool unknown)
    {
        MarketMetrics.LogFailed(_tables.Name);
        _days.Forget();
        _wrote(cause);
        var error = new TradeLogException(
            unknown ? $"Nobody knows whether the database has the batch: {cause.Message} The stream must be opened anew." : $"The database cannot store the batch: {cause.Message}",
            cause);
        foreach (var pending in group)
        {
            // First of all: the caller may append again as soon as it is told.
            if (unknown || _tables.IsChained) pending.Stream.Fence();
            pending.TrySetException(error);
        }
    }

    /// <summary>Whether the server itself said that a commit did not happen. A session that it ends may have committed before.</summary>
    private static bool IsRolledBack(Exception e) => e is PostgresException { InvariantSeverity: "ERROR", SqlState: not StatementCompletionUnknown };
}

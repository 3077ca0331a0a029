using Npgsql;
using Sssaham.Grains.Operations;

namespace Sssaham.Silo.Storage.Postgres;

/// <summary>
/// What the database keeps by day. A day goes in one transaction, with its notes. Dropping a partition locks its table: whoever writes
/// waits for it, so the wait for those who read the table is bounded, and tried again.
/// </summary>
/// <param name="database">The database.</param>
public sealed class PostgresRetainedDays(PostgresDatabase database) : IRetainedDays
{
    private const string Summaries = "broker_summary_raw";
    private const int Tries = 5;
    private const string LockTimeout = "SELECT set_config('lock_timeout', '2s', true)";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private static readonly (RetainedPart Part, string Name)[] Tables =
    [
        (RetainedPart.Trades, "trade_log"), (RetainedPart.Footprints, "footprint_consolidate"),
        (RetainedPart.Tables, "daily_features"), (RetainedPart.Tables, "broker_flow_daily"), (RetainedPart.Tables, "signals"),
    ];

    private const string Incomplete = """
        SELECT d.stream FROM trade_log_days d LEFT JOIN footprint_complete c ON c.day = d.day AND c.venue || ':' || c.ticker = d.stream
        WHERE d.day = $1 AND coalesce(c.sequence, -1) < (SELECT max(t.sequence) FROM trade_log t WHERE t.stream = d.stream AND t.day = d.day)
        ORDER BY 1
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RetainedDay>> ListAsync(DateOnly before, CancellationToken cancel)
    {
        var days = new List<RetainedDay>();
        foreach (var (part, name) in Tables)
        {
            days.AddRange(await database.QueryAsync(
                r => new RetainedDay(r.GetFieldValue<DateOnly>(0), part, name, r.GetInt64(1), r.GetInt64(2)), "SELECT of_day, row_count, byte_count FROM sssaham_days($1, $2)", [name, before], cancel));
        }

        days.AddRange(await database.QueryAsync(
            r => new RetainedDay(r.GetFieldValue<DateOnly>(0), RetainedPart.Summaries, Summaries, r.GetInt64(1), r.GetInt64(2)),
            $"SELECT day, count(*), sum(pg_column_size(file))::bigint FROM {Summaries} WHERE settled AND day < $1 GROUP BY day",
            [before],
            cancel));
        return [.. days.OrderBy(d => d.Day)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> IncompleteAsync(DateOnly day, CancellationToken cancel) => await database.QueryAsync(r => r.GetString(0), Incomplete, [day], cancel);

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(DateOnly day, IReadOnlyCollection<RetainedPart> parts, CancellationToken cancel)
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                return await database.RunAsync(connection => DeleteAsync(connection, day, parts, cancel), cancel);
            }
            catch (IOException e) when (tried < Tries && e.InnerException is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected })
            {
                await Task.Delay(Pause, cancel);
            }
        }
    }

    private static async Task<bool> DeleteAsync(NpgsqlConnection connection, DateOnly day, IReadOnlyCollection<RetainedPart> parts, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await ExecuteAsync(LockTimeout).ConfigureAwait(false);
        if (parts.Contains(RetainedPart.Trades) && !parts.Contains(RetainedPart.Footprints))
        {
            // No batch comes between looking and deleting.
            await ExecuteAsync("LOCK TABLE trade_log IN SHARE ROW EXCLUSIVE MODE").ConfigureAwait(false);
            await using var look = PostgresDatabase.Command(connection, Incomplete, day);
            if (await look.ExecuteScalarAsync(cancel).ConfigureAwait(false) is not null) return false;
        }

        foreach (var (part, name) in Tables.Where(t => parts.Contains(t.Part)))
        {
            await ExecuteAsync("SELECT sssaham_drop_day($1, $2)", name, day).ConfigureAwait(false);
            if (part == RetainedPart.Tables)
                await ExecuteAsync("INSERT INTO table_floor AS f (name, first_day) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET first_day = greatest(f.first_day, EXCLUDED.first_day)", name, day.AddDays(1)).ConfigureAwait(false);
        }

        if (parts.Contains(RetainedPart.Trades)) await ExecuteAsync("DELETE FROM trade_log_days WHERE day = $1", day).ConfigureAwait(false);
        if (parts.Contains(RetainedPart.Footprints)) await ExecuteAsync("DELETE FROM footprint_complete WHERE day = $1", day).ConfigureAwait(false);
        if (parts.Contains(RetainedPart.Summaries)) await ExecuteAsync($"DELETE FROM {Summaries} WHERE day = $1 AND settled", day).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
        return true;

        async Task ExecuteAsync(string sql, params object[] values)
        {
            await using var command = PostgresDatabase.Command(connection, sql, values);
            await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        }
    }
}

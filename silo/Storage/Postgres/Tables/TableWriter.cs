using Npgsql;
using NpgsqlTypes;

namespace Sssaham.Silo.Storage.Postgres.Tables;

/// <summary>
/// Merges rows into the read tables: staged by COPY, merged by key, and the progress of the source in the same transaction. So whatever
/// ends it in the middle, it is repeated with the same result.
/// </summary>
/// <param name="database">The database.</param>
internal sealed class TableWriter(PostgresDatabase database)
{
    /// <summary>Reads how far a projection is.</summary>
    /// <returns>The progress; at <see cref="TableProgress.None"/> for a source that is new.</returns>
    public async Task<TableProgress> ProgressAsync(string projection, string source, CancellationToken cancel)
    {
        var found = await database.QueryAsync(
            r => new TableProgress(projection, source, r.GetInt64(0), r.IsDBNull(1) ? null : r.GetFieldValue<byte[]>(1)),
            "SELECT position, state FROM table_progress WHERE projection = $1 AND source = $2",
            [projection, source],
            cancel);
        return found.Count == 0 ? new TableProgress(projection, source, TableProgress.None) : found[0];
    }

    /// <summary>The first day that a table keeps; what is before was deleted on purpose.</summary>
    public async Task<DateOnly> FloorAsync(string table, CancellationToken cancel)
    {
        var found = await database.QueryAsync(r => r.GetFieldValue<DateOnly>(0), "SELECT first_day FROM table_floor WHERE name = $1", [table], cancel);
        return found.Count == 0 ? DateOnly.MinValue : found[0];
    }

    /// <summary>Merges rows and moves the progress, all or nothing.</summary>
    /// <param name="changes">The rows.</param>
    /// <param name="from">The progress that the rows were made from; null when there is none to keep.</param>
    /// <param name="to">The progress afterwards.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="also">A further statement of the same transaction.</param>
    /// <returns>Rows that were inserted, changed or deleted.</returns>
    /// <exception cref="IOException">The database is not there or refused it, or another process has moved the progress: nothing is changed.</exception>
    public async Task<int> MergeAsync(IReadOnlyList<TableChange> changes, TableProgress? from, TableProgress? to, CancellationToken cancel, NpgsqlBatchCommand? also = null) => await database.RunAsync(
        async connection =>
        {
            // Before the transaction, which would keep others from making days.
            foreach (var change in changes) await AddDaysAsync(connection, change, cancel).ConfigureAwait(false);
            await using var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
            if (from is not null && to is not null) await MoveAsync(connection, from, to, cancel).ConfigureAwait(false);
            var changed = 0;
            foreach (var change in changes) changed += await MergeAsync(connection, change, cancel).ConfigureAwait(false);
            if (also is not null)
            {
                await using var batch = new NpgsqlBatch(connection) { BatchCommands = { also } };
                await batch.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancel).ConfigureAwait(false);
            return changed;
        },
        cancel).ConfigureAwait(false);

    private static async Task AddDaysAsync(NpgsqlConnection connection, TableChange change, CancellationToken cancel)
    {
        var column = change.Table.Columns.Select(c => c.Name).ToList().IndexOf(ReadTable.Day);
        if (column < 0) return;
        foreach (var day in change.Rows.Select(r => (DateOnly)r[column]!).Distinct().Order())
        {
            // Each in a transaction of its own: none keeps a lock while it waits for the next.
            await using var add = PostgresDatabase.Command(connection, "SELECT sssaham_add_table_day($1, $2)", change.Table.Name, day);
            await add.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Whoever read the sources from another place than the rows now stand at must not write: two projections may run for moments.</summary>
    private static async Task MoveAsync(NpgsqlConnection connection, TableProgress from, TableProgress to, CancellationToken cancel)
    {
        const string Add = "INSERT INTO table_progress (projection, source, position, state) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        const string Move = "UPDATE table_progress SET position = $3, state = $4 WHERE projection = $1 AND source = $2 AND position = $5";
        await using var command = PostgresDatabase.Command(connection, from.Position == TableProgress.None ? Add : Move, to.Projection, to.Source, to.Position);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)to.State ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
        if (from.Position != TableProgress.None) command.Parameters.Add(new NpgsqlParameter { Value = from.Position });
        if (await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false) != 1) throw new IOException($"The projection '{to.Projection}' of '{to.Source}' was moved on by another process.");
    }

    private static async Task<int> MergeAsync(NpgsqlConnection connection, TableChange change, CancellationToken cancel)
    {
        var table = change.Table;
        await using (var stage = PostgresDatabase.Command(connection, table.MakeStage)) await stage.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        await using (var copy = await connection.BeginBinaryImportAsync(table.Copy, cancel).ConfigureAwait(false))
        {
            foreach (var row in change.Rows)
            {
                await copy.StartRowAsync(cancel).ConfigureAwait(false);
                for (var i = 0; i < row.Length; i++)
                {
                    if (row[i] is { } value) await copy.WriteAsync(value, table.Columns[i].Type, cancel).ConfigureAwait(false);
                    else await copy.WriteNullAsync(cancel).ConfigureAwait(false);
                }
            }

            await copy.CompleteAsync(cancel).ConfigureAwait(false);
        }

        var changed = 0;
        if (change.Scope is { } scope)
        {
            await using var delete = PostgresDatabase.Command(connection, table.DeleteOthers(scope), change.ScopeValues);
            changed += await delete.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        }

        await using var merge = PostgresDatabase.Command(connection, table.Merge);
        changed += await merge.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        return changed;
    }
}

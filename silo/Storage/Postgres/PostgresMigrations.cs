using Npgsql;

namespace Sssaham.Silo.Storage.Postgres;

/// <summary>
/// Brings a database to the tables that this version needs. Safe to run twice and by two at once. Scripts of a later version than this
/// one are left alone: during an upgrade both run side by side.
/// </summary>
public static class PostgresMigrations
{
    /// <summary>Key of the advisory lock that one migration at a time holds.</summary>
    private const long LockKey = 0x5353_5341_4841_4D01;

    private const string Table = """
        CREATE TABLE IF NOT EXISTS sssaham_migrations
        (
            version integer PRIMARY KEY,
            name text NOT NULL,
            checksum text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now()
        )
        """;

    /// <summary>Applies what is missing, each script in a transaction of its own.</summary>
    /// <param name="source">The database.</param>
    /// <param name="cancel">Gives up between two scripts.</param>
    /// <returns>Names of the scripts applied now.</returns>
    /// <exception cref="MigrationException">A script failed, or one that was applied has another content now.</exception>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public static Task<IReadOnlyList<string>> ApplyAsync(NpgsqlDataSource source, CancellationToken cancel = default) => ApplyAsync(source, MigrationScript.All, cancel);

    /// <summary>Names of the scripts that are not applied yet.</summary>
    /// <param name="source">The database.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Names in order; none when the database is ready.</returns>
    /// <exception cref="MigrationException">A script that was applied has another content now.</exception>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public static async Task<IReadOnlyList<string>> PendingAsync(NpgsqlDataSource source, CancellationToken cancel = default)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var find = new NpgsqlCommand("SELECT to_regclass('sssaham_migrations') IS NOT NULL", connection);
        if (await find.ExecuteScalarAsync(cancel) is not true) return [.. MigrationScript.All.Select(s => s.Name)];
        var pending = new List<string>();
        foreach (var script in MigrationScript.All)
        {
            if (!await IsAppliedAsync(connection, script, script.Read().Checksum, cancel)) pending.Add(script.Name);
        }

        return pending;
    }

    internal static async Task<IReadOnlyList<string>> ApplyAsync(NpgsqlDataSource source, IReadOnlyList<MigrationScript> scripts, CancellationToken cancel)
    {
        var applied = new List<string>();
        await using var connection = await source.OpenConnectionAsync(cancel);
        foreach (var script in scripts)
        {
            cancel.ThrowIfCancellationRequested();
            if (await ApplyAsync(connection, script)) applied.Add(script.Name);
        }

        return applied;
    }

    private static async Task<bool> ApplyAsync(NpgsqlConnection connection, MigrationScript script)
    {
        var (sql, checksum) = script.Read();
        await using var transaction = await connection.BeginTransactionAsync();
        // However long another migration, or a script, takes.
        await using (var start = new NpgsqlBatch(connection) { Timeout = 0 })
        {
            // Held until the transaction ends, however it ends.
            start.BatchCommands.Add(new NpgsqlBatchCommand("SELECT pg_advisory_xact_lock($1)") { Parameters = { new NpgsqlParameter { Value = LockKey } } });
            start.BatchCommands.Add(new NpgsqlBatchCommand(Table));
            await start.ExecuteNonQueryAsync();
        }

        if (await IsAppliedAsync(connection, script, checksum, CancellationToken.None)) return false;
        try
        {
#pragma warning disable CA2100 // The scripts are part of this assembly.
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }
        catch (PostgresException e)
        {
            throw new MigrationException($"The migration {script.Version} '{script.Name}' failed: {e.MessageText}", e);
        }

        await using var note = PostgresDatabase.Command(connection, "INSERT INTO sssaham_migrations (version, name, checksum) VALUES ($1, $2, $3)", script.Version, script.Name, checksum);
        await note.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return true;
    }

    private static async Task<bool> IsAppliedAsync(NpgsqlConnection connection, MigrationScript script, string checksum, CancellationToken cancel)
    {
        await using var find = PostgresDatabase.Command(connection, "SELECT checksum FROM sssaham_migrations WHERE version = $1", script.Version);
        if (await find.ExecuteScalarAsync(cancel) is not string known) return false;
        return known == checksum ? true : throw new MigrationException($"The migration {script.Version} '{script.Name}' was applied with another content: an applied script must not change.");
    }
}

/// <summary>The database cannot be brought to what this version needs; the message is for the operator.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="inner">The cause.</param>
public sealed class MigrationException(string message, Exception? inner = null) : Exception(message, inner);

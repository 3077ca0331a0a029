using Npgsql;
using NpgsqlTypes;
using Sssaham.Domain.Identity;
using Sssaham.Grains.Identity;

namespace Sssaham.Silo.Storage.Postgres;

/// <summary>The audit log as rows of <c>audit_log</c>; the primary key keeps a second writer out.</summary>
/// <param name="database">The database.</param>
public sealed class PostgresAuditStore(PostgresDatabase database) : IAuditStore
{
    private const string Insert = """
        INSERT INTO audit_log (number, time_us, who, user_id, key_id, address, action, target, outcome, previous, hash)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    /// <inheritdoc/>
    public async Task<AuditHead> HeadAsync()
    {
        var last = await database.QueryAsync(r => new AuditHead(r.GetInt64(0), r.GetFieldValue<byte[]>(1)), "SELECT number, hash FROM audit_log ORDER BY number DESC LIMIT 1", []);
        return last.Count == 0 ? AuditHead.Empty : last[0];
    }

    /// <inheritdoc/>
    public Task AppendAsync(IReadOnlyList<AuditEntry> entries) => database.RunAsync(async connection =>
    {
        await using var command = PostgresDatabase.Command(connection, Insert);
        Add(command, NpgsqlDbType.Bigint, entries.Select(e => e.Number));
        Add(command, NpgsqlDbType.Bigint, entries.Select(e => e.Record.TimeUs));
        Add(command, NpgsqlDbType.Text, entries.Select(e => e.Record.Who));
        Add(command, NpgsqlDbType.Text, entries.Select(e => e.Record.UserId));
        Add(command, NpgsqlDbType.Text, entries.Select(e => e.Record.KeyId));
        Add(command, NpgsqlDbType.Text, entries.Select(e => e.Record.Address));
        Add(command, NpgsqlDbType.Text, entries.Select(e => e.Record.Action));
        Add(command, NpgsqlDbType.Text, entries.Select(e => e.Record.Target));
        Add(command, NpgsqlDbType.Text, entries.Select(e => e.Record.Outcome));
        Add(command, NpgsqlDbType.Bytea, entries.Select(e => e.Previous));
        Add(command, NpgsqlDbType.Bytea, entries.Select(e => e.Hash));
        return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    });

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AuditEntry>> ReadAsync(long first, int count) => await database.QueryAsync(
        r => new AuditEntry(
            r.GetInt64(0),
            new AuditRecord(r.GetInt64(1), r.GetString(2), Text(r, 3), Text(r, 4), Text(r, 5), r.GetString(6), r.GetString(7), r.GetString(8)),
            r.GetFieldValue<byte[]>(9),
            r.GetFieldValue<byte[]>(10)),
        "SELECT number, time_us, who, user_id, key_id, address, action, target, outcome, previous, hash FROM audit_log WHERE number >= $1 ORDER BY number LIMIT $2",
        [first, (long)count]);

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static void Add<T>(NpgsqlCommand command, NpgsqlDbType type, IEnumerable<T> values) => command.Parameters.Add(new NpgsqlParameter { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
}

using Sssaham.Silo.Storage.Postgres;

namespace Sssaham.Postgres.Tests.Tables;

/// <summary>What the tables hold, as text that can be compared.</summary>
internal static class TableRows
{
    /// <summary>All rows of a table in the order of their text.</summary>
    public static Task<List<string>> RowsAsync(this PostgresDatabase database, string table) =>
        database.QueryAsync(r => r.GetString(0), $"SELECT to_jsonb(t)::text FROM {table} t ORDER BY 1", []);

    /// <summary>How often each row was written: changes whenever a row is written again.</summary>
    public static Task<List<string>> VersionsAsync(this PostgresDatabase database, string table) =>
        database.QueryAsync(r => r.GetString(0), $"SELECT t.xmin::text || ' ' || to_jsonb(t)::text FROM {table} t ORDER BY to_jsonb(t)::text", []);

    /// <summary>Takes all rows out of tables.</summary>
    public static Task EmptyAsync(this PostgresDatabase database, params string[] tables) => database.ExecuteAsync($"TRUNCATE {string.Join(", ", tables)}");
}

using NpgsqlTypes;

namespace Sssaham.Silo.Storage.Postgres.Tables;

/// <summary>A column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
internal readonly record struct Column(string Name, NpgsqlDbType Type);

/// <summary>A table that projections merge rows into, and the statements for it. A row is an array of values in the order of the columns.</summary>
internal sealed class ReadTable
{
    /// <summary>Name of the column that a table is partitioned by.</summary>
    public const string Day = "day";

    private readonly string _key;

    /// <summary>Describes a table, or those of its columns that one projection writes.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="key">Names of the key's columns.</param>
    /// <param name="columns">All columns that are written, those of the key among them.</param>
    public ReadTable(string name, string[] key, params Column[] columns)
    {
        (Name, Columns) = (name, columns);
        _key = string.Join(", ", key);
        Stage = $"pg_temp.stage_{name}";
        var all = string.Join(", ", columns.Select(c => c.Name));
        var rest = columns.Select(c => c.Name).Except(key).ToList();
        // Kept with the connection: making one for every merge would bloat the system's tables.
        MakeStage = $"CREATE TEMPORARY TABLE IF NOT EXISTS stage_{name} (LIKE {name}) ON COMMIT DELETE ROWS";
        Copy = $"COPY {Stage} ({all}) FROM STDIN (FORMAT BINARY)";
        // In order, so that two that write the same rows wait for each other and not both. What is the same already is not written again.
        Merge = $"""
            INSERT INTO {name} AS t ({all})
            SELECT {all} FROM {Stage} ORDER BY {_key}
            ON CONFLICT ({_key}) DO UPDATE SET {string.Join(", ", rest.Select(c => $"{c} = EXCLUDED.{c}"))}
            WHERE ({string.Join(", ", rest.Select(c => $"t.{c}"))}) IS DISTINCT FROM ({string.Join(", ", rest.Select(c => $"EXCLUDED.{c}"))})
            """;
    }

    /// <summary>Name of the table.</summary>
    public string Name { get; }

    /// <summary>The columns that are written.</summary>
    public IReadOnlyList<Column> Columns { get; }

    public string Stage { get; }

    public string MakeStage { get; }

    public string Copy { get; }

    public string Merge { get; }

    /// <summary>Deletes the rows of a scope that were not staged.</summary>
    /// <param name="scope">A condition on <c>t</c>.</param>
    /// <returns>The statement.</returns>
    public string DeleteOthers(string scope) => $"DELETE FROM {Name} t WHERE {scope} AND NOT EXISTS (SELECT FROM {Stage} s WHERE ({Of("s")}) = ({Of("t")}))";

    private string Of(string alias) => string.Join(", ", _key.Split(", ").Select(c => $"{alias}.{c}"));
}

using System.Globalization;
using Sssaham.Silo.Identity;

namespace Sssaham.Silo.Storage.Postgres;

/// <summary>Keys of data protection as rows of <c>data_protection_keys</c>: every process of the cluster reads what another one encrypted.</summary>
/// <param name="database">The database.</param>
public sealed class PostgresKeyStore(PostgresDatabase database) : IKeyStore
{
    /// <inheritdoc/>
    public IReadOnlyList<StoredKey> Read()
    {
        using var connection = database.Source.OpenConnection();
        using var command = PostgresDatabase.Command(connection, "SELECT id, xml FROM data_protection_keys ORDER BY id");
        using var reader = command.ExecuteReader();
        var keys = new List<StoredKey>();
        while (reader.Read()) keys.Add(new StoredKey(reader.GetInt64(0).ToString(CultureInfo.InvariantCulture), reader.GetString(1)));
        return keys;
    }

    /// <inheritdoc/>
    public void Add(string name, string xml)
    {
        using var connection = database.Source.OpenConnection();
        using var command = PostgresDatabase.Command(connection, "INSERT INTO data_protection_keys (name, xml) VALUES ($1, $2)", name, xml);
        command.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public void Replace(StoredKey key, string xml)
    {
        using var connection = database.Source.OpenConnection();
        using var command = PostgresDatabase.Command(connection, "UPDATE data_protection_keys SET xml = $3 WHERE id = $1 AND xml = $2", long.Parse(key.Id, CultureInfo.InvariantCulture), key.Xml, xml);
        command.ExecuteNonQuery();
    }
}

using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Sssaham.Silo.Storage.Postgres;

/// <summary>Keys of data protection as rows of <c>data_protection_keys</c>: every process of the cluster reads what another one encrypted.</summary>
/// <param name="database">The database.</param>
public sealed class PostgresKeyRepository(PostgresDatabase database) : IXmlRepository
{
    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = database.Source.OpenConnection();
        using var command = PostgresDatabase.Command(connection, "SELECT xml FROM data_protection_keys ORDER BY id");
        using var reader = command.ExecuteReader();
        var elements = new List<XElement>();
        while (reader.Read()) elements.Add(XElement.Parse(reader.GetString(0)));
        return elements;
    }

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        using var connection = database.Source.OpenConnection();
        using var command = PostgresDatabase.Command(connection, "INSERT INTO data_protection_keys (name, xml) VALUES ($1, $2)", friendlyName, element.ToString(SaveOptions.DisableFormatting));
        command.ExecuteNonQuery();
    }
}

using Sssaham.Grains.Operations;

namespace Sssaham.Silo.Storage.Postgres;

/// <summary>Writes a row: a database that is full, read-only or a standby cannot.</summary>
/// <param name="database">The database.</param>
public sealed class PostgresDataProbe(PostgresDatabase database) : IDataProbe
{
    /// <inheritdoc/>
    public string? Check()
    {
        try
        {
            using var connection = database.Source.OpenConnection();
            using var command = PostgresDatabase.Command(connection, "INSERT INTO data_probe (id, written_at) VALUES (1, now()) ON CONFLICT (id) DO UPDATE SET written_at = now()");
            command.ExecuteNonQuery();
            return null;
        }
        catch (Exception e) when (PostgresDatabase.IsFailure(e))
        {
            return $"The database cannot be written: {e.Message}";
        }
    }
}

using System.Security.Cryptography;
using System.Text;

namespace Sssaham.Silo.Storage.Postgres;

/// <summary>A numbered script, an embedded resource.</summary>
/// <param name="Version">Its number; scripts are applied in this order.</param>
/// <param name="Name">Its path below <c>Scripts</c>.</param>
internal sealed record MigrationScript(int Version, string Name)
{
    /// <summary>All scripts. One that was ever released is never changed: what changes comes as a new one.</summary>
    public static readonly IReadOnlyList<MigrationScript> All =
    [
        new(1, "Orleans-10.2.2/PostgreSQL-Main.sql"),
        new(2, "Orleans-10.2.2/PostgreSQL-Clustering.sql"),
        new(3, "Orleans-10.2.2/PostgreSQL-Clustering-3.7.0.sql"),
        new(4, "Orleans-10.2.2/PostgreSQL-Persistence.sql"),
        new(5, "Orleans-10.2.2/PostgreSQL-Reminders.sql"),
        new(6, "0006-trade-log.sql"),
        new(7, "0007-footprint.sql"),
        new(8, "0008-flow.sql"),
        new(9, "0009-operations.sql"),
        new(10, "0010-read-tables.sql"),
        new(11, "0011-audit.sql"),
    ];

    /// <summary>The script's text and the SHA-256 of its bytes.</summary>
    /// <returns>Both.</returns>
    public (string Sql, string Checksum) Read()
    {
        using var stream = typeof(MigrationScript).Assembly.GetManifestResourceStream($"Postgres/{Name}") ?? throw new InvalidOperationException($"The script '{Name}' is not in the assembly.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        var content = bytes.ToArray();
        return (Encoding.UTF8.GetString(content), Convert.ToHexStringLower(SHA256.HashData(content)));
    }
}

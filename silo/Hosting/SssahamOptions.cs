namespace Sssaham.Silo.Hosting;

/// <summary>Where data is kept and which ports are used; section <c>Sssaham</c>.</summary>
public sealed class SssahamOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Sssaham";

    /// <summary>Name of the connection string of the PostgreSQL form.</summary>
    public const string ConnectionName = "Sssaham";

    /// <summary><c>Embedded</c>: one process on files in <see cref="DataPath"/>. <c>PostgreSQL</c>: silos and gateways as processes of their own on one database.</summary>
    public string Storage { get; set; } = "Embedded";

    /// <summary>The data folder of the embedded default.</summary>
    public string DataPath { get; set; } = "./data";

    /// <summary>Port between silos; 0 picks a free one.</summary>
    public int SiloPort { get; set; }

    /// <summary>Port for Orleans clients; 0 picks a free one.</summary>
    public int ClientPort { get; set; }

    /// <summary>Address on which other machines reach this silo, or a host name that stands for it; loopback unless set.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Name of the cluster in the PostgreSQL form: silos and gateways of one name work together.</summary>
    public string ClusterId { get; set; } = "sssaham";

    /// <summary>Most connections of one process to the database.</summary>
    public int MaxConnections { get; set; } = 20;

    /// <summary>Above this share of its processors, in percent over some seconds, a silo refuses what gateways ask; 100 never does.</summary>
    public int ShedAboveCpu { get; set; } = 98;

    /// <summary>Above this share of the memory that it may have, in percent, a silo refuses what gateways ask; 100 never does.</summary>
    public int ShedAboveMemory { get; set; } = 92;

    /// <summary>Certificates of the cluster's members; none unless set.</summary>
    public TlsFiles Tls { get; set; } = new();

    /// <summary>Whether data is in PostgreSQL.</summary>
    public bool IsPostgres => Storage.Equals("PostgreSQL", StringComparison.OrdinalIgnoreCase);

    /// <summary>Finds what is wrong.</summary>
    /// <param name="connection">The connection string.</param>
    /// <exception cref="ArgumentException">A setting is wrong.</exception>
    public void Check(string? connection)
    {
        if (!IsPostgres && !Storage.Equals("Embedded", StringComparison.OrdinalIgnoreCase)) throw new ArgumentException($"{Section}:Storage is 'Embedded' or 'PostgreSQL', not '{Storage}'.");
        if (IsPostgres && string.IsNullOrWhiteSpace(connection)) throw new ArgumentException($"{Section}:Storage is PostgreSQL, and ConnectionStrings:{ConnectionName} is not set.");
        if (ShedAboveCpu is < 1 or > 100) throw new ArgumentException($"{Section}:ShedAboveCpu must be 1 to 100.");
        if (ShedAboveMemory is < 1 or > 100) throw new ArgumentException($"{Section}:ShedAboveMemory must be 1 to 100.");
        Tls.Check();
        if (MaxConnections is < 4 or > 1000) throw new ArgumentException($"{Section}:MaxConnections must be 4 to 1,000.");
    }
}

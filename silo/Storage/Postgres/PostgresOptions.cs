namespace Sssaham.Silo.Storage.Postgres;

/// <summary>How a silo uses PostgreSQL.</summary>
public sealed class PostgresOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "PostgreSQL";

    /// <summary>Npgsql connection string. Pooling belongs to this class: a larger maximum in the string is cut to <see cref="MaxConnections"/>.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Most connections of this process, above <see cref="TradeWriters"/> and <see cref="OrderWriters"/> together.</summary>
    public int MaxConnections { get; set; } = 20;

    /// <summary>Transactions of the trade log under way at once, at least 1. A stream always has the same writer.</summary>
    public int TradeWriters { get; set; } = 2;

    /// <summary>Transactions of the accounts' journal under way at once, at least 1.</summary>
    public int OrderWriters { get; set; } = 2;

    /// <summary>Packed bytes that one transaction takes at most, unless a single batch has more.</summary>
    public int GroupBytes { get; set; } = 4 << 20;

    /// <summary>Packed bytes that may wait in one log; more are refused.</summary>
    public long QueueBytes { get; set; } = 64 << 20;

    /// <summary>
    /// The server ends a writer's transaction that has stood still this long, so that a process that was cut off in the middle of one
    /// does not keep others from its streams.
    /// </summary>
    public TimeSpan WriterTimeout { get; set; } = TimeSpan.FromSeconds(5);
}

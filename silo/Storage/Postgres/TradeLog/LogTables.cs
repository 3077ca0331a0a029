namespace Sssaham.Silo.Storage.Postgres.TradeLog;

/// <summary>The statements of one log.</summary>
/// <param name="table">Its table: <see cref="Trades"/> or <see cref="Orders"/>.</param>
internal sealed class LogTables(string table)
{
    /// <summary>The trade log's table.</summary>
    public const string Trades = "trade_log";

    /// <summary>The table of the accounts' journal.</summary>
    public const string Orders = "order_log";

    /// <summary>
    /// One statement, so that no client can stop in the middle of it. It waits for every transaction that holds the stream's row
    /// (<see cref="Fence"/>), so what those wrote is visible afterwards.
    /// </summary>
    public string Open { get; } = $"INSERT INTO {table}_epochs AS e (stream, epoch) VALUES ($1, 1) ON CONFLICT (stream) DO UPDATE SET epoch = e.epoch + 1 RETURNING epoch";

    /// <summary>Reads the epochs of streams and keeps them as they are until the transaction ends. In order, although shared locks do not
    /// lock each other out: a take-over may stand between two.</summary>
    public string Fence { get; } = $"SELECT stream, epoch FROM {table}_epochs WHERE stream = ANY ($1) ORDER BY stream FOR SHARE";

    public string AddStreamDays { get; } = $"INSERT INTO {table}_days (stream, day) SELECT * FROM unnest($1, $2) ORDER BY 1, 2 ON CONFLICT DO NOTHING";

    public string AddDay { get; } = $"SELECT sssaham_add_day('{table}', $1, true)";

    public string Copy { get; } = $"COPY {table} (stream, day, sequence, count, packed) FROM STDIN (FORMAT BINARY)";

    public string Read { get; } = $"SELECT sequence, count, packed FROM {table} WHERE stream = $1 AND day = $2 AND sequence > $3 ORDER BY sequence LIMIT $4";

    public string Days { get; } = $"""
        SELECT d.day, last.sequence
        FROM {table}_days d CROSS JOIN LATERAL (SELECT t.sequence FROM {table} t WHERE t.stream = d.stream AND t.day = d.day ORDER BY t.sequence DESC LIMIT 1) last
        WHERE d.stream = $1
        ORDER BY d.day
        """;

    public string Streams { get; } = $"SELECT stream, max(day) FROM {table}_days GROUP BY stream";
}

namespace Sssaham.Silo.Storage.Postgres.TradeLog;

/// <summary>What makes one log differ from another: its tables, and whether its batches build on each other.</summary>
internal sealed class LogTables
{
    /// <summary>The trade log. A batch that failed may be left out: its trades come again.</summary>
    public static readonly LogTables Trades = new("trade_log", chained: false);

    /// <summary>
    /// The accounts' journal. An account appends without waiting for the append before, and its events build on each other: after one
    /// failure, whatever it was, nothing may follow until the account is opened anew.
    /// </summary>
    public static readonly LogTables Orders = new("order_log", chained: true);

    private LogTables(string table, bool chained)
    {
        IsChained = chained;
        Open = $"INSERT INTO {table}_epochs AS e (stream, epoch) VALUES ($1, 1) ON CONFLICT (stream) DO UPDATE SET epoch = e.epoch + 1 RETURNING epoch";
        Fence = $"SELECT stream, epoch FROM {table}_epochs WHERE stream = ANY ($1) ORDER BY stream FOR SHARE";
        AddStreamDays = $"INSERT INTO {table}_days (stream, day) SELECT * FROM unnest($1, $2) ORDER BY 1, 2 ON CONFLICT DO NOTHING";
        AddDay = $"SELECT sssaham_add_day('{table}', $1, true)";
        Copy = $"COPY {table} (stream, day, sequence, count, packed) FROM STDIN (FORMAT BINARY)";
        Read = $"SELECT sequence, count, packed FROM {table} WHERE stream = $1 AND day = $2 AND sequence > $3 ORDER BY sequence LIMIT $4";
        Days = $"""
            SELECT d.day, last.sequence
            FROM {table}_days d CROSS JOIN LATERAL (SELECT t.sequence FROM {table} t WHERE t.stream = d.stream AND t.day = d.day ORDER BY t.sequence DESC LIMIT 1) last
            WHERE d.stream = $1
            ORDER BY d.day
            """;
        Streams = $"SELECT stream, max(day) FROM {table}_days GROUP BY stream";
    }

    /// <summary>Whether a batch is worth nothing without those before it.</summary>
    public bool IsChained { get; }

    /// <summary>
    /// One statement, so that no client can stop in the middle of it. It waits for every transaction that holds the stream's row
    /// (<see cref="Fence"/>), so what those wrote is visible afterwards.
    /// </summary>
    public string Open { get; }

    /// <summary>Reads the epochs of streams and keeps them as they are until the transaction ends. In order, although shared locks do not
    /// lock each other out: a take-over may stand between two.</summary>
    public string Fence { get; }

    public string AddStreamDays { get; }

    public string AddDay { get; }

    public string Copy { get; }

    public string Read { get; }

    public string Days { get; }

    public string Streams { get; }
}

using Sssaham.Grains.Market;

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
        Add = Adding(table, "");
        AddWithDays = Adding(table, $", noted AS (INSERT INTO {table}_days (stream, day) SELECT DISTINCT stream, day FROM added ORDER BY 1, 2 ON CONFLICT DO NOTHING)");
        AddDay = $"SELECT sssaham_add_day('{table}', $1, true)";
        Read = $"SELECT sequence, count, packed FROM {table} WHERE stream = $1 AND day = $2 AND sequence > $3 ORDER BY sequence LIMIT $4";
        Days = $"""
            SELECT d.day, last.sequence
            FROM {table}_days d CROSS JOIN LATERAL (SELECT t.sequence FROM {table} t WHERE t.stream = d.stream AND t.day = d.day ORDER BY t.sequence DESC LIMIT 1) last
            WHERE d.stream = $1
            ORDER BY d.day
            """;
        Streams = $"SELECT stream, max(day) FROM {table}_days GROUP BY stream";
    }

    /// <summary>The log's name in metrics.</summary>
    public string Name => IsChained ? MarketMetrics.OrderLog : MarketMetrics.TradeLog;

    /// <summary>Whether a batch is worth nothing without those before it.</summary>
    public bool IsChained { get; }

    /// <summary>
    /// One statement, so that no client can stop in the middle of it. It waits for every transaction that holds the stream's row
    /// (<see cref="Add"/>), so what those wrote is visible afterwards.
    /// </summary>
    public string Open { get; }

    /// <summary>
    /// Adds the batches whose epoch is the stream's and keeps the epochs as they are until the transaction ends; tells which were added. The
    /// rows of epochs are held in order, although shared locks do not lock each other out: a take-over may stand between two.
    /// </summary>
    public string Add { get; }

    /// <summary>The same, and notes their days.</summary>
    public string AddWithDays { get; }

    public string AddDay { get; }

    public string Read { get; }

    public string Days { get; }

    public string Streams { get; }

    private static string Adding(string table, string noted) => $"""
        WITH held AS MATERIALIZED (SELECT stream, epoch FROM {table}_epochs WHERE stream = ANY ($1) ORDER BY stream FOR SHARE),
            added AS (
                INSERT INTO {table} (stream, day, sequence, count, packed)
                SELECT b.stream, b.day, b.sequence, b.count, b.packed
                FROM unnest($1, $2, $3, $4, $5, $6) AS b(stream, day, sequence, count, packed, epoch)
                JOIN held ON held.stream = b.stream AND held.epoch = b.epoch
                RETURNING stream, day, sequence
            ){noted}
        SELECT stream, sequence FROM added
        """;
}

using System.Buffers.Binary;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Sssaham.Grains.Market;
using Sssaham.Silo.Storage.Postgres;
using Sssaham.Silo.Storage.Postgres.TradeLog;

namespace Sssaham.Postgres.Tests.TradeLog;

/// <summary>Batches whose content follows from a number.</summary>
internal static class LogBatches
{
    public static readonly DateOnly FirstDay = new(2026, 2, 18);

    public static byte[] Content(int id)
    {
        var random = new Random(id);
        var bytes = new byte[4 + random.Next(random.Next(8) == 0 ? 9000 : 120)];
        random.NextBytes(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, id);
        return bytes;
    }

    /// <summary>The number of a batch that was read; it must be whole.</summary>
    public static int IdOf(TradeLogBatch batch)
    {
        var id = BinaryPrimitives.ReadInt32LittleEndian(batch.Packed.Span);
        batch.Packed.ToArray().ShouldBe(Content(id));
        batch.Count.ShouldBe(CountOf(id));
        return id;
    }

    public static int CountOf(int id) => (id % 1000) + 1;

    public static TradeLogAppend Append(string stream, long epoch, int id, int day = 0) => new(stream, epoch, FirstDay.AddDays(day), CountOf(id), Content(id));

    public static async Task<List<TradeLogBatch>> ReadAsync(ITradeLog log, string stream, int day = 0, long after = 0)
    {
        var batches = new List<TradeLogBatch>();
        await foreach (var batch in log.ReadAsync(stream, FirstDay.AddDays(day), after)) batches.Add(batch);
        return batches;
    }

    public static async Task<List<int>> IdsAsync(ITradeLog log, string stream, int day = 0, long after = 0) => [.. (await ReadAsync(log, stream, day, after)).Select(IdOf)];
}

/// <summary>A process that uses a database: its connections and a log.</summary>
internal sealed class LogProcess : IAsyncDisposable
{
    private readonly PostgresDatabase _database;

    public LogProcess(string connectionString, LogTables? tables = null, Action<PostgresOptions>? set = null)
    {
        var options = new PostgresOptions { ConnectionString = connectionString };
        set?.Invoke(options);
        _database = new PostgresDatabase(options);
        Log = new PostgresTradeLog(_database, options, tables ?? LogTables.Trades, options.TradeWriters, NullLogger<PostgresTradeLog>.Instance);
    }

    public PostgresTradeLog Log { get; }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        await _database.DisposeAsync();
    }
}

using System.Buffers;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Sssaham.Domain.Market;
using Sssaham.Grains.Market;

namespace Sssaham.Silo.Storage.Postgres;

/// <summary>
/// The archive as the table <c>footprint_consolidate</c>: a row for each minute, its last revision, with the line that the file archive
/// writes. Trades are not stored again: the trade log keeps them, and they are read from there.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="log">The trade log.</param>
public sealed class PostgresFootprintArchive(PostgresDatabase database, ITradeLog log) : IFootprintArchive
{
    private const string Parent = "footprint_consolidate";
    private const string AddDay = $"SELECT sssaham_add_day('{Parent}', $1, false)";
    private const string Columns =
        "day, t0, revision, open, high, low, close, volume, buy_volume, sell_volume, unknown_volume, delta, min_delta, max_delta, value, trades, vwap, poc, vah, val, line";

    // Kept with the connection: making one for every append would bloat the system's tables.
    private const string Stage = """
        CREATE TEMPORARY TABLE IF NOT EXISTS footprint_stage
        (
            day date, t0 bigint, revision integer, open numeric, high numeric, low numeric, close numeric, volume numeric, buy_volume numeric, sell_volume numeric,
            unknown_volume numeric, delta numeric, min_delta numeric, max_delta numeric, value numeric, trades bigint, vwap numeric, poc numeric, vah numeric, val numeric, line json
        ) ON COMMIT DELETE ROWS
        """;

    private const string Copy = $"COPY pg_temp.footprint_stage ({Columns}) FROM STDIN (FORMAT BINARY)";

    private const string NoteDays = """
        INSERT INTO footprint_complete (venue, ticker, day, sequence)
        SELECT DISTINCT $1, $2, s.day, -1 FROM pg_temp.footprint_stage s ORDER BY 3
        ON CONFLICT DO NOTHING
        """;

    private const string DeleteDay = $"DELETE FROM {Parent} WHERE venue = $1 AND ticker = $2 AND day = $3";

    // In order, so that two that write the same minutes wait for each other and not both.
    private const string Merge = $"""
        INSERT INTO {Parent} AS f (venue, ticker, {Columns})
        SELECT $1, $2, {Columns} FROM pg_temp.footprint_stage ORDER BY day, t0
        ON CONFLICT (venue, ticker, day, t0) DO UPDATE
        SET revision = EXCLUDED.revision, open = EXCLUDED.open, high = EXCLUDED.high, low = EXCLUDED.low, close = EXCLUDED.close,
            volume = EXCLUDED.volume, buy_volume = EXCLUDED.buy_volume, sell_volume = EXCLUDED.sell_volume, unknown_volume = EXCLUDED.unknown_volume,
            delta = EXCLUDED.delta, min_delta = EXCLUDED.min_delta, max_delta = EXCLUDED.max_delta, value = EXCLUDED.value, trades = EXCLUDED.trades,
            vwap = EXCLUDED.vwap, poc = EXCLUDED.poc, vah = EXCLUDED.vah, val = EXCLUDED.val, line = EXCLUDED.line
        WHERE EXCLUDED.revision >= f.revision
        """;

    /// <inheritdoc/>
    public Task AppendAsync(ArchivedInstrument instrument, IReadOnlyList<FootprintBar> bars, IReadOnlyList<Trade> trades) => StoreAsync(instrument, bars, null);

    /// <inheritdoc/>
    public Task ReplaceAsync(ArchivedInstrument instrument, DateOnly day, IReadOnlyList<FootprintBar> bars, IReadOnlyList<Trade> trades) => StoreAsync(instrument, bars, day);

    /// <summary>Stores minutes; those of a day that is replaced take the place of all that it has.</summary>
    private Task StoreAsync(ArchivedInstrument instrument, IReadOnlyList<FootprintBar> bars, DateOnly? replaced)
    {
        var minutes = new SortedDictionary<long, FootprintBar>();
        foreach (var bar in bars)
        {
            if (!minutes.TryGetValue(bar.StartUs, out var known) || bar.Revision >= known.Revision) minutes[bar.StartUs] = bar;
        }

        return minutes.Count == 0 && replaced is null ? Task.CompletedTask : database.RunAsync(async connection =>
        {
            foreach (var day in minutes.Keys.Select(instrument.Venue.TradingDate).Distinct())
            {
                await using var add = PostgresDatabase.Command(connection, AddDay, day);
                await add.ExecuteNonQueryAsync().ConfigureAwait(false);
            }

            await using var transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
            await using (var stage = new NpgsqlCommand(Stage, connection)) await stage.ExecuteNonQueryAsync().ConfigureAwait(false);
            await CopyAsync(connection, instrument, minutes.Values).ConfigureAwait(false);
            await using (var merge = new NpgsqlBatch(connection))
            {
                if (replaced is { } gone) merge.BatchCommands.Add(new NpgsqlBatchCommand(DeleteDay) { Parameters = { new NpgsqlParameter { Value = instrument.Key.Venue }, new NpgsqlParameter { Value = instrument.Key.Ticker }, new NpgsqlParameter { Value = gone } } });
                foreach (var sql in (string[])[NoteDays, Merge])
                    merge.BatchCommands.Add(new NpgsqlBatchCommand(sql) { Parameters = { new NpgsqlParameter { Value = instrument.Key.Venue }, new NpgsqlParameter { Value = instrument.Key.Ticker } } });
                await merge.ExecuteNonQueryAsync().ConfigureAwait(false);
            }

            await transaction.CommitAsync().ConfigureAwait(false);
            return true;
        });
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FootprintBar>> ReadBarsAsync(ArchivedInstrument instrument, DateOnly day)
    {
        var lines = await database.QueryAsync(
            r => r.GetFieldValue<byte[]>(0),
            $"SELECT line FROM {Parent} WHERE venue = $1 AND ticker = $2 AND day = $3 ORDER BY t0",
            [instrument.Key.Venue, instrument.Key.Ticker, day]);
        return [.. lines.Select(l => ArchiveLine.ReadBar(l, instrument.Venue)).OfType<FootprintBar>()];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Trade>> ReadTradesAsync(ArchivedInstrument instrument, DateOnly day)
    {
        var seen = new HashSet<long>();
        var trades = new List<Trade>();
        await foreach (var batch in log.ReadAsync(instrument.Key.ToString(), day)) trades.AddRange(TradeCodec.Decode(batch.Packed.Span).Where(t => seen.Add(t.Number)));
        return trades;
    }

    /// <inheritdoc/>
    public Task CompleteAsync(ArchivedInstrument instrument, DateOnly day, long sequence) => database.ExecuteAsync(
        "INSERT INTO footprint_complete (venue, ticker, day, sequence) VALUES ($1, $2, $3, $4) ON CONFLICT (venue, ticker, day) DO UPDATE SET sequence = EXCLUDED.sequence",
        instrument.Key.Venue,
        instrument.Key.Ticker,
        day,
        sequence);

    /// <inheritdoc/>
    public async Task<long> CompleteThroughAsync(ArchivedInstrument instrument, DateOnly day)
    {
        var found = await database.QueryAsync(
            r => r.GetInt64(0),
            "SELECT sequence FROM footprint_complete WHERE venue = $1 AND ticker = $2 AND day = $3",
            [instrument.Key.Venue, instrument.Key.Ticker, day]);
        return found.Count == 0 ? -1 : found[0];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DateOnly>> DaysAsync(ArchivedInstrument instrument) => await database.QueryAsync(
        r => r.GetFieldValue<DateOnly>(0),
        "SELECT day FROM footprint_complete WHERE venue = $1 AND ticker = $2 ORDER BY day",
        [instrument.Key.Venue, instrument.Key.Ticker]);

    private static async Task CopyAsync(NpgsqlConnection connection, ArchivedInstrument instrument, IEnumerable<FootprintBar> bars)
    {
        var (venue, lot) = (instrument.Venue, instrument.Lot);
        var buffer = new ArrayBufferWriter<byte>(4096);
        await using var copy = await connection.BeginBinaryImportAsync(Copy).ConfigureAwait(false);
        foreach (var bar in bars)
        {
            buffer.ResetWrittenCount();
            await using (var json = new Utf8JsonWriter(buffer)) ArchiveLine.WriteBar(json, bar, venue, lot);
            await copy.StartRowAsync().ConfigureAwait(false);
            await copy.WriteAsync(venue.TradingDate(bar.StartUs), NpgsqlDbType.Date).ConfigureAwait(false);
            await copy.WriteAsync(bar.StartUs / 1000, NpgsqlDbType.Bigint).ConfigureAwait(false);
            await copy.WriteAsync(bar.Revision, NpgsqlDbType.Integer).ConfigureAwait(false);
            foreach (var price in (long[])[bar.Open, bar.High, bar.Low, bar.Close]) await PriceAsync(price).ConfigureAwait(false);
            foreach (var quantity in (long[])[bar.Volume, bar.BuyVolume, bar.SellVolume, bar.UnknownVolume, bar.Delta, bar.MinDelta, bar.MaxDelta])
                await copy.WriteAsync((decimal)quantity / lot, NpgsqlDbType.Numeric).ConfigureAwait(false);
            var value = FixedPoint.ToDecimal(bar.Value, venue.PriceDecimals + venue.QuantityDecimals);
            await copy.WriteAsync(value, NpgsqlDbType.Numeric).ConfigureAwait(false);
            await copy.WriteAsync(bar.Trades, NpgsqlDbType.Bigint).ConfigureAwait(false);
            await copy.WriteAsync(value / FixedPoint.ToDecimal(bar.Volume, venue.QuantityDecimals), NpgsqlDbType.Numeric).ConfigureAwait(false);
            var area = ValueArea.Of(bar.Levels, bar.Value);
            foreach (var price in (long[])[area.Poc, area.High, area.Low]) await PriceAsync(price).ConfigureAwait(false);
            await copy.WriteAsync(buffer.WrittenMemory, NpgsqlDbType.Json).ConfigureAwait(false);
        }

        await copy.CompleteAsync().ConfigureAwait(false);

        Task PriceAsync(long price) => copy.WriteAsync(FixedPoint.ToDecimal(price, venue.PriceDecimals), NpgsqlDbType.Numeric);
    }
}

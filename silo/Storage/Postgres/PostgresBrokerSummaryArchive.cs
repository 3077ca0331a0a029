using Npgsql;
using Sssaham.Domain.Market;
using Sssaham.Grains.Flow;

namespace Sssaham.Silo.Storage.Postgres;

/// <summary>Raw broker summaries as rows of <c>broker_summary_raw</c>.</summary>
/// <param name="database">The database.</param>
/// <param name="venues">The venues: what is stored of another one stays where it is and is not looked at.</param>
public sealed class PostgresBrokerSummaryArchive(PostgresDatabase database, VenueCatalog venues) : IBrokerSummaryArchive
{
    private const string Table = "broker_summary_raw";
    private const string Of = "WHERE venue = $1 AND ticker = $2";

    /// <inheritdoc/>
    public Task PutAsync(string instrument, IReadOnlyList<RawSummary> files) => files.Count == 0 ? Task.CompletedTask : database.RunAsync(async connection =>
    {
        var key = InstrumentKey.Parse(instrument);
        await using var transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
        await using (var batch = new NpgsqlBatch(connection))
        {
            // In order of date, so that two that put the same files wait for each other and not both.
            foreach (var file in files.OrderBy(f => f.Date))
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand(
                    $"INSERT INTO {Table} (venue, ticker, day, settled, file) VALUES ($1, $2, $3, false, $4) ON CONFLICT (venue, ticker, day) DO UPDATE SET settled = false, file = EXCLUDED.file")
                {
                    Parameters = { Value(key.Venue), Value(key.Ticker), Value(file.Date), Value(file.Json) },
                });
            }

            await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
        }

        await transaction.CommitAsync().ConfigureAwait(false);
        return true;
    });

    /// <inheritdoc/>
    public Task SettleAsync(string instrument, IReadOnlyList<DateOnly> dates)
    {
        var key = InstrumentKey.Parse(instrument);
        return database.ExecuteAsync($"UPDATE {Table} SET settled = true {Of} AND day = ANY ($3) AND NOT settled", key.Venue, key.Ticker, dates.ToArray());
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DateOnly>> PendingAsync(string instrument) => await DatesAsync(instrument, "AND NOT settled");

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> InstrumentsAsync()
    {
        var keys = await database.QueryAsync(r => new InstrumentKey(r.GetString(0), r.GetString(1)), $"SELECT DISTINCT venue, ticker FROM {Table}", []);
        return [.. keys.Where(k => venues.TryGet(k.Venue, out _)).Select(k => k.ToString())];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DateOnly>> DatesAsync(string instrument) => await DatesAsync(instrument, "");

    /// <inheritdoc/>
    public async Task<byte[]?> ReadAsync(string instrument, DateOnly date)
    {
        var key = InstrumentKey.Parse(instrument);
        var found = await database.QueryAsync(r => r.GetFieldValue<byte[]>(0), $"SELECT file FROM {Table} {Of} AND day = $3", [key.Venue, key.Ticker, date]);
        return found.Count == 0 ? null : found[0];
    }

    /// <inheritdoc/>
    public Task<int> DeleteAsync(string instrument, DateOnly before)
    {
        var key = InstrumentKey.Parse(instrument);
        return database.ExecuteAsync($"DELETE FROM {Table} {Of} AND day < $3 AND settled", key.Venue, key.Ticker, before);
    }

    private static NpgsqlParameter Value(object value) => new() { Value = value };

    private Task<List<DateOnly>> DatesAsync(string instrument, string which)
    {
        var key = InstrumentKey.Parse(instrument);
        return database.QueryAsync(r => r.GetFieldValue<DateOnly>(0), $"SELECT day FROM {Table} {Of} {which} ORDER BY day", [key.Venue, key.Ticker]);
    }
}

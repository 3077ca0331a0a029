using Npgsql;
using NpgsqlTypes;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Market;
using Sssaham.Grains.Flow;
using Sssaham.Silo.Storage.Flow;

namespace Sssaham.Silo.Storage.Postgres;

/// <summary>The series as rows of <c>flow_document</c>, by the names of the files that a data folder has.</summary>
/// <param name="database">The database.</param>
/// <param name="venues">The venues.</param>
/// <param name="time">The clock.</param>
public sealed class PostgresFlowCache(PostgresDatabase database, VenueCatalog venues, TimeProvider time) : IFlowCache
{
    private readonly FlowDocuments _documents = new(venues, time);

    /// <inheritdoc/>
    public Task WriteTickerAsync(InstrumentKey instrument, FlowSeries series) => WriteAsync(_documents.NameOf(instrument), _documents.Json(series, [instrument.Ticker]));

    /// <inheritdoc/>
    public Task WriteMarketAsync(string venue, FlowSeries series, IReadOnlyList<string> tickers) => WriteAsync(_documents.NameOf(venue), _documents.Json(series, tickers));

    /// <inheritdoc/>
    public Task WriteSummaryAsync(ReadOnlyMemory<byte> json) => WriteAsync(FlowDocuments.Summary, json);

    /// <inheritdoc/>
    public async Task<byte[]?> ReadSummaryAsync()
    {
        var found = await database.QueryAsync(r => r.GetFieldValue<byte[]>(0), "SELECT document FROM flow_document WHERE name = $1", [FlowDocuments.Summary]);
        return found.Count == 0 ? null : found[0];
    }

    private Task<int> WriteAsync(string name, ReadOnlyMemory<byte> json) => database.RunAsync(async connection =>
    {
        await using var command = PostgresDatabase.Command(
            connection,
            "INSERT INTO flow_document (name, document) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET document = EXCLUDED.document, written_at = now()",
            name);
        command.Parameters.Add(new NpgsqlParameter { Value = json, NpgsqlDbType = NpgsqlDbType.Json });
        return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    });
}

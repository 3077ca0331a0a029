using Shouldly;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Market;
using Sssaham.Domain.Scoring;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Scoring;
using Sssaham.Postgres.Tests.Server;
using Sssaham.Silo.Storage.Postgres;
using Sssaham.Silo.Storage.Postgres.Tables;
using Xunit;

namespace Sssaham.Postgres.Tests.Tables;

[Collection(PostgresGroup.Name)]
public sealed class TableWriterTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly DateOnly Day = new(2026, 2, 18);
    private PostgresDatabase _database = null!;
    private TableWriter _writer = null!;

    public Task InitializeAsync()
    {
        _database = new PostgresDatabase(new PostgresOptions { ConnectionString = server.CreateDatabase() });
        _writer = new TableWriter(_database);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_features_and_the_score_of_a_day_share_a_row_whichever_comes_first(bool featuresFirst)
    {
        var features = new TableChange(ReadTables.Features, [.. FeatureRows.Of(Market.Bbca.Key, new FlowHistory([Features(Day, 1.5), Features(Day.AddDays(1), null)], [8225m, null]))]);
        var score = new TableChange(ReadTables.Scores, [FeatureRows.Of(new MarketRow(Row(Day), Score(0.75)))]);
        foreach (var change in featuresFirst ? (TableChange[])[features, score] : [score, features]) await MergeAsync(change);
        (await _database.QueryAsync(
            r => (r.GetFieldValue<DateOnly>(0), r.IsDBNull(1) ? null : (double?)r.GetDouble(1), r.IsDBNull(2) ? null : (decimal?)r.GetDecimal(2), r.GetString(3), r.IsDBNull(4) ? null : (double?)r.GetDouble(4), r.IsDBNull(5) ? null : r.GetString(5)),
            "SELECT day, z_ngr, close, state, final_score, risk FROM daily_features ORDER BY day",
            [])).ShouldBe([(Day, 1.5, 8225m, "ACCUMULATION", 0.75, "SHAKEOUT"), (Day.AddDays(1), null, null, "ACCUMULATION", null, null)]);
        foreach (var change in new[] { features, score }) (await MergeAsync(change)).ShouldBe(0);
        (await MergeAsync(score with { Rows = [FeatureRows.Of(new MarketRow(Row(Day), Score(0.5)))] })).ShouldBe(1);
    }

    [PostgresFact]
    public async Task An_alert_is_a_signal_once()
    {
        var alert = new ScoreAlert(3, "IDX:BBCA", 1_771_380_000_123_456, AlertSeverity.High, ["one", "two"], new ScoredRow(Row(Day), Score(0.25), 1, 1, false, null));
        var change = new TableChange(ReadTables.Signals, [FeatureRows.Of(alert)]);
        (await MergeAsync(change)).ShouldBe(1);
        (await MergeAsync(change)).ShouldBe(0);
        (await _database.QueryAsync(
            r => (r.GetString(0), r.GetFieldValue<DateOnly>(1), r.GetString(2), r.GetFieldValue<DateTime>(3), r.GetString(4), r.GetDouble(5), r.GetDecimal(6), string.Join(',', r.GetFieldValue<string[]>(7))),
            "SELECT ticker, day, kind, raised_at, severity, score, price, reasons FROM signals",
            [])).ShouldBe([("BBCA", Day, "divergence:SHAKEOUT", DateTime.UnixEpoch.AddTicks(alert.RaisedUs * 10), "HIGH", 0.25, 8225m, "one,two")]);
    }

    [PostgresFact]
    public async Task Many_that_merge_the_same_rows_of_new_days_at_once_neither_fail_nor_double_them()
    {
        var history = new FlowHistory([.. Enumerable.Range(0, 30).Select(i => Features(Day.AddDays(i), i))], new decimal?[30]);
        var rows = FeatureRows.Of(Market.Bbca.Key, history).ToList();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => MergeAsync(new TableChange(ReadTables.Features, i % 2 == 0 ? rows : [.. Enumerable.Reverse(rows)]))));
        (await _database.QueryAsync(r => r.GetDouble(0), "SELECT z_ngr FROM daily_features ORDER BY day", [])).ShouldBe(Enumerable.Range(0, 30).Select(i => (double)i));
    }

    private static FlowFeatures Features(DateOnly date, double? z)
    {
        var score = new FeatureScore(0.5, 0.25, 1, 20, z);
        return new FlowFeatures(date, 20, false, FlowState.Accumulation, 1_000_000.5m, -2, CloseSource.Bars, score, score, score, score);
    }

    private static DayRow Row(DateOnly day) => new("IDX:BBCA", day, 8200, 8250, 8200, 8225, 1000, 8_225_000, 10, 200, 8200, 1, 1, 0, 0, 100);

    private static Score Score(double final) => new()
    {
        Volume = 1000, Delta = 200, Last = 8225, Reference = 8200, PricePct = 0.3, DeltaPct = 20, NormDelta = 0.6, ZNgr = null, NormZNgr = 0.5, PriceFactor = 1, HybridScore = 0.5,
        DivergenceFactor = 1, SmWeight = 1, FinalScore = final, Absorption = 10, AbsorptionKind = AbsorptionKind.None, Signal = ScoreSignal.Neutral, Risk = ScoreRisk.Shakeout,
        State = FlowState.Neutral, SmartNet = null, RetailNet = null, ContextDate = null, HasHistory = false, Warning = null,
    };

    private Task<int> MergeAsync(TableChange change) => _writer.MergeAsync([change], null, null, CancellationToken.None);
}

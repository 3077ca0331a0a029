using Shouldly;
using Sssaham.Cluster.Tests.Flow;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Flow;
using Sssaham.Grains.Flow;
using Sssaham.Postgres.Tests.Server;
using Sssaham.Postgres.Tests.TradeLog;
using Sssaham.Silo.Storage.Postgres;
using Sssaham.Silo.Storage.Postgres.Tables;
using Xunit;

namespace Sssaham.Postgres.Tests.Tables;

[Collection(PostgresGroup.Name)]
public sealed class BrokerFlowProjectionTests(PostgresServer server) : IAsyncLifetime
{
    private const string Table = "broker_flow_daily";
    private static readonly DateOnly Day = new(2026, 2, 18);
    private string _connection = "";
    private PostgresDatabase _database = null!;
    private PostgresBrokerSummaryArchive _archive = null!;

    public Task InitializeAsync()
    {
        _connection = server.CreateDatabase();
        _database = new PostgresDatabase(new PostgresOptions { ConnectionString = _connection });
        _archive = new PostgresBrokerSummaryArchive(_database, Tapes.Venues);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [PostgresTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Days_sent_again_and_categories_changed_leave_the_rows_of_the_last_word(int seed)
    {
        var random = new Random(seed);
        var directory = BrokerDirectory.Default;
        var last = new Dictionary<(string Instrument, DateOnly Day), byte[]>();
        for (var step = 0; step < 60; step++)
        {
            var (instrument, date) = ($"IDX:T{random.Next(4)}", Day.AddDays(-random.Next(8)));
            var file = Summaries.Random(random, date);
            await _archive.PutAsync(instrument, [new RawSummary(date, file.Json)]);
            last[(instrument, date)] = file.Json;
            if (random.Next(3) == 0) await _archive.SettleAsync(instrument, [date]);
            if (random.Next(8) == 0) directory = directory.With(new BrokerEntry("YP", "", (BrokerCategory)random.Next(3), "test", Day.AddDays(-random.Next(8))));
            if (random.Next(4) == 0) await ProjectAsync(directory);
        }

        await ProjectAsync(directory);
        var expected = last.SelectMany(f => FlowRange.Build([BrokerSummaryReader.Read(f.Value, new BrokerSummaryHint(f.Key.Instrument[4..], f.Key.Day)).Summary!], directory, 100).Brokers
            .Select(b => (f.Key.Instrument, f.Key.Day, b.Code, b.Category.Text(), b.BuyValue, b.SellValue, b.NetValue, b.BuyLots, b.SellLots)));
        (await _database.QueryAsync(
            r => ($"{r.GetString(0)}:{r.GetString(1)}", r.GetFieldValue<DateOnly>(2), r.GetString(3), r.GetString(4), r.GetDecimal(5), r.GetDecimal(6), r.GetDecimal(7), r.GetInt64(8), r.GetInt64(9)),
            $"SELECT venue, ticker, day, broker, category, buy_value, sell_value, net_value, buy_lots, sell_lots FROM {Table}",
            [])).ShouldBe(expected, ignoreOrder: true, $"seed {seed}");

        var rows = await _database.RowsAsync(Table);
        await _database.EmptyAsync(Table, "brokers");
        foreach (var day in last.Keys.Select(k => k.Day).Distinct()) await ProjectAsync(directory, day);
        (await _database.RowsAsync(Table)).ShouldBe(rows, $"seed {seed}");
        var versions = await _database.VersionsAsync(Table);
        (await ProjectAsync(directory, Day)).ShouldBe(0);
        (await _database.VersionsAsync(Table)).ShouldBe(versions);
    }

    [PostgresFact]
    public async Task A_broker_that_a_correction_leaves_out_is_gone()
    {
        await PutAsync(Summaries.Between(Day, "YP", "NI"));
        await ProjectAsync(BrokerDirectory.Default);
        await PutAsync(Summaries.Between(Day, "YP", "KZ"));
        (await ProjectAsync(BrokerDirectory.Default)).ShouldBe(2);
        (await _database.QueryAsync(r => r.GetString(0), $"SELECT broker FROM {Table} ORDER BY 1", [])).ShouldBe(["KZ", "YP"]);
    }

    [PostgresFact]
    public async Task A_summary_that_is_sent_while_the_one_before_is_projected_stays_due()
    {
        await PutAsync(Summaries.Between(Day, "YP", "NI"));
        await ProjectAsync(BrokerDirectory.Default);
        await PutAsync(Summaries.Between(Day, "AK", "NI"));
        Task<int> projection;
        await using (var held = await HeldLock.TakeAsync(_connection, $"LOCK TABLE {Table} IN SHARE MODE"))
        {
            projection = ProjectAsync(BrokerDirectory.Default);
            await held.WaitedForAsync(1);
            await PutAsync(Summaries.Between(Day, "ZP", "NI"));
            await held.ReleaseAsync();
        }

        await projection;
        (await _database.QueryAsync(r => r.GetString(0), $"SELECT broker FROM {Table} ORDER BY 1", [])).ShouldBe(["NI", "ZP"]);
        (await ProjectAsync(BrokerDirectory.Default)).ShouldBe(0);
    }

    [PostgresFact]
    public async Task A_server_that_is_killed_in_the_middle_of_a_merge_leaves_nothing_double_and_nothing_out()
    {
        await PutAsync(Summaries.Between(Day, "YP", "NI"));
        await ProjectAsync(BrokerDirectory.Default);
        var before = await _database.RowsAsync(Table);
        await PutAsync(Summaries.Between(Day, "AK", "NI"));
        // The rows are merged by now, and the note that they are waits.
        await using (var held = await HeldLock.TakeAsync(_connection, "SELECT 1 FROM broker_summary_raw FOR UPDATE"))
        {
            var projection = ProjectAsync(BrokerDirectory.Default);
            await held.WaitedForAsync(1);
            server.Kill();
            try
            {
                await Should.ThrowAsync<IOException>(projection);
            }
            finally
            {
                server.Start();
            }
        }

        (await _database.RowsAsync(Table)).ShouldBe(before);
        await ProjectAsync(BrokerDirectory.Default);
        (await _database.QueryAsync(r => r.GetString(0), $"SELECT broker FROM {Table} ORDER BY 1", [])).ShouldBe(["AK", "NI"]);
    }

    [PostgresFact]
    public async Task The_category_map_is_there_with_all_its_entries()
    {
        var directory = BrokerDirectory.Default.With(new BrokerEntry("YP", "Mirae", BrokerCategory.Foreign, "test", Day));
        await ProjectAsync(directory);
        (await _database.QueryAsync(r => (r.GetString(0), r.GetFieldValue<DateOnly>(1), r.GetString(2)), "SELECT code, since, category FROM brokers", []))
            .ShouldBe(directory.InForce(DateOnly.MaxValue).SelectMany(e => directory.History(e.Code)).Select(e => (e.Code, e.Since, e.Category.Text())), ignoreOrder: true);
        (await ProjectAsync(directory)).ShouldBe(0);
    }

    private Task<int> ProjectAsync(BrokerDirectory directory, DateOnly? anew = null) => new BrokerFlowProjection(_database, new TableWriter(_database)).RunAsync(directory, anew, CancellationToken.None);

    private Task PutAsync(GrainInterfaces.Flow.SummaryFile file) => _archive.PutAsync("IDX:BBCA", [new RawSummary(file.Date, file.Json)]);
}

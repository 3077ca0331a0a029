using Shouldly;
using Sssaham.Cluster.Tests.Flow;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Market;
using Sssaham.Grains.Flow;
using Sssaham.Grains.Market;
using Sssaham.Grains.Operations;
using Sssaham.Postgres.Tests.Server;
using Sssaham.Postgres.Tests.TradeLog;
using Sssaham.Silo.Storage.Postgres;
using Sssaham.Silo.Storage.Postgres.Tables;
using Sssaham.Silo.Storage.Postgres.TradeLog;
using Xunit;
using static Sssaham.Postgres.Tests.Market;

namespace Sssaham.Postgres.Tests.Tables;

[Collection(PostgresGroup.Name)]
public sealed class PostgresRetainedDaysTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly DateOnly Day = new(2026, 2, 18);
    private static readonly RetainedPart[] All = Enum.GetValues<RetainedPart>();
    private static readonly string[] Names = ["broker_flow_daily", "broker_summary_raw", "footprint_consolidate", "trade_log"];
    private string _connection = "";
    private LogProcess _process = null!;
    private PostgresDatabase _database = null!;
    private PostgresFootprintArchive _footprints = null!;
    private PostgresBrokerSummaryArchive _summaries = null!;
    private PostgresRetainedDays _days = null!;

    public Task InitializeAsync()
    {
        _connection = server.CreateDatabase();
        Open();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _process.DisposeAsync();
        await _database.DisposeAsync();
    }

    [PostgresFact]
    public async Task The_days_before_a_date_are_listed_with_their_rows_and_bytes()
    {
        for (var i = 0; i < 3; i++) await FillAsync(Day.AddDays(i));
        var listed = await _days.ListAsync(Day.AddDays(2), CancellationToken.None);
        listed.Select(d => (d.Day, d.Name)).ShouldBe(new[] { Day, Day.AddDays(1) }.SelectMany(d => Names.Select(n => (d, n))), ignoreOrder: true);
        listed.ShouldAllBe(d => d.Bytes > 0);
        listed.Where(d => d.Day == Day).ToDictionary(d => d.Name, d => d.Rows)
            .ShouldBe(new Dictionary<string, long> { ["broker_flow_daily"] = 2, ["broker_summary_raw"] = 1, ["footprint_consolidate"] = 2, ["trade_log"] = 1 }, ignoreOrder: true);
    }

    [PostgresFact]
    public async Task A_day_that_is_deleted_is_gone_from_everything_but_the_accounts_and_its_neighbours_stay()
    {
        for (var i = 0; i < 3; i++) await FillAsync(Day.AddDays(i));
        await using var orders = new LogProcess(_connection, LogTables.Orders);
        await orders.Log.AppendAsync(new TradeLogAppend("paper:demo", await orders.Log.OpenAsync("paper:demo"), Day, 1, new byte[1]));
        (await _days.DeleteAsync(Day.AddDays(1), All, CancellationToken.None)).ShouldBeTrue();
        (await _days.ListAsync(Day.AddDays(9), CancellationToken.None)).Select(d => d.Day).Distinct().ShouldBe([Day, Day.AddDays(2)]);
        (await _process.Log.DaysAsync(Bbca.Key.ToString())).Select(d => d.Day).ShouldBe([Day, Day.AddDays(2)]);
        (await _footprints.DaysAsync(Bbca)).ShouldBe([Day, Day.AddDays(2)]);
        (await _summaries.DatesAsync(Bbca.Key.ToString())).ShouldBe([Day, Day.AddDays(2)]);
        (await orders.Log.DaysAsync("paper:demo")).Count.ShouldBe(1);
        (await _days.DeleteAsync(Day.AddDays(1), All, CancellationToken.None)).ShouldBeTrue();
    }

    [PostgresFact]
    public async Task Trades_whose_footprints_are_not_complete_stay()
    {
        var last = await FillAsync(Day);
        (await _days.DeleteAsync(Day, [RetainedPart.Trades], CancellationToken.None)).ShouldBeFalse();
        (await _days.IncompleteAsync(Day, CancellationToken.None)).ShouldBe([Bbca.Key.ToString()]);
        await _footprints.CompleteAsync(Bbca, Day, last - 1);
        (await _days.DeleteAsync(Day, [RetainedPart.Trades], CancellationToken.None)).ShouldBeFalse();
        (await _process.Log.DaysAsync(Bbca.Key.ToString())).Count.ShouldBe(1);
        await _footprints.CompleteAsync(Bbca, Day, last);
        (await _days.IncompleteAsync(Day, CancellationToken.None)).ShouldBeEmpty();
        (await _days.DeleteAsync(Day, [RetainedPart.Trades], CancellationToken.None)).ShouldBeTrue();
        (await _process.Log.DaysAsync(Bbca.Key.ToString())).ShouldBeEmpty();
        (await _footprints.ReadBarsAsync(Bbca, Day)).Count.ShouldBe(2);
    }

    [PostgresFact]
    public async Task A_day_that_is_deleted_while_the_server_is_killed_is_whole_or_gone()
    {
        await FillAsync(Day);
        var before = (await _days.ListAsync(Day.AddDays(1), CancellationToken.None)).Select(d => d.Name).ToList();
        // The partitions are dropped by now, and their notes wait.
        await using (var held = await HeldLock.TakeAsync(_connection, "SELECT 1 FROM footprint_complete FOR UPDATE"))
        {
            var deletion = _days.DeleteAsync(Day, All, CancellationToken.None);
            await held.WaitedForAsync(1);
            server.Kill();
            try
            {
                await Should.ThrowAsync<IOException>(deletion);
            }
            finally
            {
                server.Start();
            }
        }

        await DisposeAsync();
        Open();
        (await _days.ListAsync(Day.AddDays(1), CancellationToken.None)).Select(d => d.Name).ShouldBe(before, ignoreOrder: true);
        (await _footprints.ReadBarsAsync(Bbca, Day)).Count.ShouldBe(2);
        await _days.DeleteAsync(Day, All, CancellationToken.None);
        (await _days.ListAsync(Day.AddDays(1), CancellationToken.None)).ShouldBeEmpty();
    }

    [PostgresFact]
    public async Task A_batch_of_a_deleted_day_is_found_whichever_process_makes_the_day_again()
    {
        // Both know the day and the streams before it is deleted; it is older than what may be remembered.
        var (old, today) = (Day.AddDays(-40), Day);
        await using var other = new LogProcess(_connection);
        var (a, b) = (await _process.Log.OpenAsync("IDX:A"), await other.Log.OpenAsync("IDX:B"));
        foreach (var day in new[] { today, old })
        {
            await _process.Log.AppendAsync(new TradeLogAppend("IDX:A", a, day, 1, new byte[1]));
            await other.Log.AppendAsync(new TradeLogAppend("IDX:B", b, day, 1, new byte[1]));
        }

        await _days.DeleteAsync(old, All, CancellationToken.None);
        await Should.ThrowAsync<TradeLogException>(_process.Log.AppendAsync(new TradeLogAppend("IDX:A", a, old, 1, new byte[1])).AsTask());
        await _process.Log.AppendAsync(new TradeLogAppend("IDX:A", a, old, 1, new byte[2]));
        await other.Log.AppendAsync(new TradeLogAppend("IDX:B", b, old, 1, new byte[3]));
        (await other.Log.DaysAsync("IDX:A")).Select(d => d.Day).ShouldBe([old, today]);
        (await _process.Log.DaysAsync("IDX:B")).Select(d => d.Day).ShouldBe([old, today]);
    }

    [PostgresFact]
    public async Task Days_that_were_deleted_from_a_table_come_back_only_when_somebody_asks()
    {
        for (var i = 0; i < 2; i++) await FillAsync(Day.AddDays(i));
        await _days.DeleteAsync(Day, [RetainedPart.Tables], CancellationToken.None);
        foreach (var day in new[] { Day, Day.AddDays(1) }) await PutAsync(Summaries.Between(day, "AK", "KZ"));
        await ProjectAsync();
        (await FlowDaysAsync()).ShouldBe([Day.AddDays(1)]);
        await ProjectAsync(Day);
        (await FlowDaysAsync()).ShouldBe([Day, Day.AddDays(1)]);
    }

    [PostgresFact]
    public async Task A_table_that_is_not_partitioned_as_with_TimescaleDB_loses_its_days_all_the_same()
    {
        await _database.ExecuteAsync("ALTER TABLE broker_flow_daily RENAME TO partitioned; CREATE TABLE broker_flow_daily (LIKE partitioned INCLUDING ALL); DROP TABLE partitioned");
        for (var i = 0; i < 2; i++) await FillAsync(Day.AddDays(i));
        (await _days.ListAsync(Day.AddDays(1), CancellationToken.None)).Single(d => d.Name == "broker_flow_daily").Rows.ShouldBe(2);
        await _days.DeleteAsync(Day, All, CancellationToken.None);
        (await FlowDaysAsync()).ShouldBe([Day.AddDays(1)]);
    }

    private void Open()
    {
        _process = new LogProcess(_connection);
        _database = new PostgresDatabase(new PostgresOptions { ConnectionString = _connection });
        _footprints = new PostgresFootprintArchive(_database, _process.Log);
        _summaries = new PostgresBrokerSummaryArchive(_database, Tapes.Venues);
        _days = new PostgresRetainedDays(_database);
    }

    /// <summary>A day of one instrument: a batch, two bars, a settled summary of two brokers.</summary>
    private async Task<long> FillAsync(DateOnly day)
    {
        Trade[] trades = [Trade(1, Tapes.At(day, 9, 0)), Trade(2, Tapes.At(day, 9, 1))];
        var epoch = await _process.Log.OpenAsync(Bbca.Key.ToString());
        var sequence = await _process.Log.AppendAsync(new TradeLogAppend(Bbca.Key.ToString(), epoch, day, trades.Length, TradeCodec.Encode(trades)));
        await _footprints.AppendAsync(Bbca, Tapes.Bars(Bbca.Venue, day, trades), trades);
        await PutAsync(Summaries.Between(day, "YP", "NI"));
        await _summaries.SettleAsync(Bbca.Key.ToString(), [day]);
        await ProjectAsync();
        return sequence;
    }

    private Task PutAsync(GrainInterfaces.Flow.SummaryFile file) => _summaries.PutAsync(Bbca.Key.ToString(), [new RawSummary(file.Date, file.Json)]);

    private Task<int> ProjectAsync(DateOnly? anew = null) => new BrokerFlowProjection(_database, new TableWriter(_database)).RunAsync(BrokerDirectory.Default, anew, CancellationToken.None);

    private Task<List<DateOnly>> FlowDaysAsync() => _database.QueryAsync(r => r.GetFieldValue<DateOnly>(0), "SELECT DISTINCT day FROM broker_flow_daily ORDER BY 1", []);
}

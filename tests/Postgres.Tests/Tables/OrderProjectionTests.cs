using Shouldly;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Tests.Execution;
using Sssaham.Postgres.Tests.Server;
using Sssaham.Postgres.Tests.TradeLog;
using Sssaham.Silo.Storage.Execution;
using Sssaham.Silo.Storage.Postgres;
using Sssaham.Silo.Storage.Postgres.Tables;
using Sssaham.Silo.Storage.Postgres.TradeLog;
using Xunit;

namespace Sssaham.Postgres.Tests.Tables;

[Collection(PostgresGroup.Name)]
public sealed class OrderProjectionTests(PostgresServer server) : IAsyncLifetime
{
    private const string Account = "ipot:R1";
    private static readonly DateOnly Day = new(2026, 2, 18);
    private static readonly string[] Tables = ["orders", "fills"];
    private string _connection = "";
    private LogProcess _process = null!;
    private LogAccountJournal _journal = null!;
    private PostgresDatabase _database = null!;
    private long _epoch;

    public async Task InitializeAsync()
    {
        _connection = server.CreateDatabase();
        Open();
        _epoch = await _journal.OpenAsync(Account);
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        await _process.DisposeAsync();
    }

    [PostgresTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Whatever_an_account_goes_through_the_tables_follow_it_step_by_step_as_they_would_at_once(int seed)
    {
        var random = new Random(seed);
        var world = new ExecutionWorld(random);
        world.Run(300);
        foreach (var batch in world.Journal)
        {
            await AppendAsync(batch);
            if (random.Next(10) == 0) await ProjectAsync(mostEvents: random.Next(1, 20));
        }

        await ProjectAsync();
        var rows = await RowsAsync();

        var events = world.Journal.SelectMany(b => AccountEventCodec.Decode(b)).ToList();
        var state = world.State;
        (await _database.QueryAsync(
            r => (r.GetInt64(0), r.GetString(1), r.GetInt64(2), r.GetInt64(3), r.GetDecimal(4), r.IsDBNull(5) ? null : (decimal?)r.GetDecimal(5)),
            "SELECT ordinal, state, lots, filled_lots, price, avg_price FROM orders ORDER BY ordinal",
            [])).ShouldBe(state.Orders.Values.Select(o => (o.Ordinal, o.State.ToString(), o.Lot, o.FilledLot, o.Price, o.AvgPrice)), $"seed {seed}");
        (await _database.QueryAsync(r => (r.GetInt64(0), r.GetInt64(1), r.GetDecimal(2)), "SELECT seq, lots, price FROM fills ORDER BY seq", []))
            .ShouldBe(events.OfType<FillBooked>().Select(f => (f.Seq, f.Lots, f.Price)), $"seed {seed}");
        // The fills of an order are found by its numbers, also where a number came to belong to another one.
        (await _database.QueryAsync(
            r => (r.GetInt64(0), r.GetDecimal(1)),
            "SELECT o.ordinal, sum(f.lots) FROM orders o JOIN fills f ON f.account = o.account AND f.broker_order_no = ANY (o.broker_order_nos) GROUP BY o.ordinal ORDER BY 1",
            [])).ShouldBe(state.Orders.Values.Where(o => o.FilledLot > 0).Select(o => (o.Ordinal, (decimal)o.FilledLot)), $"seed {seed}");

        await _database.EmptyAsync(Tables);
        await ProjectAsync(anew: true, mostEvents: random.Next(5, 500));
        (await RowsAsync()).ShouldBe(rows, $"seed {seed}");
        var versions = await _database.VersionsAsync("orders");
        (await ProjectAsync(anew: true, mostEvents: 100_000)).ShouldBe(0);
        (await _database.VersionsAsync("orders")).ShouldBe(versions);
    }

    [PostgresFact]
    public async Task A_server_that_is_killed_in_the_middle_of_a_merge_leaves_nothing_double_and_nothing_out()
    {
        var world = new ExecutionWorld(new Random(11));
        world.Run(400);
        var half = world.Journal.Count / 2;
        foreach (var batch in world.Journal.Take(half)) await AppendAsync(batch);
        await ProjectAsync();
        var before = await RowsAsync();
        foreach (var batch in world.Journal.Skip(half)) await AppendAsync(batch);
        await using (var held = await HeldLock.TakeAsync(_connection, "LOCK TABLE fills IN SHARE MODE"))
        {
            // The orders are merged by now, and the fills wait.
            var projection = ProjectAsync();
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

        // As a process that starts anew: the connections of this one are gone.
        await DisposeAsync();
        Open();
        (await RowsAsync()).ShouldBe(before);
        await ProjectAsync();
        var after = await RowsAsync();
        after.ShouldNotBe(before);
        await _database.EmptyAsync(Tables);
        await ProjectAsync(anew: true);
        (await RowsAsync()).ShouldBe(after);
    }

    [PostgresFact]
    public async Task Of_two_projections_at_once_the_second_changes_nothing()
    {
        var world = new ExecutionWorld(new Random(12));
        world.Run(100);
        foreach (var batch in world.Journal) await AppendAsync(batch);
        Task<int>[] both;
        await using (var held = await HeldLock.TakeAsync(_connection, "LOCK TABLE table_progress IN SHARE MODE"))
        {
            both = [ProjectAsync(), ProjectAsync()];
            await held.WaitedForAsync(2);
            await held.ReleaseAsync();
        }

        var failures = 0;
        foreach (var one in both)
        {
            try
            {
                await one;
            }
            catch (IOException e)
            {
                e.Message.ShouldContain("moved on by another process");
                failures++;
            }
        }

        failures.ShouldBe(1);
        var rows = await RowsAsync();
        await _database.EmptyAsync(Tables);
        await ProjectAsync(anew: true);
        (await RowsAsync()).ShouldBe(rows);
    }

    [PostgresFact]
    public async Task An_account_that_cannot_be_read_keeps_no_other_from_its_tables()
    {
        const string Bad = "ipot:R0";
        await _journal.AppendAsync(Bad, await _journal.OpenAsync(Bad), Day, 1, "[{\"t\":\"of a later version\"}]"u8.ToArray());
        var world = new ExecutionWorld(new Random(13));
        world.Run(60);
        foreach (var batch in world.Journal) await AppendAsync(batch);
        (await Should.ThrowAsync<IOException>(ProjectAsync())).Message.ShouldStartWith($"{Bad}: ");
        (await _database.RowsAsync("orders")).Count.ShouldBe(world.State.Orders.Count);
    }

    private void Open()
    {
        _process = new LogProcess(_connection, LogTables.Orders);
        _journal = new LogAccountJournal(_process.Log);
        _database = new PostgresDatabase(new PostgresOptions { ConnectionString = _connection });
    }

    private async Task AppendAsync(byte[] batch) => await _journal.AppendAsync(Account, _epoch, Day, AccountEventCodec.Decode(batch).Count, batch);

    private Task<int> ProjectAsync(bool anew = false, int mostEvents = 5000) => new OrderProjection(_journal, new TableWriter(_database), mostEvents).RunAsync(anew, CancellationToken.None);

    private async Task<List<string>> RowsAsync() => [.. await _database.RowsAsync("orders"), .. await _database.RowsAsync("fills")];
}

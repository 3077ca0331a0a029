using Npgsql;
using Shouldly;
using Sssaham.Grains.Market;
using Sssaham.Postgres.Tests.Server;
using Sssaham.Silo.Storage.Postgres.TradeLog;
using Xunit;

namespace Sssaham.Postgres.Tests.TradeLog;

/// <summary>The promise of the log while the server, or the way to it, fails: what was acknowledged is there once, as it was, in order.</summary>
[Collection(PostgresGroup.Name)]
public sealed class PostgresTradeLogFaultTests(PostgresServer server)
{
    private const string Stream = "IDX:BBCA";

    [PostgresFact]
    public async Task A_commit_that_nobody_heard_of_closes_the_stream_until_it_is_opened_anew_and_the_batch_is_there_once()
    {
        var database = server.CreateDatabase();
        var builder = new NpgsqlConnectionStringBuilder(database);
        using var proxy = new CuttingProxy(builder.Port);
        builder.Port = proxy.Port;
        await using var process = new LogProcess(builder.ConnectionString);
        var log = process.Log;
        var epoch = await log.OpenAsync(Stream);
        var first = await log.AppendAsync(LogBatches.Append(Stream, epoch, 1));
        proxy.CutNextWith(Stream);
        await Should.ThrowAsync<TradeLogException>(log.AppendAsync(LogBatches.Append(Stream, epoch, 2)).AsTask());
        log.Fault.ShouldNotBeNull();
        await Should.ThrowAsync<StaleEpochException>(log.AppendAsync(LogBatches.Append(Stream, epoch, 3)).AsTask());
        var again = await log.OpenAsync(Stream);
        var found = await LogBatches.ReadAsync(log, Stream);
        found.Select(LogBatches.IdOf).ShouldBe([1, 2]);
        var last = await log.AppendAsync(LogBatches.Append(Stream, again, 4));
        log.Fault.ShouldBeNull();
        long[] sequences = [first, found[1].Sequence, last];
        sequences.ShouldBe(sequences.Order().Distinct());
        (await LogBatches.IdsAsync(log, Stream)).ShouldBe([1, 2, 4]);
    }

    [PostgresFact]
    public async Task A_session_that_is_ended_while_it_commits_closes_the_stream_too()
    {
        var database = server.CreateDatabase();
        await using var process = new LogProcess(database);
        var log = process.Log;
        var epoch = await log.OpenAsync(Stream);
        await ExecuteAsync(database, """
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER die AFTER INSERT ON trade_log_days DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die();
            """);
        await Should.ThrowAsync<TradeLogException>(log.AppendAsync(LogBatches.Append(Stream, epoch, 1)).AsTask());
        await ExecuteAsync(database, "DROP TRIGGER die ON trade_log_days");
        await Should.ThrowAsync<StaleEpochException>(log.AppendAsync(LogBatches.Append(Stream, epoch, 2)).AsTask());
        var again = await log.OpenAsync(Stream);
        (await LogBatches.IdsAsync(log, Stream)).ShouldBeEmpty();
        await log.AppendAsync(LogBatches.Append(Stream, again, 3));
        (await LogBatches.IdsAsync(log, Stream)).ShouldBe([3]);
    }

    [PostgresFact]
    public async Task A_batch_that_the_server_refuses_is_not_stored_and_the_stream_goes_on()
    {
        var database = server.CreateDatabase();
        await using var process = new LogProcess(database);
        var log = process.Log;
        var epoch = await log.OpenAsync(Stream);
        await ExecuteAsync(database, "ALTER TABLE trade_log ADD CONSTRAINT small CHECK (count < 0)");
        await Should.ThrowAsync<TradeLogException>(log.AppendAsync(LogBatches.Append(Stream, epoch, 1)).AsTask());
        await ExecuteAsync(database, "ALTER TABLE trade_log DROP CONSTRAINT small");
        await log.AppendAsync(LogBatches.Append(Stream, epoch, 2));
        (await LogBatches.IdsAsync(log, Stream)).ShouldBe([2]);
    }

    [PostgresFact]
    public async Task A_day_that_was_dropped_is_made_again_when_a_batch_of_it_comes()
    {
        var database = server.CreateDatabase();
        await using var process = new LogProcess(database);
        var log = process.Log;
        var epoch = await log.OpenAsync(Stream);
        await log.AppendAsync(LogBatches.Append(Stream, epoch, 1));
        await ExecuteAsync(database, "DROP TABLE trade_log_20260218; DELETE FROM trade_log_days");
        await Should.ThrowAsync<TradeLogException>(log.AppendAsync(LogBatches.Append(Stream, epoch, 2)).AsTask());
        await log.AppendAsync(LogBatches.Append(Stream, epoch, 3));
        (await LogBatches.IdsAsync(log, Stream)).ShouldBe([3]);
        (await log.DaysAsync(Stream)).Count.ShouldBe(1);
    }

    [PostgresFact]
    public async Task In_the_accounts_journal_nothing_follows_a_batch_that_failed()
    {
        var database = server.CreateDatabase();
        await using var process = new LogProcess(database, LogTables.Orders, o => o.TradeWriters = 1);
        var log = process.Log;
        var epoch = await log.OpenAsync(Stream);
        await log.AppendAsync(LogBatches.Append(Stream, epoch, 1));
        await ExecuteAsync(database, "ALTER TABLE order_log ADD CONSTRAINT no_two CHECK (count <> 3)");
        Task<long>[] appends;
        await using (var held = await HeldLock.TakeAsync(database, "SELECT 1 FROM order_log_epochs FOR UPDATE"))
        {
            var second = log.AppendAsync(LogBatches.Append(Stream, epoch, 2)).AsTask();
            await held.WaitedForAsync(1);
            appends = [second, .. Enumerable.Range(3, 5).Select(id => log.AppendAsync(LogBatches.Append(Stream, epoch, id)).AsTask())];
            await held.ReleaseAsync();
        }

        await Should.ThrowAsync<TradeLogException>(appends[0]);
        foreach (var append in appends[1..]) await Should.ThrowAsync<StaleEpochException>(append);
        (await LogBatches.IdsAsync(log, Stream)).ShouldBe([1]);
    }

    [PostgresTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Batches_acknowledged_while_the_server_is_killed_again_and_again_are_there_once(int seed)
    {
        const int Streams = 5;
        const int Kills = 4;
        var random = new Random(seed);
        var database = server.CreateDatabase();
        await using var process = new LogProcess(database);
        var acknowledged = new List<(string Stream, long Sequence, int Id)>();
        var issued = 0;
        var goal = 0;
        var reached = new SemaphoreSlim(0);
        using var stop = new CancellationTokenSource();
        var workers = Enumerable.Range(0, Streams).Select(s => Task.Run(() => WorkAsync($"IDX:S{s}"))).ToList();
        for (var kill = 0; kill < Kills; kill++)
        {
            lock (acknowledged) goal = acknowledged.Count + random.Next(20, 400);
            await reached.WaitAsync();
            server.Kill();
            server.Start();
        }

        lock (acknowledged) goal = acknowledged.Count + 20;
        await reached.WaitAsync();
        await stop.CancelAsync();
        await Task.WhenAll(workers);

        await using var reader = new LogProcess(database);
        var found = new List<(string Stream, long Sequence, int Id)>();
        for (var s = 0; s < Streams; s++) found.AddRange((await LogBatches.ReadAsync(reader.Log, $"IDX:S{s}")).Select(b => ($"IDX:S{s}", b.Sequence, LogBatches.IdOf(b))));
        found.Select(f => f.Id).Distinct().Count().ShouldBe(found.Count, $"seed {seed}");
        acknowledged.Except(found).ShouldBeEmpty($"seed {seed}");
        foreach (var stream in acknowledged.GroupBy(a => a.Stream)) stream.Select(a => a.Sequence).ShouldBeInOrder(SortDirection.Ascending, $"seed {seed}");

        async Task WorkAsync(string stream)
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    var epoch = await process.Log.OpenAsync(stream);
                    while (!stop.IsCancellationRequested)
                    {
                        var id = Interlocked.Increment(ref issued);
                        var sequence = await process.Log.AppendAsync(LogBatches.Append(stream, epoch, id));
                        lock (acknowledged)
                        {
                            acknowledged.Add((stream, sequence, id));
                            if (acknowledged.Count == goal) reached.Release();
                        }
                    }
                }
                catch (Exception e) when (e is IOException or StaleEpochException)
                {
                    // The server is away; whatever became of the batch, it is never sent again here, and may be there at most once.
                    await Task.Yield();
                }
            }
        }
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

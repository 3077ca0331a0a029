using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.Grains.Market;
using Sssaham.Postgres.Tests.Server;
using Sssaham.Silo.Storage.Postgres.TradeLog;
using Xunit;

namespace Sssaham.Postgres.Tests.TradeLog;

[Collection(PostgresGroup.Name)]
public sealed class PostgresTradeLogTests(PostgresServer server) : IAsyncLifetime
{
    private const string Stream = "IDX:BBCA";
    private string _database = "";
    private LogProcess _process = null!;

    private PostgresTradeLog Log => _process.Log;

    public Task InitializeAsync()
    {
        _database = server.CreateDatabase();
        _process = new LogProcess(_database);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _process.DisposeAsync();

    [PostgresFact]
    public async Task Batches_come_back_as_they_were_by_stream_and_day_in_the_order_of_their_appends()
    {
        var random = new Random(1);
        var expected = new Dictionary<(string, int), List<(long, int)>>();
        string[] streams = ["IDX:A", "IDX:B", "SIM:A"];
        var epochs = new Dictionary<string, long>();
        foreach (var stream in streams) epochs[stream] = await Log.OpenAsync(stream);
        var appends = Enumerable.Range(1, 900).Select(id => (Stream: streams[random.Next(3)], Day: random.Next(3), Id: id)).Select(b => (b, Task: Log.AppendAsync(LogBatches.Append(b.Stream, epochs[b.Stream], b.Id, b.Day)).AsTask())).ToList();
        foreach (var (batch, task) in appends)
        {
            if (!expected.TryGetValue((batch.Stream, batch.Day), out var list)) expected[(batch.Stream, batch.Day)] = list = [];
            list.Add((await task, batch.Id));
        }

        await using var reader = new LogProcess(_database);
        foreach (var stream in streams)
        {
            for (var day = 0; day < 3; day++)
            {
                var there = expected[(stream, day)];
                (await LogBatches.ReadAsync(reader.Log, stream, day)).Select(b => (b.Sequence, LogBatches.IdOf(b))).ShouldBe(there);
                there.Select(b => b.Item1).ShouldBeInOrder(SortDirection.Ascending);
                foreach (var at in new[] { 0, there.Count / 2, there.Count - 1 })
                    (await LogBatches.IdsAsync(reader.Log, stream, day, there[at].Item1)).ShouldBe(there.Skip(at + 1).Select(b => b.Item2));
            }

            expected.Where(e => e.Key.Item1 == stream).SelectMany(e => e.Value).OrderBy(b => b.Item2).Select(b => b.Item1).ShouldBeInOrder(SortDirection.Ascending);
            (await reader.Log.DaysAsync(stream)).ShouldBe(Enumerable.Range(0, 3).Select(d => new TradeLogDay(LogBatches.FirstDay.AddDays(d), expected[(stream, d)][^1].Item1)));
        }

        (await reader.Log.StreamsAsync()).ShouldBe(streams.Select(s => new TradeLogStream(s, LogBatches.FirstDay.AddDays(2))), ignoreOrder: true);
    }

    [PostgresFact]
    public async Task A_stream_without_batches_has_no_days_and_is_not_among_the_streams()
    {
        await Log.OpenAsync(Stream);
        (await LogBatches.ReadAsync(Log, Stream)).ShouldBeEmpty();
        (await Log.DaysAsync(Stream)).ShouldBeEmpty();
        (await Log.StreamsAsync()).ShouldBeEmpty();
    }

    [PostgresFact]
    public async Task A_batch_without_trades_raises_the_last_sequence_of_its_day()
    {
        var epoch = await Log.OpenAsync(Stream);
        var first = await Log.AppendAsync(LogBatches.Append(Stream, epoch, 1));
        var mark = await Log.AppendAsync(new TradeLogAppend(Stream, epoch, LogBatches.Append(Stream, epoch, 1).Day, 0, TradeCodec.Encode([])));
        mark.ShouldBeGreaterThan(first);
        (await Log.DaysAsync(Stream)).ShouldHaveSingleItem().LastSequence.ShouldBe(mark);
    }

    [PostgresFact]
    public async Task A_stale_writer_is_refused_and_the_new_one_goes_on()
    {
        var first = await Log.OpenAsync(Stream);
        await Log.AppendAsync(LogBatches.Append(Stream, first, 1));
        var second = await Log.OpenAsync(Stream);
        second.ShouldBeGreaterThan(first);
        await Should.ThrowAsync<StaleEpochException>(Log.AppendAsync(LogBatches.Append(Stream, first, 2)).AsTask());
        await Log.AppendAsync(LogBatches.Append(Stream, second, 3));
        (await LogBatches.IdsAsync(Log, Stream)).ShouldBe([1, 3]);
    }

    [PostgresFact]
    public async Task A_writer_in_another_process_is_refused_once_its_stream_is_taken_over_and_keeps_its_others()
    {
        await using var other = new LogProcess(_database);
        var (a, b) = (await Log.OpenAsync("IDX:A"), await Log.OpenAsync("IDX:B"));
        await Log.AppendAsync(LogBatches.Append("IDX:A", a, 1));
        var taken = await other.Log.OpenAsync("IDX:A");
        taken.ShouldBeGreaterThan(a);
        var stale = Log.AppendAsync(LogBatches.Append("IDX:A", a, 2)).AsTask();
        var neighbour = Log.AppendAsync(LogBatches.Append("IDX:B", b, 3)).AsTask();
        await Should.ThrowAsync<StaleEpochException>(stale);
        await neighbour;
        await other.Log.AppendAsync(LogBatches.Append("IDX:A", taken, 4));
        (await LogBatches.IdsAsync(Log, "IDX:A")).ShouldBe([1, 4]);
        (await LogBatches.IdsAsync(Log, "IDX:B")).ShouldBe([3]);
    }

    [PostgresFact]
    public async Task A_batch_that_waits_when_its_writer_becomes_stale_is_refused_and_its_neighbours_are_not()
    {
        await using var one = new LogProcess(_database, set: o => o.TradeWriters = 1);
        await using var other = new LogProcess(_database);
        var (a, b, c) = (await one.Log.OpenAsync("IDX:A"), await one.Log.OpenAsync("IDX:B"), await one.Log.OpenAsync("IDX:C"));
        await using var held = await HeldLock.TakeAsync(_database, "SELECT 1 FROM trade_log_epochs WHERE stream = 'IDX:C' FOR UPDATE");
        var stopped = one.Log.AppendAsync(LogBatches.Append("IDX:C", c, 1)).AsTask();
        await held.WaitedForAsync(1);
        var waiting = one.Log.AppendAsync(LogBatches.Append("IDX:A", a, 2)).AsTask();
        var neighbour = one.Log.AppendAsync(LogBatches.Append("IDX:B", b, 3)).AsTask();
        await other.Log.OpenAsync("IDX:A");
        await held.ReleaseAsync();
        await stopped;
        await Should.ThrowAsync<StaleEpochException>(waiting);
        await neighbour;
        (await LogBatches.IdsAsync(other.Log, "IDX:A")).ShouldBeEmpty();
        (await LogBatches.IdsAsync(other.Log, "IDX:B")).ShouldBe([3]);
    }

    [PostgresFact]
    public async Task Who_takes_a_stream_over_reads_every_batch_that_its_predecessor_still_gets_acknowledged()
    {
        await using var other = new LogProcess(_database);
        var epoch = await Log.OpenAsync(Stream);
        await Log.AppendAsync(LogBatches.Append(Stream, epoch, 1));
        await using var held = await HeldLock.TakeAsync(_database, SecondBatch(epoch));
        var writing = Log.AppendAsync(LogBatches.Append(Stream, epoch, 2)).AsTask();
        await held.WaitedForAsync(1);
        var takeover = other.Log.OpenAsync(Stream).AsTask();
        await held.WaitedForAsync(2);
        takeover.IsCompleted.ShouldBeFalse();
        await held.ReleaseAsync();
        await takeover;
        (await LogBatches.IdsAsync(other.Log, Stream)).ShouldBe([1, 2]);
        await writing;
    }

    [PostgresFact]
    public async Task Who_takes_over_can_give_up_waiting()
    {
        await using var other = new LogProcess(_database);
        var epoch = await Log.OpenAsync(Stream);
        await Log.AppendAsync(LogBatches.Append(Stream, epoch, 1));
        await using var held = await HeldLock.TakeAsync(_database, SecondBatch(epoch));
        var writing = Log.AppendAsync(LogBatches.Append(Stream, epoch, 2)).AsTask();
        await held.WaitedForAsync(1);
        using var cancel = new CancellationTokenSource();
        var takeover = other.Log.OpenAsync(Stream, cancel.Token).AsTask();
        await held.WaitedForAsync(2);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(takeover);
        await held.ReleaseAsync();
        await writing;
    }

    [PostgresFact]
    public async Task A_writer_that_stands_still_in_a_transaction_is_ended_and_does_not_keep_others_out()
    {
        await using var slow = new LogProcess(_database, set: o => o.WriterTimeout = TimeSpan.FromMilliseconds(200));
        await using var other = new LogProcess(_database);
        var epoch = await slow.Log.OpenAsync(Stream);
        await slow.Log.AppendAsync(LogBatches.Append(Stream, epoch, 1));
        await using var held = await HeldLock.TakeAsync(_database, SecondBatch(epoch));
        var writing = slow.Log.AppendAsync(LogBatches.Append(Stream, epoch, 2)).AsTask();
        await Should.ThrowAsync<TradeLogException>(writing);
        await other.Log.OpenAsync(Stream);
        (await LogBatches.IdsAsync(other.Log, Stream)).ShouldBe([1]);
    }

    [PostgresFact]
    public async Task A_failure_of_an_append_comes_by_its_task_and_never_out_of_the_call()
    {
        var process = new LogProcess(_database);
        var never = process.Log.AppendAsync(LogBatches.Append(Stream, 1, 1));
        await Should.ThrowAsync<StaleEpochException>(never.AsTask());
        var epoch = await process.Log.OpenAsync(Stream);
        var tooLarge = process.Log.AppendAsync(new TradeLogAppend(Stream, epoch, LogBatches.FirstDay, 1, new byte[65 << 20]));
        await Should.ThrowAsync<ArgumentException>(tooLarge.AsTask());
        await process.DisposeAsync();
        var closed = process.Log.AppendAsync(LogBatches.Append(Stream, epoch, 1));
        await Should.ThrowAsync<ObjectDisposedException>(closed.AsTask());
    }

    [PostgresFact]
    public async Task A_log_that_closes_writes_what_waits()
    {
        var process = new LogProcess(_database);
        var epoch = await process.Log.OpenAsync(Stream);
        var appends = Enumerable.Range(1, 500).Select(id => process.Log.AppendAsync(LogBatches.Append(Stream, epoch, id)).AsTask()).ToList();
        await process.DisposeAsync();
        await Task.WhenAll(appends);
        (await LogBatches.IdsAsync(Log, Stream)).ShouldBe(Enumerable.Range(1, 500));
    }

    [PostgresFact]
    public async Task More_than_may_wait_is_refused_and_room_comes_back()
    {
        await using var small = new LogProcess(_database, set: o => (o.TradeWriters, o.QueueBytes) = (1, 1000));
        var epoch = await small.Log.OpenAsync(Stream);
        await using (var held = await HeldLock.TakeAsync(_database, "SELECT 1 FROM trade_log_epochs FOR UPDATE"))
        {
            var first = small.Log.AppendAsync(Of(1000)).AsTask();
            await held.WaitedForAsync(1);
            var second = small.Log.AppendAsync(Of(900)).AsTask();
            await Should.ThrowAsync<TradeLogException>(small.Log.AppendAsync(Of(200)).AsTask());
            var third = small.Log.AppendAsync(Of(100)).AsTask();
            await held.ReleaseAsync();
            await Task.WhenAll(first, second, third);
        }

        await small.Log.AppendAsync(Of(5000));
        (await LogBatches.ReadAsync(small.Log, Stream)).Select(b => b.Packed.Length).ShouldBe([1000, 900, 100, 5000]);

        TradeLogAppend Of(int bytes) => new(Stream, epoch, LogBatches.FirstDay, 1, new byte[bytes]);
    }

    [PostgresFact]
    public async Task Many_processes_make_the_same_days_at_once()
    {
        var processes = Enumerable.Range(0, 6).Select(_ => new LogProcess(_database)).ToList();
        await Task.WhenAll(processes.Select(async (process, p) =>
        {
            var epoch = await process.Log.OpenAsync($"IDX:S{p}");
            await Task.WhenAll(Enumerable.Range(0, 10).Select(day => process.Log.AppendAsync(LogBatches.Append($"IDX:S{p}", epoch, day, day)).AsTask()));
        }));
        for (var p = 0; p < processes.Count; p++) (await Log.DaysAsync($"IDX:S{p}")).Count.ShouldBe(10);
        foreach (var process in processes) await process.DisposeAsync();
    }

    [PostgresTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Processes_that_take_streams_from_each_other_lose_and_double_nothing(int seed)
    {
        const int Streams = 4;
        var acknowledged = new List<(string Stream, long Sequence, int Id)>();
        var id = 0;
        var processes = Enumerable.Range(0, 3).Select(_ => new LogProcess(_database)).ToList();
        await Task.WhenAll(processes.SelectMany((process, p) => Enumerable.Range(0, 2).Select(async worker =>
        {
            var random = new Random((seed * 100) + (p * 10) + worker);
            for (var round = 0; round < 15; round++)
            {
                var stream = $"IDX:S{random.Next(Streams)}";
                var before = new HashSet<(string, long, int)>();
                lock (acknowledged) before = [.. acknowledged.Where(a => a.Stream == stream)];
                var epoch = await process.Log.OpenAsync(stream);
                // All that anybody was told before is visible to whoever takes over.
                var found = (await LogBatches.ReadAsync(process.Log, stream)).Select(b => (stream, b.Sequence, LogBatches.IdOf(b))).ToHashSet();
                before.IsSubsetOf(found).ShouldBeTrue($"seed {seed}");
                await Task.WhenAll(Enumerable.Range(0, random.Next(1, 12)).Select(async _ =>
                {
                    var mine = Interlocked.Increment(ref id);
                    try
                    {
                        var sequence = await process.Log.AppendAsync(LogBatches.Append(stream, epoch, mine));
                        lock (acknowledged) acknowledged.Add((stream, sequence, mine));
                    }
                    catch (StaleEpochException)
                    {
                        // Taken by another; not stored, as the comparison below shows.
                    }
                }));
            }
        })));
        var all = new List<(string Stream, long Sequence, int Id)>();
        for (var s = 0; s < Streams; s++) all.AddRange((await LogBatches.ReadAsync(Log, $"IDX:S{s}")).Select(b => ($"IDX:S{s}", b.Sequence, LogBatches.IdOf(b))));
        all.ShouldBe(acknowledged.OrderBy(a => a.Stream, StringComparer.Ordinal).ThenBy(a => a.Sequence).ToList(), $"seed {seed}");
        acknowledged.Count.ShouldBeGreaterThan(50);
        foreach (var process in processes) await process.DisposeAsync();
    }

    /// <summary>Has what the stream's second batch will be on its way in another's transaction: whoever writes it waits, and has the stream by then.</summary>
    private static string SecondBatch(long epoch) => $"INSERT INTO trade_log VALUES ('{Stream}', '{LogBatches.FirstDay:yyyy-MM-dd}', {(epoch << 32) + 2}, 0, '')";
}

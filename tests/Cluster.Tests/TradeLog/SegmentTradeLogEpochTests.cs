using Shouldly;
using Sssaham.Cluster.Tests.Storage;
using Sssaham.Grains.Market;
using Xunit;

namespace Sssaham.Cluster.Tests.TradeLog;

public sealed class SegmentTradeLogEpochTests
{
    private const string Stream = "IDX:BBCA";

    private readonly BlockingSyncs _disk = new(new PowerCutFileLayer());

    [Fact]
    public async Task A_stale_writer_is_refused_and_the_new_one_goes_on()
    {
        await using var log = _disk.Open();
        var first = await log.OpenAsync(Stream);
        await log.AppendAsync(LogBatches.Append(Stream, first, 1));
        var second = await log.OpenAsync(Stream);
        second.ShouldBeGreaterThan(first);
        await Should.ThrowAsync<StaleEpochException>(log.AppendAsync(LogBatches.Append(Stream, first, 2)).AsTask());
        await log.AppendAsync(LogBatches.Append(Stream, second, 3));
        (await LogBatches.ReadAsync(log, Stream)).Select(LogBatches.IdOf).ShouldBe([1, 3]);
    }

    [Fact]
    public async Task Another_stream_keeps_its_writer()
    {
        await using var log = _disk.Open();
        var epoch = await log.OpenAsync("IDX:A");
        await log.OpenAsync("IDX:B");
        await log.OpenAsync("IDX:B");
        await log.AppendAsync(LogBatches.Append("IDX:A", epoch, 1));
    }

    [Fact]
    public async Task A_batch_that_waits_when_its_writer_becomes_stale_is_refused_and_its_neighbours_are_not()
    {
        await using var log = _disk.Open();
        var (a, b) = (await log.OpenAsync("IDX:A"), await log.OpenAsync("IDX:B"));
        using var turn = _disk.BlockNext();
        var writing = log.AppendAsync(LogBatches.Append("IDX:A", a, 1)).AsTask();
        await turn.Reached;
        var waiting = log.AppendAsync(LogBatches.Append("IDX:A", a, 2)).AsTask();
        var neighbour = log.AppendAsync(LogBatches.Append("IDX:B", b, 3)).AsTask();
        var takeover = log.OpenAsync("IDX:A").AsTask();
        turn.Release();
        await writing;
        await Should.ThrowAsync<StaleEpochException>(waiting);
        await neighbour;
        await takeover;
        (await LogBatches.ReadAsync(log, "IDX:A")).Select(LogBatches.IdOf).ShouldBe([1]);
    }

    [Fact]
    public async Task Who_takes_a_stream_over_reads_every_batch_that_its_predecessor_still_gets_acknowledged()
    {
        await using var log = _disk.Open();
        var epoch = await log.OpenAsync(Stream);
        using var turn = _disk.BlockNext();
        var writing = log.AppendAsync(LogBatches.Append(Stream, epoch, 1)).AsTask();
        await turn.Reached;
        var takeover = log.OpenAsync(Stream).AsTask();
        takeover.IsCompleted.ShouldBeFalse();
        turn.Release();
        await takeover;
        (await LogBatches.ReadAsync(log, Stream)).Select(LogBatches.IdOf).ShouldBe([1]);
        await writing;
    }

    [Fact]
    public async Task Who_takes_over_can_give_up_waiting()
    {
        await using var log = _disk.Open();
        var epoch = await log.OpenAsync(Stream);
        using var turn = _disk.BlockNext();
        var writing = log.AppendAsync(LogBatches.Append(Stream, epoch, 1)).AsTask();
        await turn.Reached;
        using var cancel = new CancellationTokenSource();
        var takeover = log.OpenAsync(Stream, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(takeover);
        turn.Release();
        await writing;
    }

    [Fact]
    public async Task A_failure_of_an_append_comes_by_its_task_and_never_out_of_the_call()
    {
        var log = _disk.Open();
        var epoch = await log.OpenAsync(Stream);
        var tooLarge = log.AppendAsync(new TradeLogAppend(Stream, epoch, LogBatches.FirstDay, 1, new byte[65 << 20]));
        await Should.ThrowAsync<ArgumentException>(tooLarge.AsTask());
        await log.DisposeAsync();
        var closed = log.AppendAsync(LogBatches.Append(Stream, epoch, 1));
        await Should.ThrowAsync<ObjectDisposedException>(closed.AsTask());
    }

    [Fact]
    public async Task A_log_that_closes_writes_what_waits()
    {
        var log = _disk.Open();
        var epoch = await log.OpenAsync(Stream);
        using var turn = _disk.BlockNext();
        var appends = Enumerable.Range(1, 50).Select(id => log.AppendAsync(LogBatches.Append(Stream, epoch, id)).AsTask()).ToList();
        await turn.Reached;
        var closing = log.DisposeAsync().AsTask();
        turn.Release();
        await closing;
        await Task.WhenAll(appends);
        await using var again = _disk.Open();
        (await LogBatches.ReadAsync(again, Stream)).Select(LogBatches.IdOf).ShouldBe(Enumerable.Range(1, 50));
    }
}

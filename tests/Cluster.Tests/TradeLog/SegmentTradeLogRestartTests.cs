using Shouldly;
using Sssaham.Cluster.Tests.Storage;
using Sssaham.Grains.Market;
using Sssaham.Silo.Storage.TradeLog;
using Xunit;

namespace Sssaham.Cluster.Tests.TradeLog;

/// <summary>Single faults at every point where they can strike.</summary>
public sealed class SegmentTradeLogRestartTests
{
    private const string Stream = "IDX:BBCA";

    [Fact]
    public async Task A_process_that_dies_while_the_log_is_made_leaves_nothing_that_swallows_later_batches()
    {
        for (var point = 0; point < 12; point++)
        {
            var disk = new PowerCutFileLayer();
            disk.CutPowerAfter(point);
            SegmentTradeLog? first = null;
            try
            {
                first = LogBatches.Open(disk);
            }
            catch (IOException)
            {
            }

            disk.RestartProcess();
            if (first is not null) await first.DisposeAsync();
            await AppendAndCutPowerAsync(disk, 1);
            (await ReadAsync(disk)).ShouldBe([1], $"cut at operation {point}");
        }
    }

    [Fact]
    public async Task A_process_that_dies_at_any_point_of_an_append_leaves_nothing_that_is_read_and_then_lost()
    {
        for (var point = 0; point < 30; point++)
        {
            var disk = new PowerCutFileLayer();
            await using (var log = LogBatches.Open(disk, segmentBytes: 200))
            {
                var epoch = await log.OpenAsync(Stream);
                disk.CutPowerAfter(point);
                for (var id = 1; id <= 5; id++) await SucceedsAsync(log, epoch, id);
                disk.RestartProcess();
            }

            await ShouldStayAsReadAsync(disk, $"cut at operation {point}");
        }
    }

    [Fact]
    public async Task What_a_failed_sync_left_in_memory_is_not_read_and_then_lost()
    {
        for (var after = 0; after < 8; after++)
        {
            var disk = new PowerCutFileLayer();
            await using (var log = LogBatches.Open(disk, segmentBytes: 200))
            {
                var epoch = await log.OpenAsync(Stream);
                await log.AppendAsync(LogBatches.Append(Stream, epoch, 1));
                disk.SyncsBeforeFailure = after;
                disk.FailNextSyncs = 1;
                for (var id = 2; disk.FailNextSyncs > 0; id++) await SucceedsAsync(log, epoch, id);
                disk.RestartProcess();
            }

            await ShouldStayAsReadAsync(disk, $"sync {after} failed");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_failed_never_comes_back_behind_what_was_acknowledged_later(bool powerCut)
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var disk = new PowerCutFileLayer(new Random(seed));
            var acknowledged = new List<int>();
            await using (var log = LogBatches.Open(disk, 100_000, 100_000))
            {
                var epoch = await log.OpenAsync(Stream);
                disk.FailNextSyncs = 1;
                var failed = Enumerable.Range(1, 6).Select(id => SucceedsAsync(log, epoch, id)).ToList();
                for (var id = 1; id <= 6; id++)
                {
                    if (await failed[id - 1]) acknowledged.Add(id);
                }

                if (await SucceedsAsync(log, epoch, 7)) acknowledged.Add(7);
                if (powerCut) disk.PowerCut();
                else disk.RestartProcess();
            }

            acknowledged[^1].ShouldBe(7);
            (await ReadAsync(disk)).ShouldBe(acknowledged, $"seed {seed}");
        }
    }

    [Fact]
    public async Task A_start_that_is_cut_off_at_any_point_loses_nothing()
    {
        for (var point = 0; ; point++)
        {
            var disk = new PowerCutFileLayer(new Random(point));
            await using (var log = LogBatches.Open(disk, segmentBytes: 200))
            {
                var epoch = await log.OpenAsync(Stream);
                for (var id = 1; id <= 5; id++) await log.AppendAsync(LogBatches.Append(Stream, epoch, id));
                disk.CutPowerAfter(1);
                await SucceedsAsync(log, epoch, 6);
                disk.PowerCut();
            }

            foreach (var path in disk.AllFiles().Where(f => f.EndsWith(".idx", StringComparison.Ordinal))) disk.Delete(path);
            disk.CutPowerAfter(point);
            var started = true;
            try
            {
                await LogBatches.Open(disk, segmentBytes: 200).DisposeAsync();
            }
            catch (IOException)
            {
                started = false;
            }

            disk.PowerCut();
            (await ReadAsync(disk)).Take(5).ShouldBe([1, 2, 3, 4, 5], $"cut at operation {point}");
            if (started && point > 40) return;
        }
    }

    [Fact]
    public async Task Whoever_waits_for_a_full_disk_is_served_when_there_is_room_again()
    {
        var disk = new PowerCutFileLayer();
        await using var log = LogBatches.Open(disk);
        var epoch = await log.OpenAsync(Stream);
        disk.FullAfter(0);
        for (var id = 1; id <= 20; id++) (await SucceedsAsync(log, epoch, id)).ShouldBeFalse();
        log.Fault.ShouldNotBeNull();
        disk.AllFiles().Count.ShouldBeLessThan(5);
        disk.Capacity = null;
        (await SucceedsAsync(log, epoch, 21)).ShouldBeTrue();
        log.Fault.ShouldBeNull();
        (await LogBatches.ReadAsync(log, Stream)).Select(LogBatches.IdOf).ShouldBe([21]);
    }

    private static async Task ShouldStayAsReadAsync(PowerCutFileLayer disk, string text)
    {
        var read = await ReadAsync(disk);
        disk.PowerCut();
        (await ReadAsync(disk)).ShouldBe(read, text);
    }

    private static async Task AppendAndCutPowerAsync(PowerCutFileLayer disk, int id)
    {
        await using var log = LogBatches.Open(disk);
        await log.AppendAsync(LogBatches.Append(Stream, await log.OpenAsync(Stream), id));
        disk.PowerCut();
    }

    private static async Task<List<int>> ReadAsync(PowerCutFileLayer disk)
    {
        await using var log = LogBatches.Open(disk);
        return [.. (await LogBatches.ReadAsync(log, Stream)).Select(LogBatches.IdOf)];
    }

    private static async Task<bool> SucceedsAsync(SegmentTradeLog log, long epoch, int id)
    {
        try
        {
            await log.AppendAsync(LogBatches.Append(Stream, epoch, id));
            return true;
        }
        catch (TradeLogException)
        {
            return false;
        }
    }
}

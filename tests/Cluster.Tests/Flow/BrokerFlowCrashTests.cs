using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Cluster.Tests.Storage;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.Silo.Storage.Flow;
using Xunit;

namespace Sssaham.Cluster.Tests.Flow;

/// <summary>What was acknowledged is there after every kind of end; what was not may be there or not, and can be sent again.</summary>
public sealed class BrokerFlowCrashTests : IAsyncLifetime
{
    private static readonly DateOnly Last = Tapes.Today;
    private readonly FlowCluster _cluster = new();

    public Task InitializeAsync() => _cluster.InitializeAsync();

    public Task DisposeAsync() => _cluster.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Files_survive_a_cut_at_every_point_of_putting_storing_and_settling_them(bool raw)
    {
        SummaryFile[] old = [Summaries.Net(Last.AddDays(-2), 1), Summaries.Net(Last.AddDays(-1), 2), Summaries.Net(Last, 3)];
        SummaryFile[] sent = [Summaries.Net(Last.AddDays(-1), 20), Summaries.Net(Last.AddDays(1), 40)];
        decimal[][] allowed = [[1], [2, 20], [3], [40]];
        var (refused, acknowledged) = (0, 0);
        for (var point = 0; ; point++)
        {
            var key = TickerCluster.NewKey();
            var flow = _cluster.Flow(key);
            await flow.IngestAsync(old);
            await flow.RefreshAsync();

            (raw ? _cluster.FlowDisk : _cluster.StateDisk).CutPowerAfter(point);
            var taken = await Succeeds(() => flow.IngestAsync(sent));
            var stored = taken && await Succeeds(flow.RefreshAsync);
            await CutAsync(flow);

            var found = await NetsAsync(flow);
            if (taken) found.ShouldBe([1, 20, 3, 40]);
            else found.Zip(allowed).ShouldAllBe(f => f.Second.Contains(f.First));
            var archive = new FileBrokerSummaryArchive(_cluster.FlowDisk, Tapes.Venues);
            await flow.IngestAsync(sent);
            await flow.RefreshAsync();
            (await NetsAsync(flow)).ShouldBe([1, 20, 3, 40]);
            (await archive.PendingAsync(key)).ShouldBeEmpty();
            if (taken) acknowledged++;
            else refused++;
            if (stored) break;
        }

        acknowledged.ShouldBeGreaterThan(3);
        if (raw) refused.ShouldBeGreaterThan(6);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_process_that_ends_right_after_the_answer_finds_the_files_and_the_instrument_at_its_next_start(bool power)
    {
        var (key, other) = (TickerCluster.NewKey(), TickerCluster.NewKey("SIM"));
        await _cluster.Flow(key).IngestAsync([Summaries.Net(Last, 3), Summaries.Between(Last.AddDays(-1), "NI", "PD", 9)]);
        await _cluster.Flow(other).IngestAsync([Summaries.Net(Last, 5)]);
        await _cluster.RestartAsync(power);

        // Nobody has called the instruments yet.
        var sum = await _cluster.Market().SumAsync(new MarketFlowQuery(null, 30, 0, null));
        sum.Instruments.ShouldBe([key]);
        sum.Days.Select(d => (d.Date, d.SmartMoney)).ShouldBe([(Last.AddDays(-1), 9), (Last, 3)]);
        (await _cluster.Market("SIM").SumAsync(new MarketFlowQuery(null, 30, 0, null))).Instruments.ShouldBe([other]);
        await _cluster.Flow(key).RefreshAsync();
        await _cluster.RestartAsync(powerCut: true);
        (await NetsAsync(_cluster.Flow(key))).ShouldBe([9, 3]);
        (await NetsAsync(_cluster.Flow(other))).ShouldBe([5]);
    }

    [Fact]
    public async Task A_disk_that_fails_refuses_the_call_and_takes_it_later()
    {
        var flow = _cluster.Flow(TickerCluster.NewKey());
        await flow.IngestAsync([Summaries.Net(Last, 1)]);
        Action<PowerCutFileLayer>[] faults = [d => d.FailNextWrites = 1, d => d.FailNextSyncs = 1, d => d.FullAfter(100), d => (d.FailNextSyncs, d.SyncsBeforeFailure) = (1, 1)];
        var net = 1;
        foreach (var fault in faults)
        {
            fault(_cluster.FlowDisk);
            await Should.ThrowAsync<FlowUnavailableException>(() => flow.IngestAsync([Summaries.Net(Last, ++net)]));
            _cluster.FlowDisk.Capacity = null;
            _cluster.FlowDisk.FailNextSyncs = 0;
            (await NetsAsync(flow)).Single().ShouldBeOneOf(net - 1, net);
            await flow.IngestAsync([Summaries.Net(Last, net)]);
            (await NetsAsync(flow)).ShouldBe([net]);
        }

        await flow.RefreshAsync();
        _cluster.FlowDisk.FailNextReads = 1;
        await Should.ThrowAsync<FlowUnavailableException>(() => flow.GetRangeAsync(null, null, 30));
        _cluster.FlowDisk.FailNextReads = 1;
        await Should.ThrowAsync<FlowUnavailableException>(() => flow.GetFeaturesAsync(null, fromRaw: true));
        (await flow.GetRangeAsync(null, null, 30)).Days.Single().SmartMoney.ShouldBe(net);
    }

    [Fact]
    public async Task An_instrument_whose_files_cannot_be_read_says_so_and_starts_later()
    {
        var flow = _cluster.Flow(TickerCluster.NewKey());
        await flow.IngestAsync([Summaries.Net(Last, 1)]);
        _cluster.StateDisk.CutPowerAfter(0);
        await _cluster.DeactivateAsync(flow);
        _cluster.StateDisk.PowerCut();
        _cluster.FlowDisk.FailNextReads = 1;
        (await Should.ThrowAsync<FlowUnavailableException>(() => flow.GetDaysAsync(null, 30))).Message.ShouldContain("cannot be read");
        (await NetsAsync(flow)).ShouldBe([1]);
    }

    [Fact]
    public async Task A_store_that_fails_is_tried_again_until_the_market_knows()
    {
        var key = TickerCluster.NewKey();
        await _cluster.Market().RebuildAsync();
        await _cluster.Flow(key).IngestAsync([Summaries.Net(Last, 1)]);
        _cluster.StateDisk.FailNextSyncs = 2;
        await KnownAsync(key, 1);

        // A write whose sync failed may have reached the disk; the next one must not be taken for somebody else's.
        await _cluster.Flow(key).IngestAsync([Summaries.Net(Last, 2)]);
        (_cluster.StateDisk.SyncsBeforeFailure, _cluster.StateDisk.FailNextSyncs) = (1, 1);
        await KnownAsync(key, 2);
        await Eventually.BeTrueAsync(async () => (await new FileBrokerSummaryArchive(_cluster.FlowDisk, Tapes.Venues).PendingAsync(key)).Count == 0, "the file stays pending");
    }

    [Fact]
    public async Task A_series_file_that_cannot_be_written_does_not_keep_the_market_from_knowing()
    {
        var key = TickerCluster.NewKey();
        await _cluster.Flow(key).IngestAsync([Summaries.Net(Last, 1)]);
        _cluster.FlowDisk.FullAfter(0);
        await KnownAsync(key, 1);
        _cluster.FlowDisk.Capacity = null;
        await Eventually.BeTrueAsync(() => Task.FromResult(_cluster.FlowDisk.AllFiles().Contains($"flow/smart-money/{key[4..]}-30d.json")), "the file is not written");
    }

    [Fact]
    public async Task An_instrument_that_is_let_go_before_it_told_the_market_still_tells_it()
    {
        var key = TickerCluster.NewKey();
        await _cluster.Market().RebuildAsync();
        await _cluster.Flow(key).IngestAsync([Summaries.Net(Last, 1)]);
        await _cluster.DeactivateAsync(_cluster.Flow(key));
        await KnownAsync(key, 1);
    }

    [Fact]
    public async Task A_lost_or_damaged_state_is_built_again_from_the_raw_files()
    {
        var flow = _cluster.Flow(TickerCluster.NewKey());
        var random = new Random(8);
        await flow.IngestAsync([.. Enumerable.Range(0, 12).Select(i => Summaries.Random(random, Last.AddDays(-i)))]);
        await flow.RefreshAsync();
        var days = Summaries.Text(await flow.GetDaysAsync(null, 30));
        await _cluster.DeactivateAsync(flow);
        foreach (var file in _cluster.StateDisk.AllFiles()) _cluster.StateDisk.FlipBit(file, 400);
        Summaries.Text(await flow.GetDaysAsync(null, 30)).ShouldBe(days);
    }

    private static async Task<bool> Succeeds(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
#pragma warning disable CA1031 // A cut power shows as several exceptions.
        catch (Exception e) when (e is not ShouldAssertException)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    /// <summary>Ends the grain in the dark, where it can write nothing, and boots.</summary>
    private async Task CutAsync(IBrokerFlowGrain flow)
    {
        foreach (var disk in new[] { _cluster.FlowDisk, _cluster.StateDisk }) disk.CutPowerAfter(0);
        await _cluster.DeactivateAsync(flow);
        foreach (var disk in new[] { _cluster.FlowDisk, _cluster.StateDisk }) disk.PowerCut();
    }

    private Task KnownAsync(string key, decimal net) => Eventually.BeTrueAsync(
        async () => (await _cluster.Market().SumAsync(new MarketFlowQuery(null, 30, 0, [key]))).Days is [var day] && day.SmartMoney == net,
        "the market does not know");

    private static async Task<decimal[]> NetsAsync(IBrokerFlowGrain flow) => [.. (await flow.GetDaysAsync(null, 30)).Days.Select(d => d.SmartMoney)];
}

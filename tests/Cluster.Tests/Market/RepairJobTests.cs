using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.Grains.Market;
using Sssaham.Grains.Operations;
using Xunit;

namespace Sssaham.Cluster.Tests.Market;

public sealed class RepairJobTests : IAsyncLifetime
{
    private readonly TightCluster _cluster = new();
    private readonly List<string> _checkpoints = [];

    public Task InitializeAsync() => _cluster.InitializeAsync();

    public Task DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task The_job_finds_the_damaged_days_and_leaves_the_others_alone()
    {
        var tickers = await MarketAsync(5);
        foreach (var ticker in tickers[1..3]) _cluster.ArchiveDisk.Delete(_cluster.Files(ticker, "footprint")[0]);
        (await RunAsync(null)).ShouldStartWith("10 days checked, 2 repaired, 0 incomplete, 0 failed");
        (await RunAsync(null)).ShouldBe("10 days checked, 0 repaired, 0 incomplete, 0 failed.");
        var trail = await TrailAsync();
        trail.Select(r => r.Instrument).ShouldBe(tickers[1..3].Select(t => t.GetPrimaryKeyString()), ignoreOrder: true);
        trail.ShouldAllBe(r => r.Trigger == "job:repair" && r.Day == Tapes.Today && r.Outcome == RepairOutcome.Repaired);
    }

    [Fact]
    public async Task A_run_does_what_its_argument_names_and_goes_on_from_its_checkpoint()
    {
        var tickers = await MarketAsync(3);
        foreach (var ticker in tickers) _cluster.ArchiveDisk.Delete(_cluster.Files(ticker, "footprint")[0]);
        (await RunAsync($"dump {Tapes.Today:yyyy-MM-dd} {tickers[0].GetPrimaryKeyString()}")).ShouldStartWith("1 days checked, 1 repaired");
        _checkpoints.ShouldBe([$"{Tapes.Today:yyyy-MM-dd} {tickers[0].GetPrimaryKeyString()}"]);
        // An interrupted run that had done all of them has nothing left.
        (await RunAsync($"{Tapes.Today:yyyy-MM-dd} IDX", $"{Tapes.Today:yyyy-MM-dd} IDX:ZZZ")).ShouldStartWith("0 days checked");
        (await RunAsync($"{Tapes.Today:yyyy-MM-dd} IDX")).ShouldStartWith("3 days checked, 2 repaired");
    }

    [Fact]
    public async Task A_day_that_cannot_be_repaired_fails_the_run_and_keeps_none_of_the_others_from_it()
    {
        var tickers = await MarketAsync(3);
        foreach (var ticker in tickers) _cluster.ArchiveDisk.Delete(_cluster.Files(ticker, "footprint")[0]);
        _cluster.ArchiveDisk.FailNextSyncs = 1;
        (await Should.ThrowAsync<IOException>(() => RunAsync($"{Tapes.Today:yyyy-MM-dd} IDX"))).Message.ShouldStartWith("2 days checked, 2 repaired, 0 incomplete, 1 failed");
        _checkpoints.ShouldBeEmpty();
        (await RunAsync($"{Tapes.Today:yyyy-MM-dd} IDX")).ShouldStartWith("3 days checked, 1 repaired, 0 incomplete, 0 failed");
    }

    [Fact]
    public async Task A_cancelled_run_ends()
    {
        await MarketAsync(1);
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => RunAsync(null, null, cancel.Token));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("2026-02-30 IDX")]
    [InlineData("2026-02-18 MARS")]
    [InlineData("2026-02-18 IDX:..")]
    [InlineData("2026-02-18 IDX IDX")]
    [InlineData("dump")]
    public async Task An_argument_that_is_none_fails_the_run(string argument) => await Should.ThrowAsync<ArgumentException>(() => RunAsync(argument));

    private async Task<ITickerGrain[]> MarketAsync(int count)
    {
        var tickers = new ITickerGrain[count];
        for (var i = 0; i < count; i++)
        {
            var tape = Tapes.Random(new Random(i), Tapes.Today, 200, minutes: 60);
            await (tickers[i] = _cluster.Ticker(TickerCluster.NewKey())).SendAsync(tape);
        }

        _cluster.Time.Advance(TimeSpan.FromMinutes(3));
        foreach (var (ticker, i) in tickers.Select((t, i) => (t, i)))
        {
            var bars = Tapes.Bars(Tapes.Idx, Tapes.Today, Tapes.Random(new Random(i), Tapes.Today, 200, minutes: 60)).Count;
            await Eventually.BeTrueAsync(async () => (await ticker.RebuildDayAsync(Tapes.Today, fromArchive: true)).Bars.Length == bars, "the archive never has the day");
            (await ticker.RepairDayAsync(new RepairRequest(Tapes.Today, "test"))).Outcome.ShouldBe(RepairOutcome.Healthy);
        }

        return tickers;
    }

    private Task<string> RunAsync(string? argument, string? checkpoint = null, CancellationToken cancel = default)
    {
        _checkpoints.Clear();
        var info = new JobRunInfo("run", Tapes.At(Tapes.Today.AddDays(1), 0, 0), 0, null, null, null, JobCause.Schedule, argument);
        var run = new JobRun(info, null, checkpoint, c =>
        {
            _checkpoints.Add(c);
            return Task.CompletedTask;
        });
        return new RepairJob(_cluster.Grains, Tapes.Venues).RunAsync(run, cancel);
    }

    private async Task<DayRepair[]> TrailAsync() => (await _cluster.Grains.GetGrain<IRepairTrailGrain>(IRepairTrailGrain.Key).ListAsync(new RepairTrailQuery(null, null, 500, null))).Items;
}

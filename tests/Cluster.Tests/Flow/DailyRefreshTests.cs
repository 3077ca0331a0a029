using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.GrainInterfaces.Operations;
using Xunit;

namespace Sssaham.Cluster.Tests.Flow;

public sealed class DailyRefreshTests : IAsyncLifetime
{
    private const int Instruments = 150;
    private static readonly DateOnly Day = Tapes.Today;
    private readonly JobbedFlowCluster _cluster = new();

    public Task InitializeAsync() => _cluster.InitializeAsync();

    public Task DisposeAsync() => _cluster.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pass_that_is_ended_in_the_middle_goes_on_and_refreshes_every_instrument(bool power)
    {
        var random = new Random(5);
        var keys = Enumerable.Range(0, Instruments).Select(i => $"IDX:R{i:000}").ToArray();
        var files = keys.ToDictionary(k => k, _ => Enumerable.Range(0, 3).Select(back => Summaries.Random(random, Day.AddDays(-back))).ToArray(), StringComparer.Ordinal);
        foreach (var key in keys) await _cluster.Flow(key).IngestAsync(files[key]);

        // Instruments store by themselves, too; once all have, only the pass is left to do it.
        await Task.WhenAll(keys.Select(k => _cluster.Flow(k).RefreshAsync()));

        // The second of three chunks hangs until the silo ends.
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _cluster.BeforeSeries = key =>
        {
            if (key.Ticker != "R100") return Task.CompletedTask;
            reached.TrySetResult();
            return gate.Task;
        };
        (await _cluster.Refresh.TriggerAsync(null)).Accepted.ShouldBeTrue();
        await reached.Task;
        if (power)
        {
            foreach (var disk in new[] { _cluster.StateDisk, _cluster.FlowDisk }) disk.CutPowerAfter(0);
        }

        // Not before the silo ends, or the run has failed instead of being interrupted.
        using var stopping = _cluster.Silo.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => gate.SetException(new IOException("The process ends.")));
        await _cluster.RestartAsync(power);
        _cluster.BeforeSeries = _ => Task.CompletedTask;
        await _cluster.Refresh.EnsureAsync();
        var status = await EndedAsync();

        (status.History[0].Outcome, status.History[0].Message).ShouldBe((JobOutcome.Ok, $"{Instruments - 64} instruments refreshed."));
        status.History[1].Outcome.ShouldBe(JobOutcome.Interrupted);
        _cluster.First.Calls.ShouldBe(1);
        var sum = await _cluster.Market().SumAsync(new MarketFlowQuery(null, 30, 0, null));
        sum.Instruments.ShouldBe(keys);
        sum.Missing.ShouldBe([0, 0, 0]);
        var days = files.Values.SelectMany(f => f).Select(f => f.Reduced()).GroupBy(d => d.Date).OrderBy(g => g.Key).ToList();
        sum.Days.ShouldBe(days.Select(g => new FlowNet(g.Key, g.Sum(d => d.SmartMoney), g.Sum(d => d.Retail), g.Sum(d => d.TotalValue))));
        (await _cluster.Market().FeaturesAsync(0)).Rows.Select(r => r.Instrument).ShouldBe(keys);
        foreach (var key in keys.Where((_, i) => i % 30 == 0)) Summaries.Text((await _cluster.Flow(key).GetDaysAsync(null, 30)).Days).ShouldBe(Summaries.Text(files[key].Reverse().Select(f => f.Reduced())));

        // The files that other programs read say the same.
        using var json = JsonDocument.Parse(Read("flow/market-smart-money-30d.json"));
        json.RootElement.GetProperty("tickers").GetArrayLength().ShouldBe(Instruments);
        json.RootElement.GetProperty("summary").GetProperty("smartMoney_total").GetDecimal().ShouldBe(sum.Days.Sum(d => d.SmartMoney));
        // Series are not synced: what a power cut took before the checkpoint comes back with the next change.
        keys[(power ? 64 : 0)..].Select(k => $"flow/smart-money/{k[4..]}-30d.json").ShouldBeSubsetOf(_cluster.FlowDisk.AllFiles());
    }

    [Fact]
    public async Task A_source_that_fails_keeps_neither_the_others_nor_the_pass()
    {
        _cluster.First.Act = (_, _) => throw new UnauthorizedAccessException("The folder may not be read.");
        _cluster.Second.Act = async (intake, cancel) => $"{(await intake.TakeAsync("IDX", [("GOOD", Summaries.Net(Day, 7))], cancel)).Taken} taken.";
        await _cluster.Refresh.TriggerAsync(null);
        var run = (await EndedAsync()).History[0];
        (run.Outcome, run.Message).ShouldBe((JobOutcome.Ok, "Not all could be collected: first: The folder may not be read. 1 instruments refreshed."));
        (await _cluster.Market().SumAsync(new MarketFlowQuery(null, 30, 0, null))).Days.Single().SmartMoney.ShouldBe(7);

        // The collector's own run says so.
        var collector = _cluster.Grains.GetGrain<IJobGrain>(JobNames.Collector);
        await collector.TriggerAsync(null);
        await Feeds.Eventually.TrueAsync(async () => (await collector.StatusAsync())!.History.Length == 1);
        (await collector.StatusAsync())!.History[0].ShouldSatisfyAllConditions(r => r.Outcome.ShouldBe(JobOutcome.Failed), r => r.Message.ShouldBe("first: The folder may not be read."));
        _cluster.Second.Calls.ShouldBe(2);
    }

    private async Task<JobStatus> EndedAsync()
    {
        JobStatus? status = null;
        await Feeds.Eventually.TrueAsync(async () => (status = await _cluster.Refresh.StatusAsync()) is { Running: null, History: [{ Outcome: not JobOutcome.Interrupted }, ..] }, () => $"{status}");
        return status!;
    }

    private byte[] Read(string path)
    {
        using var file = _cluster.FlowDisk.OpenRead(path);
        var bytes = new byte[file.Length];
        file.Read(0, bytes);
        return bytes;
    }
}

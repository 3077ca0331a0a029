using Shouldly;
using Sssaham.Cluster.Tests.Feeds;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.Grains.Operations;
using Xunit;

namespace Sssaham.Cluster.Tests.Operations;

public sealed class HealthJobTests : IAsyncLifetime
{
    private JobCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await JobCluster.StartAsync("2026-02-18T10:59:30Z");

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Alarms_are_raised_once_and_cleared_once_and_keep_their_start()
    {
        await CheckAsync("2026-02-18T11:00:00Z");
        (await _cluster.Alarms.ListAsync()).ShouldBeEmpty();
        _cluster.Data.Fault = "The disk is full.";
        await CheckAsync("2026-02-18T11:01:00Z");
        _cluster.Data.Fault = "The disk is still full.";
        await CheckAsync("2026-02-18T11:02:00Z");
        (await _cluster.Alarms.ListAsync()).ShouldBe([new AlarmInfo("data", "The disk is still full.", JobCluster.Us("2026-02-18T11:01:00Z"))]);
        _cluster.Data.Fault = null;
        var status = await CheckAsync("2026-02-18T11:03:00Z");

        status.History[0].Message.ShouldBe("All is well.");
        (await _cluster.Alarms.ListAsync()).ShouldBeEmpty();
        _cluster.Lines.Alarms.ShouldBe(["Warning: Alarm data: The disk is full.", "Information: Alarm data is cleared"]);
    }

    [Fact]
    public async Task A_job_that_missed_its_deadline_is_an_alarm()
    {
        _cluster.Work.Act = (run, _) => run.Cause == JobCause.Trigger ? Task.FromResult("Done.") : throw new InvalidOperationException("The source is down.");
        _cluster.SetTime("2026-02-18T11:00:30Z");
        await _cluster.UntilEndedAsync("2026-02-18T11:00:00Z");
        await CheckAsync("2026-02-18T11:30:00Z");
        var alarm = (await _cluster.Alarms.ListAsync()).ShouldHaveSingleItem();
        (alarm.Source, alarm.SinceUs).ShouldBe(("job:refresh", JobCluster.Us("2026-02-18T11:30:00Z")));
        alarm.Message.ShouldContain("The source is down.");

        await _cluster.Job.TriggerAsync(null);
        await _cluster.UntilEndedAsync("2026-02-18T11:00:00Z-2");
        await CheckAsync("2026-02-18T11:31:00Z");
        (await _cluster.Alarms.ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_runs_on_a_disk_that_can_keep_nothing()
    {
        _cluster.Disk.FailNextWrites = int.MaxValue;
        _cluster.Data.Fault = "No space left on device.";
        await CheckAsync("2026-02-18T10:59:30Z", "2026-02-18T10:59:00Z");
        await CheckAsync("2026-02-18T11:00:00Z");

        (await _cluster.Alarms.ListAsync()).ShouldContain(a => a.Source == "data");
    }

    [Fact]
    public async Task It_is_stale_itself_while_it_hangs()
    {
        await CheckAsync("2026-02-18T11:00:00Z");
        _cluster.Data.Hold();
        var health = _cluster.Grain(HealthJob.JobName);
        _cluster.SetTime("2026-02-18T11:01:00Z");
        await Eventually.TrueAsync(async () => (await health.StatusAsync())!.Running is not null);
        _cluster.SetTime("2026-02-18T11:03:59Z");
        (await health.StatusAsync())!.Stale.ShouldBeNull();
        _cluster.SetTime("2026-02-18T11:04:00Z");
        (await health.StatusAsync())!.Stale.ShouldBe("The run due 2026-02-18T11:01:00Z has not ended well: it runs since 2026-02-18T11:01:00Z.");
        _cluster.Data.Release();

        await CheckAsync("2026-02-18T11:05:00Z");
        (await health.StatusAsync())!.Stale.ShouldBeNull();
    }

    /// <summary>Runs the check of a minute.</summary>
    private async Task<JobStatus> CheckAsync(string now, string? due = null)
    {
        _cluster.SetTime(now);
        var health = _cluster.Grain(HealthJob.JobName);
        if (due is not null) await health.TriggerAsync(null);
        JobStatus? status = null;
        await Eventually.TrueAsync(async () => (status = await health.StatusAsync())!.History.Any(r => r.Id == (due ?? now)), () => $"{status}");
        status!.History[0].Outcome.ShouldBe(JobOutcome.Ok, status.History[0].Message);
        return status;
    }
}

using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;
using Shouldly;
using Sssaham.Cluster.Tests.Feeds;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.Grains.Operations;
using Xunit;

namespace Sssaham.Cluster.Tests.Operations;

/// <summary>Runs of a job of 18:00 WIB (11:00 UTC) on trading days. 2026-02-18 is a Wednesday.</summary>
public sealed class JobGrainTests : IAsyncLifetime
{
    private const string Wednesday = "2026-02-18T11:00:00Z";
    private const string Thursday = "2026-02-19T11:00:00Z";
    private const string Friday = "2026-02-20T11:00:00Z";
    private const string Monday = "2026-02-23T11:00:00Z";
    private JobCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await JobCluster.StartAsync("2026-02-18T10:59:59Z");

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task A_job_runs_once_for_each_due_time_and_never_before_it()
    {
        var before = await _cluster.StatusAsync();
        (before.NextDueUs, before.History.Length, before.Deadline).ShouldBe((JobCluster.Us(Wednesday), 0, "updated by 18:30 Asia/Jakarta"));

        _cluster.SetTime(Wednesday);
        await _cluster.UntilEndedAsync(Wednesday);
        _cluster.SetTime("2026-02-19T11:01:30Z");
        var status = await _cluster.UntilEndedAsync(Thursday);

        JobCluster.History(status).ShouldBe([$"{Wednesday} SCHEDULE OK: Done.", $"{Thursday} SCHEDULE OK: Done."]);
        _cluster.Work.Runs.ShouldBe([$"{Wednesday} SCHEDULE after none [] at []", $"{Thursday} SCHEDULE after {Wednesday} [] at []"]);
        (status.NextDueUs, status.LastOk!.Id, status.Stale).ShouldBe((JobCluster.Us(Friday), Thursday, null));
        (status.History[0].StartedUs, status.History[0].EndedUs).ShouldBe((JobCluster.Us("2026-02-19T11:01:30Z"), JobCluster.Us("2026-02-19T11:01:30Z")));
    }

    [Fact]
    public async Task Runs_that_were_missed_are_caught_up_by_one_of_the_last_due_time()
    {
        _cluster.SetTime(Wednesday);
        await _cluster.UntilEndedAsync(Wednesday);
        await _cluster.StopAsync();
        _cluster.SetTime("2026-02-22T03:00:00Z");
        await _cluster.StartAsync();
        await _cluster.UntilEndedAsync(Friday);
        _cluster.SetTime(Monday);
        var status = await _cluster.UntilEndedAsync(Monday);

        JobCluster.History(status).ShouldBe([$"{Wednesday} SCHEDULE OK: Done.", $"{Friday} CATCH_UP OK: Done.", $"{Monday} SCHEDULE OK: Done."]);
        // The work is told from where on it has to catch up.
        _cluster.Work.Runs[1].ShouldBe($"{Friday} CATCH_UP after {Wednesday} [] at []");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pass_that_is_cut_off_goes_on_with_its_checkpoint_and_does_every_part_once(bool power)
    {
        var done = new List<string>();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _cluster.Work.Act = async (run, cancel) =>
        {
            for (var part = int.Parse(run.Checkpoint ?? "0", System.Globalization.CultureInfo.InvariantCulture); part < 5; part++)
            {
                run.Report(part, 5, $"part {part}");
                if (part == 3 && reached.TrySetResult()) await ScriptedWork.HangAsync(cancel);
                done.Add($"{run.DueUs} {part}");
                await run.SaveCheckpointAsync($"{part + 1}");
            }

            return "Five parts.";
        };
        _cluster.SetTime(Wednesday);
        await reached.Task;
        (await _cluster.StatusAsync()).Progress.ShouldBe(new JobProgress(3, 5, "part 3"));
        await (power ? _cluster.CutPowerAsync() : _cluster.StopAsync());
        _cluster.SetTime(Thursday);
        await _cluster.StartAsync();
        var status = await _cluster.UntilEndedAsync(Thursday);

        JobCluster.History(status).ShouldBe(
        [
            $"{Wednesday} SCHEDULE INTERRUPTED: The process ended; the run goes on.",
            $"{Wednesday}-2 SCHEDULE OK: Five parts.",
            $"{Thursday} SCHEDULE OK: Five parts.",
        ]);
        _cluster.Work.Runs.ShouldBe([$"{Wednesday} SCHEDULE after none [] at []", $"{Wednesday}-2 SCHEDULE after none [] at [3]", $"{Thursday} SCHEDULE after {Wednesday} [] at []"]);
        done.ShouldBe(Enumerable.Range(0, 5).Select(p => $"{JobCluster.Us(Wednesday)} {p}").Concat(Enumerable.Range(0, 5).Select(p => $"{JobCluster.Us(Thursday)} {p}")));
    }

    [Fact]
    public async Task A_run_that_ended_but_could_not_be_noted_before_the_power_went_is_run_again()
    {
        _cluster.Work.Act = (_, _) =>
        {
            _cluster.Disk.CutPowerAfter(0);
            return Task.FromResult("Done.");
        };
        _cluster.SetTime(Wednesday);
        await Eventually.TrueAsync(() => _cluster.Work.Runs.Count == 1);
        await _cluster.CutPowerAsync();
        _cluster.Work.Act = (_, _) => Task.FromResult("Done again.");
        await _cluster.StartAsync();

        var status = await _cluster.UntilEndedAsync($"{Wednesday}-2");
        JobCluster.History(status).ShouldBe([$"{Wednesday} SCHEDULE INTERRUPTED: The process ended; the run goes on.", $"{Wednesday}-2 SCHEDULE OK: Done again."]);
    }

    [Fact]
    public async Task A_trigger_runs_the_newest_due_time_and_a_second_one_finds_it_running()
    {
        var gate = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _cluster.Work.Act = (_, _) => gate.Task;
        var first = await _cluster.Job.TriggerAsync("2026-02-17");
        var second = await _cluster.Job.TriggerAsync(null);

        (first.Accepted, first.Run.Id, first.Run.Cause, first.Run.Argument, first.Run.Outcome).ShouldBe((true, "2026-02-17T11:00:00Z", "TRIGGER", "2026-02-17", null));
        second.ShouldBe(new JobTrigger(false, first.Run));
        (await _cluster.StatusAsync()).Running.ShouldBe(first.Run);

        // What becomes due while it runs is run after it.
        _cluster.SetTime(Wednesday);
        gate.SetResult("Done.");
        var status = await _cluster.UntilEndedAsync(Wednesday);
        JobCluster.History(status).ShouldBe(["2026-02-17T11:00:00Z TRIGGER OK: Done.", $"{Wednesday} SCHEDULE OK: Done."]);
        (await _cluster.Job.TriggerAsync(null)).Run.Id.ShouldBe($"{Wednesday}-2");
    }

    [Fact]
    public async Task A_failure_is_shown_makes_the_job_stale_at_its_deadline_and_the_next_due_time_still_comes()
    {
        _cluster.Work.Act = (run, _) => run.DueUs == JobCluster.Us(Wednesday) && run.Cause == JobCause.Schedule ? throw new InvalidOperationException("The source is down.") : Task.FromResult("Done.");
        _cluster.SetTime(Wednesday);
        var failed = await _cluster.UntilEndedAsync(Wednesday);
        JobCluster.History(failed).ShouldBe([$"{Wednesday} SCHEDULE FAILED: The source is down."]);
        failed.Stale.ShouldBeNull();

        _cluster.SetTime("2026-02-18T11:30:00Z");
        var late = await _cluster.StatusAsync();
        late.Stale.ShouldBe($"The run due {Wednesday} has not ended well: the last one is FAILED: The source is down.");
        late.StaleSinceUs.ShouldBe(JobCluster.Us("2026-02-18T11:30:00Z"));

        _cluster.SetTime(Thursday);
        var status = await _cluster.UntilEndedAsync(Thursday);
        (status.LastOk!.Id, status.Stale).ShouldBe((Thursday, null));
        JobCluster.History(status).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_trigger_that_does_well_ends_staleness()
    {
        _cluster.Work.Act = (run, _) => run.Cause == JobCause.Schedule ? throw new InvalidOperationException("The source is down.") : Task.FromResult("Done.");
        _cluster.SetTime(Wednesday);
        await _cluster.UntilEndedAsync(Wednesday);
        _cluster.SetTime("2026-02-18T12:00:00Z");
        (await _cluster.StatusAsync()).Stale.ShouldNotBeNull();
        await _cluster.Job.TriggerAsync(null);

        (await _cluster.UntilEndedAsync($"{Wednesday}-2")).Stale.ShouldBeNull();
    }

    [Fact]
    public async Task A_cancelled_run_ends_and_stays_so_over_a_restart()
    {
        (await _cluster.Job.CancelAsync()).ShouldBeNull();
        _cluster.Work.Act = (_, cancel) => ScriptedWork.HangAsync(cancel);
        _cluster.SetTime(Wednesday);
        var running = (await _cluster.UntilAsync(s => s.Running is not null)).Running;
        (await _cluster.Job.CancelAsync()).ShouldBe(running);
        await _cluster.UntilEndedAsync(Wednesday);
        await _cluster.StopAsync();
        await _cluster.StartAsync();
        _cluster.Work.Act = (_, _) => Task.FromResult("Done.");
        _cluster.SetTime(Thursday);

        JobCluster.History(await _cluster.UntilEndedAsync(Thursday)).ShouldBe([$"{Wednesday} SCHEDULE CANCELLED: It was cancelled.", $"{Thursday} SCHEDULE OK: Done."]);
    }

    [Fact]
    public async Task Work_that_takes_no_notice_of_a_cancel_is_not_begun_anew_when_the_power_goes()
    {
        var gate = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _cluster.Work.Act = (_, _) => gate.Task;
        await _cluster.Job.TriggerAsync(null);
        await _cluster.Job.CancelAsync();
        _cluster.Disk.CutPowerAfter(0);
        gate.SetResult("Too late.");
        await _cluster.CutPowerAsync();
        await _cluster.StartAsync();

        var status = await _cluster.UntilEndedAsync("2026-02-17T11:00:00Z");
        JobCluster.History(status).ShouldBe(["2026-02-17T11:00:00Z TRIGGER CANCELLED: It was cancelled."]);
        _cluster.Work.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Work_that_holds_its_thread_holds_up_neither_the_status_nor_a_trigger()
    {
        using var gate = new ManualResetEventSlim();
        _cluster.Work.Act = (run, _) =>
        {
            run.Report(1, null, "computes");
            gate.Wait(CancellationToken.None);
            return Task.FromResult("Done.");
        };
        await _cluster.Job.TriggerAsync(null);
        await _cluster.UntilAsync(s => s.Progress == new JobProgress(1, null, "computes"));
        (await _cluster.Job.TriggerAsync(null)).Accepted.ShouldBeFalse();
        gate.Set();
        var status = await _cluster.UntilAsync(s => s.History.Length == 1);

        (status.Running, status.Progress, status.History[0].Outcome).ShouldBe((null, null, JobOutcome.Ok));
    }

    [Fact]
    public async Task A_run_whose_job_somebody_else_has_taken_is_cancelled()
    {
        var ended = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _cluster.Work.Act = async (run, cancel) =>
        {
            await taken.Task;
            var e = await Should.ThrowAsync<Exception>(() => run.SaveCheckpointAsync("1"));
            cancel.IsCancellationRequested.ShouldBeTrue();
            ended.SetResult(e);
            return "Nobody hears of this.";
        };
        var run = (await _cluster.Job.TriggerAsync(null)).Run;

        // What another activation would do: it reads the run, takes it for an interrupted one, and ends it.
        var storage = _cluster.Silo.GetRequiredKeyedService<IGrainStorage>("Default");
        var other = new GrainState<JobState>(new JobState());
        await storage.ReadStateAsync("job", _cluster.Job.GetGrainId(), other);
        other.State = other.State.End(JobOutcome.Ok, "Done by somebody else.", run.StartedUs);
        await storage.WriteStateAsync("job", _cluster.Job.GetGrainId(), other);
        taken.SetResult();

        (await ended.Task.WaitAsync(Eventually.Limit)).ShouldBeOfType<InconsistentStateException>();
        JobCluster.History(await _cluster.UntilAsync(s => s.History.Length == 1)).ShouldBe(["2026-02-17T11:00:00Z TRIGGER OK: Done by somebody else."]);
    }

    [Fact]
    public async Task A_disk_that_cannot_keep_the_intent_holds_the_run_back_until_it_can()
    {
        _cluster.Disk.FailNextWrites = int.MaxValue;
        _cluster.SetTime("2026-02-18T11:30:00Z");
        (await _cluster.UntilAsync(s => s.Stale is not null && s.Stale.Contains("cannot be kept: Cannot write", StringComparison.Ordinal))).Running.ShouldBeNull();
        _cluster.Work.Runs.ShouldBeEmpty();
        await Should.ThrowAsync<OrleansException>(() => _cluster.Job.TriggerAsync(null));
        _cluster.Work.Runs.ShouldBeEmpty();
        _cluster.Disk.FailNextWrites = 0;

        JobCluster.History(await _cluster.UntilEndedAsync(Wednesday)).ShouldBe([$"{Wednesday} CATCH_UP OK: Done."]);
        _cluster.Work.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_reminder_alone_brings_a_job_back()
    {
        await _cluster.StopAsync();
        _cluster.SetTime("2026-02-18T12:00:00Z");
        await _cluster.StartAsync(supervised: false);
        var table = _cluster.Silo.GetRequiredService<IReminderTable>();
        var row = (await table.ReadRows(_cluster.Job.GetGrainId())).Reminders.ShouldHaveSingleItem();
        row.Period.ShouldBe(TimeSpan.FromMinutes(1));
        await _cluster.Job.AsReference<IRemindable>().ReceiveReminder(row.ReminderName, default);
        await Eventually.TrueAsync(() => _cluster.Work.Runs.Count == 1);

        JobCluster.History(await _cluster.UntilEndedAsync(Wednesday)).ShouldBe([$"{Wednesday} CATCH_UP OK: Done."]);
    }

    [Fact]
    public async Task A_name_without_a_job_has_no_status_and_takes_no_trigger()
    {
        var nobody = _cluster.Grain("nobody");
        await nobody.EnsureAsync();
        (await nobody.StatusAsync()).ShouldBeNull();
        (await nobody.CancelAsync()).ShouldBeNull();
        (await Should.ThrowAsync<ArgumentException>(() => nobody.TriggerAsync(null))).Message.ShouldStartWith("job:");
    }
}

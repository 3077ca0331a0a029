using Shouldly;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.Grains.Operations;
using Xunit;

namespace Sssaham.Cluster.Tests.Operations;

public sealed class JobTransitionTests
{
    private const long Due = 1_771_412_400_000_000; // 2026-02-18T11:00:00Z

    [Fact]
    public void A_run_that_ends_its_process_again_and_again_is_given_up()
    {
        var state = new JobState().Begin(Due, Due, JobCause.Schedule, null);
        for (var i = 0; i < JobTransitions.MaxInterruptions; i++)
        {
            state = state.Recover(Due + 1);
            state.Running.ShouldNotBeNull().Run.Id.ShouldBe($"2026-02-18T11:00:00Z-{i + 2}");
        }

        state = state.Recover(Due + 2);
        state.Running.ShouldBeNull();
        (state.HandledUs, state.LastOk, state.History.Length).ShouldBe((Due, null, JobTransitions.MaxInterruptions + 1));
        state.History.ShouldAllBe(r => r.Outcome == JobOutcome.Interrupted);
    }

    [Fact]
    public void A_run_that_gets_on_between_interruptions_always_goes_on()
    {
        var state = new JobState().Begin(Due, Due, JobCause.Trigger, "2026-02-18");
        for (var i = 1; i <= 3 * JobTransitions.MaxInterruptions; i++)
        {
            state = state.At($"{i}").Recover(Due + i);
            var running = state.Running.ShouldNotBeNull();
            (running.Checkpoint, running.Run.Argument, running.Run.Cause, running.Run.DueUs).ShouldBe(($"{i}", "2026-02-18", JobCause.Trigger, Due));
        }
    }

    [Fact]
    public void An_older_run_that_goes_on_takes_nothing_back_from_the_newer_ones()
    {
        var state = new JobState().Begin(Due, Due, JobCause.Schedule, null).End(JobOutcome.Ok, "", Due + 1);
        state = state.Begin(Due - 60_000_000, Due + 2, JobCause.Trigger, null) with { HandledUs = Due };
        state = state.Recover(Due + 3);
        state.HandledUs.ShouldBe(Due);
        state = state.End(JobOutcome.Ok, "", Due + 4);
        state.LastOk!.DueUs.ShouldBe(Due);
    }

    [Fact]
    public void The_first_sight_of_a_job_is_kept_and_the_history_is_bounded()
    {
        var state = new JobState().Baseline(Due).Baseline(Due + 60_000_000);
        (state.BaselineUs, state.HandledUs).ShouldBe((Due, Due));
        for (var i = 1; i <= JobTransitions.HistoryLength + 5; i++) state = state.Begin(Due + (i * 60_000_000L), Due, JobCause.Schedule, null).End(JobOutcome.Ok, $"{i}", Due);
        state.History.Select(r => r.Message).ShouldBe(Enumerable.Range(6, JobTransitions.HistoryLength).Reverse().Select(i => $"{i}"));
    }

    [Fact]
    public void Whatever_happens_no_identifier_comes_twice_and_ended_runs_have_an_end()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var (state, now, ids) = (new JobState().Baseline(Due), Due, new HashSet<string>());
            for (var i = 0; i < 60; i++)
            {
                now += random.Next(1, 90_000_000);
                var before = state.Running?.Run.Id;
                state = state.Running is null
                    ? state.Begin(now - (now % 60_000_000), now, JobCause.Schedule, null)
                    : random.Next(5) switch
                    {
                        0 => state.At("x"),
                        1 => state.Cancel(),
                        2 => state.Recover(now),
                        3 => state.End(JobOutcome.Failed, "", now),
                        _ => state.End(JobOutcome.Ok, "", now),
                    };
                if (state.Running is { } running && running.Run.Id != before) ids.Add(running.Run.Id).ShouldBeTrue($"seed {seed}");
                state.History.ShouldAllBe(r => r.EndedUs >= r.StartedUs && r.Outcome != null);
                state.History.Length.ShouldBeLessThanOrEqualTo(JobTransitions.HistoryLength);
            }
        }
    }
}

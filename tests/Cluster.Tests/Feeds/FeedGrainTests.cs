using Orleans.Runtime;
using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Xunit;

namespace Sssaham.Cluster.Tests.Feeds;

/// <summary>Starting, stopping and bringing back feeds, with tapes as the feeds.</summary>
public sealed class FeedGrainTests : IAsyncLifetime
{
    private const int Count = 45_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("sssaham-").FullName;
    private readonly Trade[] _trades = TapeFiles.Trades(Count);
    private FeedHost _host = null!;

    public async Task InitializeAsync()
    {
        await TapeFiles.WriteAsync(Tape, string.Join('\n', _trades.Select(t => TapeFiles.Line(t))));
        await StartHostAsync();
    }

    public async Task DisposeAsync()
    {
        _host.Log.Open();
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string Tape => Path.Combine(_folder, "tape.ndjson");

    /// <summary>Slow enough never to end in a test by itself.</summary>
    private FeedSpec Slow => FeedHost.Spec("replay", new { file = Tape, speed = "0.001x" });

    private FeedSpec Fast => FeedHost.Spec("replay", new { file = Tape });

    private Task<FootprintBar[]> Bars => _host.BarsAsync("IDX:BBCA");

    [Fact]
    public async Task A_tape_stopped_in_the_middle_goes_on_there_and_ends_with_the_same_bars()
    {
        await StopInTheMiddleAsync();
        await _host.Feed("tape").ResumeAsync();
        var status = await _host.UntilAsync("tape", s => s.State == "completed");

        // The piece that was under way may have arrived: then it came twice.
        (status.Trades + status.Duplicates).ShouldBe(Count);
        (await Bars).ShouldBeBars(Tapes.Bars(Tapes.Idx, TapeFiles.Day, _trades));
    }

    [Fact]
    public async Task A_stopped_feed_stays_stopped_over_a_restart_and_keeps_its_place()
    {
        var before = await StopInTheMiddleAsync();
        await RestartHostAsync();
        await _host.Grains.GetGrain<IFeedDirectoryGrain>(IFeedDirectoryGrain.Key).EnsureAllAsync();

        (await _host.Feed("tape").EnsureAsync()).ShouldBeFalse();
        var after = await _host.StatusAsync("tape");
        (after.State, after.Trades, after.Rejected).ShouldBe(("stopped", before.Trades, before.Rejected));

        // A second restart: what the idle grain wrote at the end of the first one must not have lost the place either.
        await RestartHostAsync();
        await _host.Feed("tape").ResumeAsync();
        after = await _host.UntilAsync("tape", s => s.State == "completed");
        (after.Trades + after.Duplicates).ShouldBe(Count);
        (await Bars).ShouldBeBars(Tapes.Bars(Tapes.Idx, TapeFiles.Day, _trades));
    }

    [Fact]
    public async Task A_running_feed_comes_back_after_a_restart_by_the_supervisor_and_ends_the_same()
    {
        _host.Log.Close();
        await _host.Feed("tape").StartAsync(Fast, anew: false);
        await _host.UntilAsync("tape", s => s.State == "running");
        _host.Log.Open();
        await _host.UntilAsync("tape", s => s.Trades > 0);
        await RestartHostAsync();

        // Nobody asks for the feed but its list.
        await Eventually.TrueAsync(async () => (await Bars).Sum(b => (long)b.Trades) == Tapes.Bars(Tapes.Idx, TapeFiles.Day, _trades).Sum(b => (long)b.Trades));
        await _host.UntilAsync("tape", s => s.State == "completed");
        (await Bars).ShouldBeBars(Tapes.Bars(Tapes.Idx, TapeFiles.Day, _trades));
    }

    [Fact]
    public async Task The_reminder_brings_wanted_feeds_back()
    {
        await _host.Feed("tape").StartAsync(Slow, anew: false);
        await RestartHostAsync();
        await _host.Grains.GetGrain<IFeedDirectoryGrain>(IFeedDirectoryGrain.Key).AsReference<IRemindable>().ReceiveReminder("feeds", default);

        await _host.UntilAsync("tape", s => s.State == "running");
        (await _host.Grains.GetGrain<IFeedDirectoryGrain>(IFeedDirectoryGrain.Key).ListAsync()).ShouldBe(["tape"]);
    }

    [Fact]
    public async Task Starting_what_runs_changes_nothing_and_anew_begins_at_the_start()
    {
        await _host.Feed("tape").StartAsync(Fast, anew: false);
        await _host.Feed("tape").StartAsync(Fast, anew: false);
        var once = await _host.UntilAsync("tape", s => s.State == "completed");
        (once.Trades, once.Duplicates).ShouldBe((Count, 0));

        await _host.Feed("tape").StartAsync(Fast, anew: true);
        var again = await _host.UntilAsync("tape", s => s.State == "completed");
        (again.Trades, again.Duplicates).ShouldBe((0, Count));
    }

    [Fact]
    public async Task What_has_completed_is_completed_even_when_it_is_stopped_at_once_and_after_a_restart()
    {
        await _host.Feed("tape").StartAsync(Fast, anew: false);
        await _host.UntilAsync("tape", s => s.Progress == 1);
        await _host.Feed("tape").StopAsync();
        (await _host.StatusAsync("tape")).State.ShouldBe("completed");
        await RestartHostAsync();

        var status = await _host.StatusAsync("tape");
        (status.State, status.Trades, status.Progress).ShouldBe(("completed", Count, 1));
    }

    [Fact]
    public async Task A_completed_tape_that_is_started_again_and_stopped_is_stopped()
    {
        await _host.Feed("tape").StartAsync(Fast, anew: false);
        await _host.UntilAsync("tape", s => s.State == "completed");
        await _host.Feed("tape").StartAsync(Slow, anew: false);
        await _host.UntilAsync("tape", s => s.State == "running");
        await _host.Feed("tape").StopAsync();

        (await _host.StatusAsync("tape")).State.ShouldBe("stopped");
    }

    [Fact]
    public async Task A_tape_that_has_gone_fails_the_feed_which_can_still_be_asked_stopped_and_started()
    {
        await _host.Feed("tape").StartAsync(Slow, anew: false);
        await _host.UntilAsync("tape", s => s.State == "running");
        File.Move(Tape, Tape + ".away");
        await RestartHostAsync();

        var status = await _host.UntilAsync("tape", s => s.State == "failed");
        status.Message.ShouldNotBeNull().ShouldStartWith("file:");
        await _host.Feed("tape").StopAsync();
        File.Move(Tape + ".away", Tape);
        await _host.Feed("tape").StartAsync(Fast, anew: false);
        (await _host.UntilAsync("tape", s => s.State == "completed")).Message.ShouldBeNull();
    }

    [Fact]
    public async Task A_log_that_fails_for_a_while_loses_nothing()
    {
        _host.Log.Failing = true;
        await _host.Feed("tape").StartAsync(Fast, anew: false);
        await Eventually.TrueAsync(() => _host.Log.Refused > 1);
        (await _host.StatusAsync("tape")).State.ShouldBe("running");
        _host.Log.Failing = false;

        (await _host.UntilAsync("tape", s => s.State is "completed" or "failed")).Trades.ShouldBe(Count);
        (await Bars).ShouldBeBars(Tapes.Bars(Tapes.Idx, TapeFiles.Day, _trades));
    }

    [Fact]
    public async Task A_delivery_that_hangs_holds_up_neither_the_status_nor_a_stop()
    {
        _host.Log.Close();
        await _host.Feed("tape").StartAsync(Fast, anew: false);
        var status = await _host.UntilAsync("tape", s => s.State == "running");
        status.Trades.ShouldBe(0);
        await _host.Feed("tape").StopAsync();
        (await _host.StatusAsync("tape")).State.ShouldBe("stopped");
        _host.Log.Open();

        await _host.Feed("tape").ResumeAsync();
        status = await _host.UntilAsync("tape", s => s.State == "completed");
        (status.Trades + status.Duplicates).ShouldBe(Count);
        (await Bars).ShouldBeBars(Tapes.Bars(Tapes.Idx, TapeFiles.Day, _trades));
    }

    [Fact]
    public async Task A_feed_that_was_never_started_has_no_status_and_bears_being_stopped()
    {
        await _host.Feed("nobody").StopAsync();
        await _host.Feed("nobody").ResumeAsync();

        (await _host.Feed("nobody").StatusAsync()).ShouldBeNull();
        (await _host.Feed("nobody").EnsureAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task One_wrong_feed_in_the_configuration_keeps_no_other_from_starting()
    {
        await _host.DisposeAsync();
        await StartHostAsync(("Simulator:Speed", "-1"), ("Feeds:bad:Url", "nowhere"), ("Feeds:good:Url", "ws://127.0.0.1:1/"));

        (await _host.UntilAsync("good", s => s.Reconnects > 0)).Kind.ShouldBe("websocket");
        (await _host.Feed("bad").StatusAsync()).ShouldBeNull();
    }

    /// <summary>Plays the first piece, holds the second in the log, and stops there.</summary>
    private async Task<FeedStatus> StopInTheMiddleAsync()
    {
        _host.Log.CloseAfter(1);
        await _host.Feed("tape").StartAsync(Fast, anew: false);
        await _host.UntilAsync("tape", s => s.Trades > 0);
        await _host.Feed("tape").StopAsync();
        _host.Log.Open();
        var status = await _host.StatusAsync("tape");
        (status.State, status.Trades, status.Duplicates).ShouldBe(("stopped", 10_000, 0));
        return status;
    }

    private async Task StartHostAsync(params (string, string)[] settings) => _host = await FeedHost.StartAsync(Path.Combine(_folder, "data"), settings);

    private async Task RestartHostAsync()
    {
        await _host.DisposeAsync();
        await StartHostAsync();
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Shouldly;
using Sssaham.Cluster.Tests.Flow;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Market;
using Sssaham.Domain.Notifications;
using Sssaham.Domain.Scoring;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Notifications;
using Sssaham.GrainInterfaces.Scoring;
using Sssaham.Grains.Flow;
using Sssaham.Grains.Scoring;
using Xunit;

namespace Sssaham.Cluster.Tests.Scoring;

public sealed class ScoringTests : IAsyncLifetime
{
    private const string ReminderName = "score";
    private static readonly DateOnly Day = Tapes.Today;
    private static readonly TimeSpan Interval = new ScoringOptions().Interval;
    private readonly ScoreCluster _cluster = new();

    public Task InitializeAsync() => _cluster.InitializeAsync();

    public Task DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task An_interval_is_scored_once_and_anew_on_demand()
    {
        var key = await TradedAsync(Side.Buy, 10);
        (await _cluster.Scoring("IDX:NOBODY").ScoreAsync(ScoreSource.Auto, anew: true)).ShouldBeNull();
        (await _cluster.Scoring(key).GetAsync()).ShouldBeNull();
        var first = (await _cluster.Scoring(key).ScoreAsync(ScoreSource.Auto, anew: false))!;
        await _cluster.Ticker(key).SendAsync(Trade(50, Day, 1500, Side.Sell));
        _cluster.Time.Advance(TimeSpan.FromSeconds(1));
        (await _cluster.Scoring(key).ScoreAsync(ScoreSource.Auto, anew: false)).ShouldBe(first);
        var anew = (await _cluster.Scoring(key).ScoreAsync(ScoreSource.Auto, anew: true))!;
        (anew.Day.Trades, anew.Interval, anew.ScoredUs > first.ScoredUs).ShouldBe((first.Day.Trades + 1, first.Interval, true));
        _cluster.Time.Advance(Interval);
        var next = (await _cluster.Scoring(key).ScoreAsync(ScoreSource.Auto, anew: false))!;
        next.Interval.ShouldBe(first.Interval + 1);
        (await _cluster.Scoring(key).GetAsync()).ShouldBe(next);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_tape_gives_the_score_that_the_footprint_gives(int seed)
    {
        var (key, random) = (TickerCluster.NewKey(), new Random(seed));
        await _cluster.Ticker(key).SendAsync([.. Tapes.Random(random, Day.AddDays(-1), 50), .. Tapes.Random(random, Day, 300)]);
        await _cluster.Flow(key).IngestAsync([.. Enumerable.Range(1, 12).Select(back => Summaries.Random(random, Day.AddDays(-back)))]);
        var grain = (await _cluster.Scoring(key).ScoreAsync(ScoreSource.Grain, anew: true))!;
        var tape = (await _cluster.Scoring(key).ScoreAsync(ScoreSource.Tape, anew: true))!;
        (grain.FromTape, tape.FromTape).ShouldBe((false, true));
        tape.Score.ShouldBe(grain.Score);
        // Of a tape only the minutes are kept.
        tape.Day.ShouldBe(grain.Day with { LastTradeUs = grain.Day.LastTradeUs - (grain.Day.LastTradeUs % 60_000_000) });
        grain.Score.ShouldBe(_cluster.Scorer.Score(grain.Day, grain.Context));
        grain.Context!.Date.ShouldBe(Day.AddDays(-1));
    }

    [Fact]
    public async Task The_reminder_scores_while_the_venue_is_open_and_once_after_it_closed()
    {
        var key = await TradedAsync(Side.Buy, 10);
        await _cluster.Scoring(key).EnsureAsync();
        (await Reminders().ReadRows(_cluster.Scoring(key).GetGrainId())).Reminders.Select(r => (r.ReminderName, r.Period)).ShouldBe([(ReminderName, Interval)]);
        var reminder = _cluster.Scoring(key).AsReference<IRemindable>();

        // Wednesday; the exchange closes at 16:15.
        foreach (var (day, time, scored) in new[] { (0, "17:00", false), (0, "18:00", false), (1, "09:30", true), (1, "12:30", false), (1, "13:31", true), (1, "16:18", true), (1, "16:25", false), (3, "10:00", false) })
        {
            var now = Tapes.At(Day.AddDays(day), 0, 0) + (long)(TimeSpan.Parse(time, System.Globalization.CultureInfo.InvariantCulture).TotalSeconds * 1_000_000);
            _cluster.Time.Advance(DateTimeOffset.UnixEpoch.AddTicks(now * 10) - _cluster.Time.GetUtcNow());
            await reminder.ReceiveReminder(ReminderName, default);
            var row = await _cluster.Scoring(key).GetAsync();
            (row?.ScoredUs == now).ShouldBe(scored, $"{day} {time}");
        }
    }

    [Fact]
    public async Task A_correction_of_broker_flow_is_in_the_market_without_waiting_for_the_interval()
    {
        var key = await TradedAsync(Side.Buy, 10);
        await _cluster.Flow(key).IngestAsync([.. Enumerable.Range(1, 8).Select(back => Summaries.Net(Day.AddDays(-back), 5_000_000))]);
        (await PassAsync([key])).ShouldBe(1);
        (await RowAsync(key)).Score.SmartNet.ShouldBe(40_000_000);
        await _cluster.Flow(key).IngestAsync([Summaries.Net(Day.AddDays(-3), -5_000_000)]);
        await Eventually.BeTrueAsync(async () => (await RowAsync(key)).Score.SmartNet == 30_000_000, "the correction never arrives");
        var row = (await _cluster.Scoring(key).GetAsync())!;
        (await RowAsync(key)).Score.ShouldBe(row.Score);

        // The day's own summary is no part of what was known before it.
        await _cluster.Flow(key).IngestAsync([Summaries.Net(Day, -900_000_000)]);
        await _cluster.Flow(key).RefreshAsync();
        (await _cluster.Scoring(key).ScoreAsync(ScoreSource.Auto, anew: true))!.Score.ShouldBe(row.Score);
    }

    [Fact]
    public async Task A_risk_raises_one_alert_per_instrument_and_session_also_after_a_restart()
    {
        var key = await TrappedAsync();
        for (var i = 0; i < 3; i++) (await _cluster.Scoring(key).ScoreAsync(ScoreSource.Auto, anew: true))!.Score.Risk.ShouldBe(ScoreRisk.RetailTrap);
        await _cluster.DeactivateAsync(_cluster.Scoring(key));
        await _cluster.Scoring(key).ScoreAsync(ScoreSource.Auto, anew: true);
        await _cluster.RestartAsync(powerCut: true);
        await _cluster.Scoring(key).ScoreAsync(ScoreSource.Auto, anew: true);
        var alert = (await _cluster.Alerts.ListAsync(null, AlertSeverity.Low, key, 10)).ShouldHaveSingleItem();
        (alert.Number, alert.Severity, alert.Row.Score.Risk, alert.Row.Day.Day, alert.Reasons.Length).ShouldBe((1, AlertSeverity.High, ScoreRisk.RetailTrap, Day, 3));

        // The next session is another one.
        await _cluster.Ticker(key).SendAsync([.. Enumerable.Range(0, 10).Select(i => Trade(i, Day.AddDays(1), 1500, Side.Buy))]);
        await _cluster.Scoring(key).ScoreAsync(ScoreSource.Auto, anew: true);
        (await _cluster.Alerts.ListAsync(null, AlertSeverity.Low, key, 10)).Select(a => (a.Number, a.Row.Day.Day)).ShouldBe([(2, Day.AddDays(1)), (1, Day)]);
    }

    [Fact]
    public async Task Whoever_wants_divergences_is_told_of_each_once()
    {
        var key = await TrappedAsync();
        var notifications = _cluster.Grains.GetGrain<INotificationGrain>("budi");
        await notifications.PutRuleAsync(new NotificationRule { Id = "r", Kind = NotificationKinds.Divergence, Instruments = [key] }, isNew: true);
        var share = _cluster.Grains.GetGrain<IRuleIndexGrain>(RuleIndex.KeyOf(NotificationKinds.Divergence, "budi"));
        var probe = new NotificationEvent("probe", NotificationKinds.Divergence, "", "probe", "", 1) { Subject = key };
        await Eventually.BeTrueAsync(
            async () =>
            {
                await share.TellAsync([probe]);
                return await ToldAsync() == 1;
            },
            "the rule is not in force");
        var alert = new ScoreAlert(0, key, 1, AlertSeverity.High, ["because"], (await _cluster.Scoring(key).ScoreAsync(ScoreSource.Auto, anew: true))!);
        await _cluster.Alerts.RaiseAsync([alert, alert with { Instrument = "IDX:OTHER" }]);
        await Eventually.BeTrueAsync(async () => await ToldAsync() >= 2, "not told");
        await _cluster.DeactivateAsync(_cluster.Alerts);
        await _cluster.Alerts.RaiseAsync([alert with { Instrument = "IDX:MORE" }]);
        (await ToldAsync()).ShouldBe(2);

        async Task<int> ToldAsync() => (await notifications.ListAsync(new NotificationQuery(null, null, false, 100))).Items.Length;
    }

    [Fact]
    public async Task Alerts_are_bounded_numbered_on_and_listed_from_the_newest()
    {
        var key = await TrappedAsync();
        var alert = new ScoreAlert(0, key, 1, AlertSeverity.High, ["because"], (await _cluster.Scoring(key).ScoreAsync(ScoreSource.Auto, anew: true))!);
        ScoreAlert[] more = [.. Enumerable.Range(1, 7).Select(i => alert with { Instrument = $"IDX:A{i}", Severity = i % 2 == 0 ? AlertSeverity.Low : AlertSeverity.High })];
        await _cluster.Alerts.RaiseAsync([.. more, .. more]);
        await _cluster.DeactivateAsync(_cluster.Alerts);
        (await _cluster.Alerts.ListAsync(null, AlertSeverity.None, null, 100)).Select(a => a.Number).ShouldBe([8, 7, 6, 5, 4]);
        (await _cluster.Alerts.ListAsync(7, AlertSeverity.High, null, 1)).Select(a => (a.Number, a.Instrument)).ShouldBe([(6, "IDX:A5")]);
        await _cluster.Alerts.RaiseAsync(more[6..]);
        (await _cluster.Alerts.ListAsync(null, AlertSeverity.None, null, 1)).Single().Number.ShouldBe(8);
        _cluster.StateDisk.FailNextWrites = 1;
        await Should.ThrowAsync<Exception>(() => _cluster.Alerts.RaiseAsync([alert with { Instrument = "IDX:NEW" }]));
        _cluster.StateDisk.FailNextWrites = 0;
        (await _cluster.Alerts.ListAsync(null, AlertSeverity.None, null, 1)).Single().Number.ShouldBe(8);
        await _cluster.Alerts.RaiseAsync([alert with { Instrument = "IDX:NEW" }]);
        (await _cluster.Alerts.ListAsync(null, AlertSeverity.None, null, 1)).Single().ShouldSatisfyAllConditions(a => a.Number.ShouldBe(9), a => a.Instrument.ShouldBe("IDX:NEW"));
    }

    [Fact]
    public async Task The_job_scores_all_writes_the_summary_and_refuses_sources_that_are_none()
    {
        string[] keys = [await TradedAsync(Side.Buy, 5), await TradedAsync(Side.Sell, 6), await TradedAsync(Side.Buy, 7)];
        await _cluster.Flow(TickerCluster.NewKey()).IngestAsync([Summaries.Net(Day, 1)]);
        var job = new ScoreJob(_cluster.Grains, _cluster.Silo.GetRequiredService<IFlowCache>(), _cluster.Time, Microsoft.Extensions.Options.Options.Create(new ScoringOptions()));
        (await job.RunAsync(Runs.New(), default)).ShouldBe("3 of 4 instruments scored.");
        var summary = await _cluster.All.SummaryAsync(null, 0);
        (summary.Day, summary.Rows.Length).ShouldBe((Day, 3));
        summary.Rows.ShouldAllBe(r => r.Score == _cluster.Scorer.Score(r.Day, null));
        using (var json = System.Text.Json.JsonDocument.Parse((await _cluster.All.ArchivedAsync())!)) json.RootElement.ToString().ShouldContain(keys[2][4..]);
        foreach (var key in keys) (await Reminders().ReadRows(_cluster.Scoring(key).GetGrainId())).Reminders.Count.ShouldBe(1);
        await _cluster.Ticker(keys[0]).SendAsync(Trade(90, Day, 1500, Side.Sell));
        await job.RunAsync(Runs.New(), default);
        (await _cluster.Scoring(keys[0]).GetAsync())!.Day.Trades.ShouldBe(5);
        await job.RunAsync(Runs.New("tape"), default);
        (await _cluster.Scoring(keys[0]).GetAsync())!.ShouldSatisfyAllConditions(r => r.Day.Trades.ShouldBe(6), r => r.FromTape.ShouldBeTrue());
        foreach (var none in new[] { "7", "footprint", "" }) await Should.ThrowAsync<ArgumentException>(() => job.RunAsync(Runs.New(none), default));
    }

    [Fact]
    public async Task Who_observes_scores_gets_those_there_are_and_each_that_comes()
    {
        var key = await TradedAsync(Side.Buy, 10);
        await PassAsync([key]);
        var observer = new Observer();
        (await _cluster.All.SubscribeScoresAsync(_cluster.Grains.CreateObjectReference<IScoreObserver>(observer))).Select(r => r.Day.Instrument).ShouldBe([key]);
        _cluster.Time.Advance(Interval / 5);
        await _cluster.Ticker(key).SendAsync(Trade(60, Day, 1505, Side.Buy));
        await PassAsync([key]);
        await Eventually.BeTrueAsync(() => Task.FromResult(observer.Rows.Any(r => r.Day.Instrument == key && r.Day.Trades == 11)), "the score never comes");

        // After three minutes without a new subscription nothing comes any more.
        _cluster.Time.Advance(TimeSpan.FromMinutes(4));
        await PassAsync([key]);
        var last = new Observer();
        await _cluster.All.SubscribeScoresAsync(_cluster.Grains.CreateObjectReference<IScoreObserver>(last));
        await PassAsync([key]);
        await Eventually.BeTrueAsync(() => Task.FromResult(last.Rows.Count == 1), "the score never comes");
        observer.Rows.Count.ShouldBe(1);
    }

    private static Trade Trade(long number, DateOnly day, long price, Side side) => new(Tapes.At(day, 10, (int)number % 60), number, price, 1000, side, SideSource.Given);

    private IReminderTable Reminders() => _cluster.Silo.GetRequiredService<IReminderTable>();

    private async Task<string> TradedAsync(Side side, int trades)
    {
        var key = TickerCluster.NewKey();
        await _cluster.Ticker(key).SendAsync([.. Enumerable.Range(0, trades).Select(i => Trade(i, Day, 1500, side))]);
        return key;
    }

    /// <summary>Private investors buy while smart money has been selling for days.</summary>
    private async Task<string> TrappedAsync()
    {
        var key = await TradedAsync(Side.Buy, 10);
        await _cluster.Flow(key).IngestAsync([.. Enumerable.Range(1, 20).Select(back => Summaries.Net(Day.AddDays(-back), -20_000_000))]);
        return key;
    }

    private async Task<int> PassAsync(string[] keys) => (await _cluster.Grains.GetGrain<IScorePassGrain>("p").ScoreAsync(keys, ScoreSource.Auto, anew: true)).Scored;

    private async Task<MarketRow> RowAsync(string key) => (await _cluster.All.SummaryAsync(Day, 0)).Rows.Single(r => r.Day.Instrument == key);

    private sealed class Observer : IScoreObserver
    {
        public ConcurrentQueue<ScoredRow> Rows { get; } = new();

        public Task OnScoresAsync(ScoredRow[] rows)
        {
            foreach (var row in rows) Rows.Enqueue(row);
            return Task.CompletedTask;
        }
    }
}

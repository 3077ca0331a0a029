using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Sssaham.Cluster.Tests.Flow;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.Grains.Market;
using Sssaham.Grains.Operations;
using Xunit;

namespace Sssaham.Cluster.Tests.Operations;

public sealed class RetentionJobTests(RetentionCluster cluster) : IClassFixture<RetentionCluster>
{
    private static readonly DateOnly Today = Tapes.Today;
    private static readonly RetainedPart[] All = Enum.GetValues<RetainedPart>();

    [Fact]
    public async Task A_deletion_needs_the_token_of_what_would_be_deleted()
    {
        cluster.Days.Fill(Today.AddDays(-44), 10);
        var before = Today.AddDays(-40);
        var plan = (await PlanAsync(before))!;
        (plan.Days, plan.Before, plan.Today, plan.Latest).ShouldBe((4, before, Today, Today.AddDays(-30)));
        plan.Parts.Select(p => (p.Name, p.Days, p.First, p.Last, p.Rows, p.Bytes))
            .ShouldBe(All.Select(p => ($"{p}", 4, Today.AddDays(-44), Today.AddDays(-41), 40L, 400L)).OrderBy(p => p.Item1, StringComparer.Ordinal));
        foreach (var argument in new[] { "2026-01-01", $"{before:yyyy-MM-dd}/", $"{before:yyyy-MM-dd}/0123456789ab", $"nonsense/{plan.Token}", $"{before.AddDays(1):yyyy-MM-dd}/{plan.Token}" })
            await Should.ThrowAsync<ArgumentException>(() => RunAsync(argument));
        cluster.Days.All.Count.ShouldBe(40);
        (await RunAsync($"{before:yyyy-MM-dd}/{plan.Token}")).ShouldBe($"4 days before {before:yyyy-MM-dd} deleted.");
        cluster.Days.All.Select(d => d.Day).Distinct().ShouldBe(Enumerable.Range(-40, 6).Select(Today.AddDays));
        (await PlanAsync(before))!.ShouldSatisfyAllConditions(p => p.Token.ShouldBeNull(), p => p.Parts.ShouldBeEmpty());
    }

    [Fact]
    public async Task A_day_that_came_since_the_token_was_given_is_not_deleted_unseen()
    {
        cluster.Days.Fill(Today.AddDays(-44), 2);
        var plan = (await PlanAsync(Today.AddDays(-40)))!;
        cluster.Days.All.Add((Today.AddDays(-50), RetainedPart.Trades));
        (await Should.ThrowAsync<ArgumentException>(() => RunAsync($"{plan.Before:yyyy-MM-dd}/{plan.Token}"))).Message.ShouldContain("is not what it was");
        cluster.Days.All.Count.ShouldBe(9);
    }

    [Fact]
    public async Task The_newest_days_are_protected()
    {
        cluster.Days.Fill(Today.AddDays(-32), 33);
        var plan = (await PlanAsync(Today.AddDays(-29)))!;
        (plan.Token, plan.Parts.Length, plan.Latest).ShouldBe((null, 0, Today.AddDays(-30)));
        var real = DeletionPlans.Token(plan.Before, await cluster.Days.ListAsync(plan.Before, CancellationToken.None));
        (await Should.ThrowAsync<ArgumentException>(() => RunAsync($"{plan.Before:yyyy-MM-dd}/{real}"))).Message.ShouldContain("protected");
        (await PlanAsync(Today.AddDays(-30)))!.Days.ShouldBe(2);
    }

    [Fact]
    public async Task A_deletion_that_is_cancelled_stops_between_two_days_and_one_that_was_interrupted_goes_on()
    {
        cluster.Days.Fill(Today.AddDays(-49), 8);
        var before = Today.AddDays(-40);
        var argument = $"{before:yyyy-MM-dd}/{(await PlanAsync(before))!.Token}";
        using var cancel = new CancellationTokenSource();
        cluster.Days.Deleted = day =>
        {
            if (day == Today.AddDays(-47)) cancel.Cancel();
        };
        string? checkpoint = null;
        await Should.ThrowAsync<OperationCanceledException>(() => Work.RunAsync(new JobRun(Info(argument), null, null, c => Task.FromResult(checkpoint = c)), cancel.Token));
        cluster.Days.All.Select(d => d.Day).Min().ShouldBe(Today.AddDays(-46));
        cluster.Days.Deleted = _ => { };
        await Work.RunAsync(new JobRun(Info(argument), null, checkpoint.ShouldNotBeNull(), _ => Task.CompletedTask), CancellationToken.None);
        cluster.Days.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_night_each_part_loses_the_days_past_its_own_retention()
    {
        cluster.Days.Fill(Today.AddDays(-70), 70);
        await RunAsync(null);
        foreach (var (part, days) in new[] { (RetainedPart.Trades, RetentionCluster.TradeDays), (RetainedPart.Tables, RetentionCluster.TableDays), (RetainedPart.Footprints, 70), (RetainedPart.Summaries, 70) })
            cluster.Days.All.Where(d => d.Part == part).Min(d => d.Day).ShouldBe(Today.AddDays(-days), $"{part}");
    }

    [Fact]
    public async Task Trades_go_only_after_their_footprints_were_completed()
    {
        var (key, day) = (TickerCluster.NewKey(), Today.AddDays(-65));
        var tape = Tapes.Random(new Random(1), day, 100);
        await cluster.Ticker(key).SendAsync(tape);
        var instrument = new ArchivedInstrument(InstrumentKey.Parse(key), Tapes.Idx, Tapes.Idx.Lot);
        (await cluster.Archive.CompleteThroughAsync(instrument, day)).ShouldBe(-1);
        cluster.Days.Fill(day, 1);
        cluster.Days.Incomplete = async d => d == day && await cluster.Archive.CompleteThroughAsync(instrument, day) < 0 ? [key] : [];
        await RunAsync(null);
        cluster.Days.All.ShouldNotContain((day, RetainedPart.Trades));
        (await cluster.Ticker(key).RebuildDayAsync(day, fromArchive: true)).Bars.ShouldBeBars(Tapes.Bars(Tapes.Idx, day, tape));

        // Nobody can complete it: it stays, and the run says so.
        cluster.Days.Fill(day, 1);
        cluster.Days.Incomplete = _ => Task.FromResult<string[]>(["GONE:X"]);
        (await Should.ThrowAsync<IOException>(() => RunAsync(null))).Message.ShouldContain("the footprints do not have all of their trades");
        cluster.Days.All.ShouldContain((day, RetainedPart.Trades));
    }

    [Theory]
    [InlineData(0, 0, 0, 30, null)]
    [InlineData(3650, 30, 31, 30, null)]
    [InlineData(0, 29, 0, 30, "Retention:FootprintDays")]
    [InlineData(0, 0, -1, 30, "Retention:TableDays")]
    [InlineData(3649, 0, 0, 30, "Market:RetentionDays")]
    [InlineData(0, 0, 0, 13, "Retention:ProtectedDays")]
    public void Settings_that_would_lose_trades_are_refused(int trades, int footprints, int tables, int safe, string? named)
    {
        var options = new RetentionOptions { TradeDays = trades, FootprintDays = footprints, TableDays = tables, ProtectedDays = safe };
        if (named is null) options.Check(3650);
        else Should.Throw<ArgumentException>(() => options.Check(3650)).Message.ShouldContain(named);
    }

    private IJobWork Work => cluster.Silo.GetServices<IJobWork>().Single(w => w.Name == JobNames.Retention);

    private static JobRunInfo Info(string? argument) => new("run", Tapes.At(Today, 2, 0), Tapes.At(Today, 2, 0), null, null, null, JobCause.Trigger, argument);

    private Task<string> RunAsync(string? argument) => Work.RunAsync(Runs.New(argument), CancellationToken.None);

    private Task<DeletionPlan?> PlanAsync(DateOnly before) => cluster.Grains.GetGrain<IRetentionGrain>(IRetentionGrain.Key).PlanAsync(before);
}

/// <summary>A silo with the retention job and days in memory.</summary>
public sealed class RetentionCluster : FlowCluster
{
    public const int TradeDays = 60;
    public const int TableDays = 50;

    internal DaysInMemory Days { get; } = new();

    protected override void Add(IServiceCollection services)
    {
        services.AddSingleton<IRetainedDays>(Days);
        services.Configure<RetentionOptions>(o => (o.TradeDays, o.TableDays) = (TradeDays, TableDays));
        services.AddSingleton<IJobWork, RetentionJob>();
        services.AddSingleton<JobCatalog>();
    }
}

/// <summary>Days of which every part has 10 rows and 100 bytes.</summary>
internal sealed class DaysInMemory : IRetainedDays
{
    public SortedSet<(DateOnly Day, RetainedPart Part)> All { get; } = [];

    public Func<DateOnly, Task<string[]>> Incomplete { get; set; } = _ => Task.FromResult<string[]>([]);

    public Action<DateOnly> Deleted { get; set; } = _ => { };

    public void Fill(DateOnly from, int days)
    {
        All.Clear();
        (Incomplete, Deleted) = (_ => Task.FromResult<string[]>([]), _ => { });
        for (var i = 0; i < days; i++) All.UnionWith(Enum.GetValues<RetainedPart>().Select(p => (from.AddDays(i), p)));
    }

    public Task<IReadOnlyList<RetainedDay>> ListAsync(DateOnly before, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<RetainedDay>>([.. All.Where(d => d.Day < before).Select(d => new RetainedDay(d.Day, d.Part, $"{d.Part}", 10, 100))]);

    public async Task<IReadOnlyList<string>> IncompleteAsync(DateOnly day, CancellationToken cancel) => await Incomplete(day);

    public async Task<bool> DeleteAsync(DateOnly day, IReadOnlyCollection<RetainedPart> parts, CancellationToken cancel)
    {
        if (parts.Contains(RetainedPart.Trades) && !parts.Contains(RetainedPart.Footprints) && (await Incomplete(day)).Length > 0) return false;
        All.RemoveWhere(d => d.Day == day && parts.Contains(d.Part));
        Deleted(day);
        return true;
    }
}

using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Scoring;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Scoring;
using Xunit;

namespace Sssaham.Cluster.Tests.Scoring;

/// <summary>Rows and scores reach the market in any order.</summary>
public sealed class MarketMergeTests(ScoreCluster cluster) : IClassFixture<ScoreCluster>
{
    private static readonly DateOnly Day = Tapes.Today;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_row_recomputes_from_its_own_figures_and_ends_with_the_newest_of_both(int seed)
    {
        var random = new Random(seed);
        var market = cluster.Grains.GetGrain<IMarketGrain>($"m{seed}");
        string[] keys = ["IDX:A", "IDX:B", "SIM:C"];
        var rows = new List<DayRow>();
        var scores = new List<ScoredRow>();
        var time = 0L;
        for (var step = 0; step < 60; step++)
        {
            // Time goes on, and so do the days of each instrument; late trades change days before.
            time++;
            var row = Row(random, keys[random.Next(3)], Day.AddDays(Math.Max(0, (step / 20) - random.Next(2))), time);
            if (random.Next(3) > 0) rows.Add(row);
            else scores.Add(Scored(random, row));
        }

        var messages = rows.ConvertAll<object>(r => r).Concat(scores).Shuffled(random);
        for (var i = 0; i < messages.Length;)
        {
            var together = messages.Skip(i).TakeWhile(m => m.GetType() == messages[i].GetType()).Take(random.Next(1, 4)).ToArray();
            if (messages[i] is DayRow) await market.MergeAsync([.. together.Cast<DayRow>()]);
            else await market.MergeScoresAsync([.. together.Cast<ScoredRow>()]);
            i += together.Length;
            foreach (var day in Enumerable.Range(0, 3).Select(Day.AddDays))
            {
                foreach (var shown in (await market.SummaryAsync(day, 0)).Rows) Possible(shown, scores).ShouldContain(shown.Score);
            }
        }

        foreach (var day in Enumerable.Range(0, 3).Select(Day.AddDays))
        {
            var shown = await market.SummaryAsync(day, 0);
            shown.Rows.Select(r => r.Day.Instrument).Order(StringComparer.Ordinal).ShouldBe(rows.Concat(scores.Select(s => s.Day)).Where(r => r.Day == day).Select(r => r.Instrument).Distinct().Order(StringComparer.Ordinal));
            foreach (var row in shown.Rows)
            {
                row.Day.ShouldBe(rows.Concat(scores.Select(s => s.Day)).Where(r => r.Day == day && r.Instrument == row.Day.Instrument).MaxBy(r => r.UpdatedUs));
                var context = scores.Where(s => s.Day.Instrument == row.Day.Instrument && s.Day.Day <= day).OrderBy(s => s.Day.Day).ThenBy(s => s.ScoredUs).LastOrDefault()?.Context;
                row.Score.ShouldBe(cluster.Scorer.Score(row.Day, context));
            }

            (await market.SummaryAsync(day, shown.Version)).ShouldSatisfyAllConditions(s => s.Rows.ShouldBeEmpty(), s => s.Version.ShouldBe(shown.Version));
        }

        (await market.SummaryAsync(null, 0)).Day.ShouldBe(rows.Concat(scores.Select(s => s.Day)).Max(r => r.Day));
    }

    [Fact]
    public async Task Only_the_newest_days_are_held()
    {
        var (market, random) = (cluster.Grains.GetGrain<IMarketGrain>("held"), new Random(1));
        for (var i = 0; i < 6; i++) await market.MergeAsync([Row(random, "IDX:A", Day.AddDays(i), i)]);
        await market.MergeScoresAsync([Scored(random, Row(random, "IDX:B", Day.AddDays(-9), 9))]);
        var held = new List<int>();
        for (var i = -9; i < 6; i++)
        {
            if ((await market.SummaryAsync(Day.AddDays(i), 0)).Rows.Length > 0) held.Add(i);
        }

        held.ShouldBe([3, 4, 5]);
    }

    /// <summary>A score that a row may have: against any context that was sent for its session or one before.</summary>
    private IEnumerable<Score> Possible(MarketRow row, List<ScoredRow> scores) => scores
        .Where(s => s.Day.Instrument == row.Day.Instrument && s.Day.Day <= row.Day.Day)
        .Select(s => s.Context)
        .Append(null)
        .Select(c => cluster.Scorer.Score(row.Day, c));

    private static DayRow Row(Random random, string key, DateOnly day, long time)
    {
        var volume = random.Next(1, 1000) * 100L;
        return new DayRow(key, day, 1500, 1600, 1400, 1400 + (5 * random.Next(40)), volume, volume * 1500m, random.Next(1, 100), random.NextInt64(-volume, volume + 1), random.Next(3) == 0 ? 0 : 1500, time, time, 0, 0, 100);
    }

    private ScoredRow Scored(Random random, DayRow row)
    {
        var context = random.Next(5) == 0 ? null : new ScoreContext(row.Day.AddDays(-random.Next(1, 3)), random.NextDouble(), (FlowState)random.Next(3), random.Next(-1_000_000_000, 1_000_000_000), random.Next(-1_000_000_000, 1_000_000_000), random.Next(5) == 0);
        return new ScoredRow(row, cluster.Scorer.Score(row, context), 0, row.UpdatedUs, false, context);
    }
}

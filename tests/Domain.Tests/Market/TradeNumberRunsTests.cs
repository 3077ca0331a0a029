using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class TradeNumberRunsTests
{
    [Fact]
    public void It_tells_the_gaps_of_a_set_in_whatever_order_numbers_come() => Seeded.Run(60, random =>
    {
        var (runs, model) = Fill(random, new TradeNumberRuns());
        (runs.First, runs.Last, runs.Covered, runs.Hidden).ShouldBe((model.Count == 0 ? null : model.Min, model.Count == 0 ? null : model.Max, model.Count, 0L));
        runs.Gaps().ShouldBe(Gaps(model));
        runs.Missing.ShouldBe(Gaps(model).Sum(g => g.Count));
        runs.RunCount.ShouldBe(model.Count == 0 ? 0 : Gaps(model).Count + 1);
    });

    [Fact]
    public void Merging_is_adding_all_numbers_in_any_order_of_parts() => Seeded.Run(40, random =>
    {
        var parts = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Fill(random, new TradeNumberRuns())).ToArray();
        random.Shuffle(parts);
        var merged = new TradeNumberRuns();
        foreach (var part in parts) merged.Merge(random.Chance(0.5) ? part.Runs : TradeNumberRuns.Decode(part.Runs.Encode()));
        var model = new SortedSet<long>(parts.SelectMany(p => p.Model));
        (merged.Covered, merged.Hidden).ShouldBe((model.Count, 0L));
        merged.Gaps().ShouldBe(Gaps(model));
    });

    [Fact]
    public void Over_the_cap_every_gap_that_is_told_is_one_and_the_others_are_known_in_size() => Seeded.Run(60, random =>
    {
        var most = random.Next(2, 40);
        var (runs, model) = Fill(random, new TradeNumberRuns(most));
        var (other, others) = Fill(random, new TradeNumberRuns(most));
        if (random.Chance(0.5))
        {
            runs.Merge(other);
            model.UnionWith(others);
        }

        runs.RunCount.ShouldBeLessThanOrEqualTo(most);
        foreach (var gap in runs.Gaps()) model.GetViewBetween(gap.First, gap.Last).ShouldBeEmpty();
        var missing = Gaps(model).Sum(g => g.Count);
        runs.Missing.ShouldBeLessThanOrEqualTo(missing);
        (runs.Missing + runs.Hidden).ShouldBeGreaterThanOrEqualTo(missing);
        (runs.First, runs.Last).ShouldBe((model.Count == 0 ? null : model.Min, model.Count == 0 ? null : model.Max));
    });

    [Fact]
    public void The_packed_form_gives_the_same_set_and_hostile_bytes_give_an_error() => Seeded.Run(40, random =>
    {
        var (runs, _) = Fill(random, new TradeNumberRuns(random.Pick(5, 1000)));
        var packed = runs.Encode();
        var back = TradeNumberRuns.Decode(packed);
        (back.Covered, back.Hidden).ShouldBe((runs.Covered, runs.Hidden));
        back.Gaps().ShouldBe(runs.Gaps());
        if (packed.Length == 0) return;
        packed[random.Next(packed.Length)] ^= (byte)(1 << random.Next(8));
        try
        {
            var other = TradeNumberRuns.Decode(packed.AsSpan(0, random.Next(packed.Length + 1)));
            other.Covered.ShouldBeGreaterThanOrEqualTo(0);
            other.Gaps().ShouldAllBe(g => g.Count > 0);
        }
        catch (FormatException)
        {
            // As it should be.
        }
    });

    [Theory]
    [InlineData(-1)]
    [InlineData(Trade.FirstAssignedNumber)]
    [InlineData(long.MaxValue)]
    public void A_number_of_no_exchange_is_refused(long number) => Should.Throw<ArgumentOutOfRangeException>(() => new TradeNumberRuns().Add(number));

    private static (TradeNumberRuns Runs, SortedSet<long> Model) Fill(Random random, TradeNumberRuns runs)
    {
        var model = new SortedSet<long>();
        var range = random.Pick(10, 300, 100_000);
        var rising = random.Pick(0.0, 0.9, 1.0);
        var next = random.Pick(0L, 4_000_000_000L);
        for (var i = random.Next(0, 800); i > 0; i--)
        {
            var number = random.Chance(rising) ? next += random.Next(0, 3) : random.NextInt64(0, range);
            runs.Add(number);
            model.Add(number);
        }

        return (runs, model);
    }

    private static List<NumberGap> Gaps(SortedSet<long> model)
    {
        var gaps = new List<NumberGap>();
        long? before = null;
        foreach (var number in model)
        {
            if (before is { } b && number > b + 1) gaps.Add(new NumberGap(b + 1, number - 1));
            before = number;
        }

        return gaps;
    }
}

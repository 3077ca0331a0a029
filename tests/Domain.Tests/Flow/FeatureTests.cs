using Shouldly;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Tests.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Flow;

public sealed class FeatureTests
{
    private static readonly FeatureOptions Defaults = new();

    // Six days in millions: total 100 200 100 400 200 800, net 10 −20 30 40 −10 240, close 1000 1010 1000 1050 1050 1100.
    private static readonly (int Net, int Total, int Close)[] Worked = [(10, 100, 1000), (-20, 200, 1010), (30, 100, 1000), (40, 400, 1050), (-10, 200, 1050), (240, 800, 1100)];

    [Fact]
    public void A_worked_example_agrees_with_the_figures_of_another_program()
    {
        var features = FeatureCalculator.Compute([.. Worked.Select((d, i) => Input(i, d.Net * 1_000_000m, d.Total * 1_000_000m, d.Close))], Defaults);
        (features.Date, features.Days, features.Insufficient).ShouldBe((FlowSamples.Monday.AddDays(5), 6, false));
        (features.SmartNet, features.RetailNet, features.CloseSource).ShouldBe((290_000_000, -290_000_000, CloseSource.Bars));
        // Python's statistics.mean and stdev. ngr: 0.1, −0.1, 0.3, 0.1, −0.05, 0.3. effort: ln of the totals.
        ShouldBe(features.Ngr, 0.3, 0.108333333333333, 0.168572437446537, 6, 1.13699884494732);
        ShouldBe(features.Effort, 20.500122285632202, 19.2293524546056, 0.810320380480178, 6, 1.56823135840855);
        // result: |ln| of 1010/1000, 1000/1010, 1050/1000, 1050/1050, 1100/1050; the first day has no close before it.
        ShouldBe(features.Result, 0.046520015634892907, 0.0230421683021322, 0.0228467861099045, 5, 1.02762144398869);
        ShouldBe(features.Elas, 5.8150019543616131e-11, 6.58760785529435e-11, 4.72685741383597e-11, 5, -0.163450223539904);
        features.State.ShouldBe(FlowState.Accumulation);
    }

    [Fact]
    public void Each_z_score_computes_again_from_what_stands_beside_it()
    {
        Seeded.Run(200, random =>
        {
            var features = FeatureCalculator.Compute(RandomDays(random, random.Next(1, 30)), Defaults);
            foreach (var score in new[] { features.Ngr, features.Effort, features.Result, features.Elas })
            {
                if (score.Z is { } z) z.ShouldBe(score.Sd == 0 ? 0 : (score.Value!.Value - score.Mean!.Value) / score.Sd!.Value);
                foreach (var figure in new[] { score.Value, score.Mean, score.Sd, score.Z }) double.IsFinite(figure ?? 0).ShouldBeTrue();
                if (score.Z is null) (features.Insufficient || score.Count < Defaults.Minimum || score.Value is null).ShouldBeTrue();
            }

            (features.ZNgr, features.ZEffort, features.ZResult, features.ZElas).ShouldBe((features.Ngr.Z, features.Effort.Z, features.Result.Z, features.Elas.Z));
        });
    }

    [Fact]
    public void Z_scores_agree_with_the_textbook_in_exact_arithmetic()
    {
        Seeded.Run(200, random =>
        {
            // Ratios of the nets to totals of 1,000 are exact decimals, and so are their means.
            var nets = Enumerable.Range(0, random.Next(5, 21)).Select(_ => (decimal)random.Next(-1_000, 1_001)).ToList();
            var features = FeatureCalculator.Compute([.. nets.Select((n, i) => Input(i, n, 1_000, 100))], Defaults);
            var ratios = nets.ConvertAll(n => n / 1_000);
            var mean = ratios.Sum() / ratios.Count;
            var variance = ratios.Sum(r => (r - mean) * (r - mean)) / (ratios.Count - 1);
            features.ZNgr.ShouldNotBeNull().ShouldBe(variance == 0 ? 0 : (double)(ratios[^1] - mean) / Math.Sqrt((double)variance), 1e-9);
            // The same total and close every day: nothing is unusual.
            (features.ZEffort, features.ZResult, features.ZElas).ShouldBe((0, nets.Count > 5 ? 0 : null, nets.Count > 5 ? 0 : null));
        });
    }

    [Fact]
    public void Too_few_days_give_no_z_score_and_no_state()
    {
        for (var n = 1; n <= 5; n++)
        {
            var features = FeatureCalculator.Compute([.. Enumerable.Range(0, n).Select(i => Input(i, 900 + i, 1_000 + i, 100 + i))], Defaults);
            features.Insufficient.ShouldBe(n < 5);
            (features.ZNgr is null, features.ZEffort is null).ShouldBe((n < 5, n < 5));
            // Smart money buys ever more of an equal total, which is accumulation as soon as it may be told.
            features.State.ShouldBe(n < 5 ? FlowState.Neutral : FlowState.Accumulation);
            (features.Days, features.Ngr.Count).ShouldBe((n, n));
        }
    }

    [Fact]
    public void One_day_only_shows_its_values()
    {
        var features = FeatureCalculator.Compute([Input(0, 500, 1_000, 100)], Defaults);
        features.Ngr.ShouldBe(new FeatureScore(0.5, 0.5, null, 1, null));
        features.Result.ShouldBe(new FeatureScore(null, null, null, 0, null));
        features.SmartNet.ShouldBe(500);
    }

    [Fact]
    public void Equal_values_score_0_whatever_their_rounding()
    {
        // 0.1 has no exact double, so a careless mean would differ from it.
        var features = FeatureCalculator.Compute([.. Enumerable.Range(0, 20).Select(i => Input(i, 100m * (i + 1), 1_000m * (i + 1), 100))], Defaults);
        (features.Ngr.Sd, features.ZNgr).ShouldBe((0, 0));
        // The same ratio out of amounts that no double holds.
        var huge = FeatureCalculator.Compute([.. Enumerable.Range(0, 20).Select(i => Input(i, 333_333_333_333_333_331m * (i + 1), 999_999_999_999_999_993m * (i + 1), 100))], Defaults);
        (huge.Ngr.Sd, huge.ZNgr).ShouldBe((0, 0));
    }

    [Fact]
    public void The_window_holds_20_days_and_the_day_before_gives_its_close()
    {
        var days = RandomDays(new Random(3), 40, gaps: false);
        var all = FeatureCalculator.Compute(days, Defaults);
        FeatureCalculator.Compute(days[^21..], Defaults).ShouldBe(all);
        all.Days.ShouldBe(20);
        (all.Ngr.Count, all.Result.Count).ShouldBe((20, 20));
        var short20 = FeatureCalculator.Compute(days[^20..], Defaults);
        (short20.Ngr, short20.Effort, short20.SmartNet).ShouldBe((all.Ngr, all.Effort, all.SmartNet));
        short20.Result.Count.ShouldBe(19);
    }

    [Fact]
    public void A_day_without_trades_or_close_is_left_out_where_it_has_no_value()
    {
        var days = Enumerable.Range(0, 8).Select(i => Input(i, 10 * i, 1_000, 100 + i)).ToList();
        days[3] = Input(3, 0, 0, 103);
        days[5] = days[5] with { Close = null, Source = CloseSource.None };
        days[6] = days[6] with { Close = -1 };
        var features = FeatureCalculator.Compute(days, Defaults);
        (features.Ngr.Count, features.Effort.Count, features.Result.Count, features.Elas.Count).ShouldBe((7, 7, 5, 4));
        // The close before the last day is the latest known one, of day 4.
        features.Result.Value.ShouldBe(Math.Log(107.0 / 104.0));
        features.ZResult.ShouldNotBeNull();
        features.ZElas.ShouldBeNull();

        days.Add(Input(8, 0, 0, 0));
        var nothing = FeatureCalculator.Compute(days, Defaults);
        (nothing.ZNgr, nothing.ZEffort, nothing.ZResult, nothing.ZElas, nothing.CloseSource).ShouldBe((null, null, null, null, CloseSource.None));
    }

    [Fact]
    public void Another_unit_of_money_changes_no_z_score_and_shifts_effort()
    {
        Seeded.Run(200, random =>
        {
            var days = RandomDays(random, 25);
            var unit = random.Pick(0.001m, 2m, 15_900m);
            var before = FeatureCalculator.Compute(days, Defaults);
            var after = FeatureCalculator.Compute([.. days.Select(d => d with { Day = Scale(d.Day, unit), Close = d.Close * unit })], Defaults);
            foreach (var (a, b) in new[] { (before.Ngr, after.Ngr), (before.Effort, after.Effort), (before.Result, after.Result), (before.Elas, after.Elas) })
            {
                (b.Z is null, b.Count).ShouldBe((a.Z is null, a.Count));
                if (a.Z is { } z) b.Z!.Value.ShouldBe(z, 1e-6);
            }

            if (before.Effort.Mean is { } mean) after.Effort.Mean!.Value.ShouldBe(mean + Math.Log((double)unit), 1e-9);
            after.SmartNet.ShouldBe(before.SmartNet * unit);
            if (Math.Abs(before.ZNgr ?? 0) is < 0.499 or > 0.501) after.State.ShouldBe(before.State);
        });
    }

    [Fact]
    public void Selling_instead_of_buying_mirrors_state_and_net_quality()
    {
        Seeded.Run(200, random =>
        {
            var days = RandomDays(random, random.Next(5, 30));
            var there = FeatureCalculator.Compute(days, Defaults);
            var back = FeatureCalculator.Compute([.. days.Select(d => d with { Day = Mirror(d.Day) })], Defaults);
            back.ZNgr.ShouldBe(-there.ZNgr);
            (back.ZEffort, back.ZResult, back.ZElas).ShouldBe((there.ZEffort, there.ZResult, there.ZElas));
            back.State.ShouldBe(there.State switch { FlowState.Accumulation => FlowState.Distribution, FlowState.Distribution => FlowState.Accumulation, _ => FlowState.Neutral });
        });
    }

    [Theory]
    [InlineData("++++++++++++++++++++", FlowState.Accumulation)]
    [InlineData("--------------------", FlowState.Distribution)]
    [InlineData("--------++++++++++++", FlowState.Accumulation)]
    [InlineData("---------+++++++++++", FlowState.Neutral)]
    [InlineData("00000000++++++++++++", FlowState.Accumulation)]
    [InlineData("000000000+++++++++++", FlowState.Neutral)]
    [InlineData("++++++++++++++++----", FlowState.Neutral)]
    [InlineData("+-+-+-+-+-+-+-+-+-+-", FlowState.Neutral)]
    [InlineData("+++++++++++++++0+-+-", FlowState.Neutral)]
    [InlineData("++++++++++++++++-+-+", FlowState.Accumulation)]
    [InlineData("++++++++++++++++-+-0", FlowState.Neutral)]
    public void Without_an_unusual_day_the_recent_net_and_most_days_decide(string nets, FlowState state)
    {
        // A high bar for the z-score leaves the second way only.
        var days = nets.Select((c, i) => Input(i, c switch { '+' => 100, '-' => -100, _ => 0 }, 1_000, 100)).ToArray();
        FeatureCalculator.Compute(days, Defaults with { StateZ = 100 }).State.ShouldBe(state);
    }

    [Theory]
    [InlineData(200, 300, FlowState.Accumulation)]
    [InlineData(200, 50, FlowState.Neutral)]
    [InlineData(200, -900, FlowState.Neutral)]
    [InlineData(-300, -1_000, FlowState.Distribution)]
    public void An_unusual_day_decides_when_the_window_agrees(int first, int today, FlowState state)
    {
        // After the first day nine of −100 and nine of +200 make 900. With 200 and 300 that is 1,400, and today is high; 50 is
        // an ordinary day, and 11 days above 0 are too few; −900 is low but leaves 200; −300 and −1,000 make −400.
        var days = Enumerable.Range(1, 18).Select(i => Input(i, i % 2 == 0 ? 200 : -100, 1_000, 100)).Prepend(Input(0, first, 1_000, 100)).ToList();
        days.Add(Input(19, today, 1_000, 100));
        FeatureCalculator.Compute(days, Defaults).State.ShouldBe(state);
    }

    [Fact]
    public void Days_that_do_not_rise_and_options_out_of_range_are_refused()
    {
        Should.Throw<ArgumentException>(() => FeatureCalculator.Compute([], Defaults));
        Should.Throw<ArgumentException>(() => FeatureCalculator.Compute([Input(1, 1, 1, 1), Input(1, 1, 1, 1)], Defaults));
        foreach (var options in new[] { Defaults with { Window = 1 }, Defaults with { Minimum = 1 }, Defaults with { Minimum = 21 }, Defaults with { StateZ = double.NaN }, Defaults with { RecentDays = 0 }, Defaults with { SameSignDays = -1 } })
            Should.Throw<ArgumentOutOfRangeException>(() => FeatureCalculator.Compute([Input(1, 1, 1, 1)], options), options.ToString());
    }

    [Fact]
    public void The_best_close_there_is_counts()
    {
        var day = FlowSamples.Day(FlowSamples.Monday, FlowSamples.Buy("YP", 1_000), FlowSamples.Sell("PD", 1_000));
        FeatureInput.Of(day, 12, 11).ShouldBe(new FeatureInput(day, 12, CloseSource.Bars));
        FeatureInput.Of(day, 0, 11).ShouldBe(new FeatureInput(day, 11, CloseSource.Footprint));
        FeatureInput.Of(day, null, null).ShouldBe(new FeatureInput(day, 10, CloseSource.SummaryAverage));
        var empty = day with { AveragePrice = null };
        FeatureInput.Of(empty, null, -1).ShouldBe(new FeatureInput(empty, null, CloseSource.None));
        Enum.GetValues<CloseSource>().Select(s => s.Text()).ShouldBe([null, "bars", "footprint", "summary_average"]);
    }

    [Theory]
    [InlineData(FlowFeature.Effort, 1.1, "High Volume", "Heavy trading activity", "success")]
    [InlineData(FlowFeature.Effort, 1.0, "Normal", "Normal activity", "warning")]
    [InlineData(FlowFeature.Effort, -1.0, "Normal", "Normal activity", "warning")]
    [InlineData(FlowFeature.Effort, -1.1, "Low Volume", "Light activity", "secondary")]
    [InlineData(FlowFeature.Result, 2.0, "Responsive", "Strong price moves", "success")]
    [InlineData(FlowFeature.Result, -2.0, "Quiet", "Price stuck", "secondary")]
    [InlineData(FlowFeature.Ngr, 2.0, "Clean", "Clean accumulation", "success")]
    [InlineData(FlowFeature.Ngr, 0.0, "Noise", "Mixed flow", "warning")]
    [InlineData(FlowFeature.Ngr, -2.0, "Heavy", "Heavy distribution", "danger")]
    [InlineData(FlowFeature.Elas, 2.0, "Volatile", "Very responsive", "success")]
    [InlineData(FlowFeature.Elas, -2.0, "Rigid", "Rigid/stuck", "secondary")]
    [InlineData(FlowFeature.Elas, null, "No data", "Not enough days", "secondary")]
    public void Badges_are_those_of_the_guide(FlowFeature feature, double? z, string text, string interpretation, string @class) =>
        FeatureBadge.Of(feature, z).ShouldBe(new FeatureBadge(text, interpretation, @class));

    [Fact]
    public void Every_feature_and_state_has_a_badge()
    {
        foreach (var feature in Enum.GetValues<FlowFeature>())
        {
            foreach (var z in new[] { -2.0, 0, 2 }) FeatureBadge.Of(feature, z).Text.ShouldNotBeEmpty();
        }

        FeatureBadge.Of(FlowState.Accumulation).ShouldBe(new FeatureBadge("ACCUMULATION", "Smart money building position", "success"));
        FeatureBadge.Of(FlowState.Distribution).ShouldBe(new FeatureBadge("DISTRIBUTION", "Smart money exiting", "danger"));
        FeatureBadge.Of(FlowState.Neutral).ShouldBe(new FeatureBadge("NEUTRAL", "No clear direction", "warning"));
    }

    private static FeatureInput Input(int day, decimal net, decimal total, decimal close) =>
        new(FlowSamples.Day(FlowSamples.Monday.AddDays(day), net, total), close, CloseSource.Bars);

    private static FeatureInput[] RandomDays(Random random, int count, bool gaps = true) =>
    [
        .. Enumerable.Range(0, count).Select(i =>
        {
            decimal total = gaps && random.Chance(0.1) ? 0 : random.NextInt64(1, 1_000_000_000_000);
            return Input(i, decimal.Round(total * random.Next(-100, 101) / 100), total, gaps && random.Chance(0.1) ? 0 : random.Next(50, 10_000));
        }),
    ];

    private static FlowDay Scale(FlowDay day, decimal unit) => day with
    {
        ForeignBuy = day.ForeignBuy * unit,
        ForeignSell = day.ForeignSell * unit,
        LocalFundBuy = day.LocalFundBuy * unit,
        LocalFundSell = day.LocalFundSell * unit,
        RetailBuy = day.RetailBuy * unit,
        RetailSell = day.RetailSell * unit,
        TotalValue = day.TotalValue * unit,
    };

    private static FlowDay Mirror(FlowDay day) => day with
    {
        ForeignBuy = day.ForeignSell,
        ForeignSell = day.ForeignBuy,
        LocalFundBuy = day.LocalFundSell,
        LocalFundSell = day.LocalFundBuy,
        RetailBuy = day.RetailSell,
        RetailSell = day.RetailBuy,
    };

    private static void ShouldBe(FeatureScore score, double value, double mean, double sd, int count, double z)
    {
        score.Count.ShouldBe(count);
        foreach (var (actual, expected) in new[] { (score.Value, value), (score.Mean, mean), (score.Sd, sd), (score.Z, z) })
            actual.ShouldNotBeNull().ShouldBe(expected, Math.Abs(expected) * 1e-12);
    }
}

using Shouldly;
using Sssaham.Domain.Scoring;
using Sssaham.Domain.Scoring.Backtest;
using Xunit;

namespace Sssaham.Domain.Tests.Scoring.Backtest;

public sealed class DivergenceBacktestTests
{
    private static readonly DateOnly Start = new(2026, 2, 2);
    private static readonly BacktestOptions Small = new() { Horizons = [1, 2], MinEvents = 2, MinEffectiveSample = 2 };

    // Smart money accumulates A on the days 0, 1 and 3, and B on day 1.
    private static readonly BacktestSeries[] Three =
    [
        Series("A", [100, 102, 101, 104, 104, 110, 108], 0, 1, 3),
        Series("B", [50, 50, 51, 50, 52, 52, 53], 1),
        Series("C", [200, 198, 198, 202, 200, 201, 201]),
    ];

    // The numbers were computed apart, in Python, from the definitions (Student's t with mpmath).
    [Fact]
    public void A_small_case_is_worked_out()
    {
        var one = Cell(DivergenceBacktest.Run(Three, Small), DivergenceKind.SmartAccumRetailDist, 1);
        one.Events.ShouldBe(4);
        one.EventDates.ShouldBe(3);
        one.EffectiveSample.ShouldBe(8 / 3.0, 1e-12);
        // A −0.98 %, +2.97 % and +5.77 %, B −1.96 %.
        one.HitRate.ShouldBe(0.5);
        one.BaselineHitRate.ShouldBe(0.75);
        one.MeanReturn!.Value.ShouldBe(0.01449587832086377, 1e-15);
        one.BaselineReturn!.Value.ShouldBe(0.013226010101010044, 1e-15);
        one.Difference!.Value.ShouldBe(0.0012698682198537259, 1e-15);
        ShouldBe(one.DifferenceInterval, -0.109076611100247, 0.111616347539954);
        ShouldBe(one.MeanReturnInterval, -0.073435120963911, 0.102426877605638);
        ShouldBe(one.HitRateInterval, 0.11585946558754828, 0.8841405344124518);
        one.PValue!.Value.ShouldBe(0.958326663888135, 1e-9);

        var two = Cell(DivergenceBacktest.Run(Three, Small), DivergenceKind.SmartAccumRetailDist, 2);
        two.Events.ShouldBe(4);
        two.EffectiveSample.ShouldBe(2, 1e-12);
        two.HitRate.ShouldBe(1);
        two.BaselineHitRate.ShouldBe(0.875);
        two.MeanReturn!.Value.ShouldBe(0.026845048758269485, 1e-15);
        two.BaselineReturn!.Value.ShouldBe(0.010604603729603729, 1e-15);
        ShouldBe(two.DifferenceInterval, -0.0599025228926166, 0.0923834129499481);
        ShouldBe(two.MeanReturnInterval, -0.0291811509096138, 0.0828712484261528);
        ShouldBe(two.HitRateInterval, 0.34238022750665303, 1);
        two.PValue!.Value.ShouldBe(0.545951006049107, 1e-9);
        // Two cells were tested: Holm doubles the smaller p-value, and cuts at 1.
        (one.AdjustedPValue, two.AdjustedPValue).ShouldBe((1, 1));
        one.Verdict.ShouldBe(BacktestVerdict.NoEvidence);
    }

    [Fact]
    public void The_report_has_every_kind_at_every_horizon()
    {
        var report = DivergenceBacktest.Run(Three, Small);
        (report.From, report.To, report.Instruments).ShouldBe((Start, Start.AddDays(6), 3));
        report.Cells.Select(c => (c.Kind.Text(), c.Horizon)).ShouldBe(
        [
            ("SMART_ACCUM_RETAIL_DIST", 1), ("SMART_ACCUM_RETAIL_DIST", 2), ("SMART_DIST_RETAIL_ACCUM", 1), ("SMART_DIST_RETAIL_ACCUM", 2),
            ("RETAIL_TRAP", 1), ("RETAIL_TRAP", 2), ("SHAKEOUT", 1), ("SHAKEOUT", 2),
        ]);
        var none = Cell(report, DivergenceKind.RetailTrap, 1);
        none.Reason.ShouldBe("no events");
        none.Verdict.Text().ShouldBe("INSUFFICIENT");
        (none.HitRate, none.MeanReturn, none.PValue).ShouldBe((null, null, null));
    }

    [Theory]
    [InlineData(1_000_000, -1, 1_000_001, true, false)]
    [InlineData(500_000, -500_000, 1_000_000, true, false)]
    [InlineData(500_000, -499_999, 1_000_000, false, false)]
    [InlineData(-500_000, 500_000, 1_000_000, false, true)]
    [InlineData(500_000, 500_000, 0, false, false)]
    [InlineData(-5, -5, 0, false, false)]
    [InlineData(5, 0, 0, false, false)]
    [InlineData(0, 5, 0, false, false)]
    public void Opposite_nets_of_some_size_are_a_divergence(int smart, int retail, int minNet, bool accumulates, bool distributes)
    {
        var day = new BacktestDay(Start, 1, smart, retail, null);
        DivergenceKind.SmartAccumRetailDist.Holds(day, minNet).ShouldBe(accumulates);
        DivergenceKind.SmartDistRetailAccum.Holds(day, minNet).ShouldBe(distributes);
        DivergenceKind.RetailTrap.Holds(day, minNet).ShouldBeNull();
        DivergenceKind.SmartAccumRetailDist.Holds(day with { RetailNet20 = null }, minNet).ShouldBeNull();
    }

    [Fact]
    public void Huge_nets_do_not_overflow() => DivergenceKind.SmartAccumRetailDist
        .Holds(new BacktestDay(Start, 1, decimal.MaxValue, decimal.MinValue, null), 1e18m).ShouldBe(true);

    [Fact]
    public void Risks_of_scores_are_divergences_of_their_own()
    {
        DivergenceKind.RetailTrap.Holds(new BacktestDay(Start, 1, null, null, ScoreRisk.RetailTrap), 0).ShouldBe(true);
        DivergenceKind.RetailTrap.Holds(new BacktestDay(Start, 1, null, null, ScoreRisk.Shakeout), 0).ShouldBe(false);
        DivergenceKind.Shakeout.Holds(new BacktestDay(Start, 1, null, null, ScoreRisk.Shakeout), 0).ShouldBe(true);
        Enum.GetValues<DivergenceKind>().Select(k => k.Direction()).ShouldBe([1, -1, -1, 1]);
        Enum.GetValues<BacktestVerdict>().Select(v => v.Text()).ShouldBe(["INSUFFICIENT", "NO_EVIDENCE", "FORETELLS", "OPPOSITE"]);
    }

    [Fact]
    public void Of_a_foretold_fall_a_fall_is_the_hit()
    {
        BacktestSeries[] mirrored = [.. Three.Select(s => new BacktestSeries(s.Ticker, [.. s.Days.Select(d => d with { SmartNet20 = d.RetailNet20, RetailNet20 = d.SmartNet20 })]))];
        var cell = Cell(DivergenceBacktest.Run(mirrored, Small), DivergenceKind.SmartDistRetailAccum, 1);
        // Of the instruments compared with, none falls and some stand still.
        (cell.Events, cell.HitRate, cell.BaselineHitRate).ShouldBe((4, 0.5, 0));
    }

    [Fact]
    public void One_instrument_alone_has_nothing_to_be_compared_with()
    {
        var cell = Cell(DivergenceBacktest.Run([Three[0]], Small), DivergenceKind.SmartAccumRetailDist, 1);
        (cell.Events, cell.Unmatched).ShouldBe((0, 3));
        cell.Reason.ShouldBe("no other instruments to compare with");
    }

    [Fact]
    public void An_instrument_whose_flow_is_not_known_is_no_baseline()
    {
        BacktestSeries[] unknown = [Three[0], .. Three[1..].Select(s => new BacktestSeries(s.Ticker, [.. s.Days.Select(d => d with { SmartNet20 = null })]))];
        Cell(DivergenceBacktest.Run(unknown, Small), DivergenceKind.SmartAccumRetailDist, 1).Unmatched.ShouldBe(3);
    }

    [Fact]
    public void Few_events_and_few_windows_are_told()
    {
        Reason(new BacktestOptions { Horizons = [1] }).ShouldBe("4 events, fewer than 30");
        Reason(new BacktestOptions { Horizons = [1], MinEvents = 4 }).ShouldBe("worth 2.7 non-overlapping windows, fewer than 10");
        string? Reason(BacktestOptions options)
        {
            var cell = DivergenceBacktest.Run(Three, options).Cells[0];
            cell.Verdict.ShouldBe(BacktestVerdict.Insufficient);
            cell.MeanReturn.ShouldNotBeNull();
            (cell.PValue, cell.AdjustedPValue, cell.MeanReturnInterval, cell.DifferenceInterval, cell.HitRateInterval).ShouldBe((null, null, null, null, null));
            return cell.Reason;
        }
    }

    [Fact]
    public void Prices_that_never_move_are_misses_and_prove_nothing()
    {
        BacktestSeries[] flat = [.. Three.Select(s => new BacktestSeries(s.Ticker, [.. s.Days.Select(d => d with { Close = 100 })]))];
        var cell = Cell(DivergenceBacktest.Run(flat, Small), DivergenceKind.SmartAccumRetailDist, 1);
        (cell.HitRate, cell.BaselineHitRate, cell.Reason).ShouldBe((0, 0, "the returns do not vary"));
    }

    [Fact]
    public void What_does_not_trade_at_the_entry_is_left_out()
    {
        // A misses the entries of its events on the days 0 (absent) and 3 (no price).
        var days = Three[0].Days.ToList();
        days[4] = days[4] with { Close = 0 };
        days.RemoveAt(1);
        var cell = Cell(DivergenceBacktest.Run([new BacktestSeries("A", days), Three[1], Three[2]], Small), DivergenceKind.SmartAccumRetailDist, 1);
        // Left: B on day 1, as A has no day 1 to hold an event.
        (cell.Events, cell.Untraded).ShouldBe((1, 2));
        cell.MeanReturn!.Value.ShouldBe((50 / 51.0) - 1, 1e-15);
    }

    [Fact]
    public void Who_holds_a_suspended_instrument_keeps_its_last_close()
    {
        // A stops trading after the entry of its event of day 3, at 104.
        BacktestSeries[] suspended = [new("A", [.. Three[0].Days.Take(5)]), new("B", [.. Three[1].Days.Select(d => d with { SmartNet20 = 0 })]), Three[2]];
        var cell = Cell(DivergenceBacktest.Run(suspended, Small with { From = Start.AddDays(3) }), DivergenceKind.SmartAccumRetailDist, 2);
        (cell.Events, cell.MeanReturn).ShouldBe((1, 0));
    }

    [Fact]
    public void Without_data_there_is_an_empty_report()
    {
        var report = DivergenceBacktest.Run([], new BacktestOptions());
        (report.From, report.To, report.Instruments, report.Cells.Count).ShouldBe((null, null, 0, 16));
        report.Cells.ShouldAllBe(c => c.Reason == "no events");
        DivergenceBacktest.Run([new BacktestSeries("A", [])], new BacktestOptions()).From.ShouldBeNull();
    }

    [Fact]
    public void Dates_must_rise()
    {
        var series = new BacktestSeries("A", [Three[0].Days[1], Three[0].Days[1]]);
        Should.Throw<ArgumentException>(() => DivergenceBacktest.Run([series], Small)).Message.ShouldStartWith("A: the dates must rise, but 2026-02-03 follows 2026-02-03.");
    }

    public static TheoryData<string, BacktestOptions> Wrong => new()
    {
        { "Horizons", new() { Horizons = [] } },
        { "Horizons", new() { Horizons = [0] } },
        { "Horizons", new() { Horizons = [251] } },
        { "Horizons", new() { Horizons = [5, 5] } },
        { "MinNet", new() { MinNet = -1 } },
        { "Confidence", new() { Confidence = 1 } },
        { "Confidence", new() { Confidence = double.NaN } },
        { "MinEvents", new() { MinEvents = 1 } },
        { "MinEffectiveSample", new() { MinEffectiveSample = 1.9 } },
        { "From", new() { From = new(2026, 2, 3), To = new(2026, 2, 2) } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Wrong_options_are_refused_by_field(string field, BacktestOptions options)
    {
        options.Validate().Keys.ShouldBe([field]);
        Should.Throw<ArgumentException>(() => DivergenceBacktest.Run(Three, options)).Message.ShouldStartWith(field + " must ");
    }

    private static BacktestSeries Series(string ticker, decimal[] closes, params int[] accumulated) => new(
        ticker,
        [.. closes.Select((close, d) => accumulated.Contains(d)
            ? new BacktestDay(Start.AddDays(d), close, 5_000_000, -4_000_000, null)
            : new BacktestDay(Start.AddDays(d), close, 0, 0, null))]);

    private static BacktestCell Cell(BacktestReport report, DivergenceKind kind, int horizon) => report.Cells.Single(c => c.Kind == kind && c.Horizon == horizon);

    private static void ShouldBe(Interval? interval, double low, double high)
    {
        interval!.Value.Low.ShouldBe(low, 1e-9);
        interval.Value.High.ShouldBe(high, 1e-9);
    }
}

using Shouldly;
using Sssaham.Domain.Scoring.Backtest;
using Xunit;

namespace Sssaham.Domain.Tests.Scoring.Backtest;

public sealed class InferenceTests
{
    [Theory]
    [InlineData(0.81, 263, 0.7582565142792814, 0.8528179443923347)]
    [InlineData(0.5, 10, 0.236593090512564, 0.7634069094874361)]
    [InlineData(1, 7.5, 0.6612905904410789, 1)]
    public void Wilsons_interval_is_worked_out(double proportion, double n, double low, double high)
    {
        var interval = Inference.Wilson(proportion, n, 0.95);
        interval.Low.ShouldBe(low, 1e-9);
        interval.High.ShouldBe(high, 1e-9);
    }

    // Quantiles of Student's t from the printed tables.
    [Theory]
    [InlineData(1, 12.706)]
    [InlineData(9, 2.262)]
    [InlineData(30, 2.042)]
    public void Students_interval_and_p_value_agree_with_the_tables(double freedom, double quantile)
    {
        var interval = Inference.Student(1, 2, freedom, 0.95);
        interval.High.ShouldBe(1 + (2 * quantile), 2e-3);
        interval.Low.ShouldBe(1 - (2 * quantile), 2e-3);
        Inference.PValue(-quantile * 3, 3, freedom).ShouldBe(0.05, 1e-4);
    }

    [Fact]
    public void Holms_correction_steps_down()
    {
        // 0.01 · 4, 0.02 · 3, 0.022 · 2 raised to the one before, 0.6 · 1.
        double[] expected = [0.6, 0.04, 0.06, 0.06];
        Inference.Holm([0.6, 0.01, 0.022, 0.02]).Zip(expected).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 1e-12);
        Inference.Holm([0.9, 0.8]).ShouldBe([1, 1]);
        Inference.Holm([]).ShouldBeEmpty();
    }
}

using Shouldly;
using Sssaham.Domain.Execution.Risk;
using Sssaham.Domain.Tests.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Execution.Risk;

public sealed class SizingTests
{
    [Theory]
    // A lot of 100 at 8,000 costs 800,000 and with 0.15 % 801,200.
    [InlineData(801_200, 1)]
    [InlineData(801_199, 0)]
    [InlineData(8_012_000, 10)]
    [InlineData(8_011_999, 9)]
    [InlineData(0, 0)]
    [InlineData(-5, 0)]
    public void An_amount_buys_the_lots_that_it_pays_with_their_fee(decimal amount, long lots) => LotSizing.Lots(amount, 8_000, 100, 0.0015m).ShouldBe(lots);

    [Fact]
    public void A_share_of_the_capital_does_likewise()
    {
        LotSizing.LotsOfPercent(100_000_000, 10, 8_000, 100, 0.0015m).ShouldBe(12);
        LotSizing.LotsOfPercent(100_000_000, 10, 8_000, 100, 0).ShouldBe(12);
        LotSizing.LotsOfPercent(100_000_000, 100, 8_000, 100, 0).ShouldBe(125);
        Should.Throw<ArgumentOutOfRangeException>(() => LotSizing.LotsOfPercent(1, 101, 1, 1, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => LotSizing.LotsOfPercent(1, 0, 1, 1, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => LotSizing.Lots(1, 0, 1, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => LotSizing.Lots(1, 1, 0, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => LotSizing.Lots(1, 1, 1, -0.1m));
    }

    [Fact]
    public void One_lot_more_would_cost_too_much() => Seeded.Run(2_000, random =>
    {
        decimal amount = random.NextInt64(0, 10_000_000_000), price = random.Next(50, 90_000), fee = random.Next(0, 50) / 10_000m;
        var lots = LotSizing.Lots(amount, price, 100, fee);
        (lots * 100 * price * (1 + fee)).ShouldBeLessThanOrEqualTo(amount);
        ((lots + 1) * 100 * price * (1 + fee)).ShouldBeGreaterThan(amount);
    });

    [Fact]
    public void Volatility_is_the_sample_deviation_of_logarithmic_returns_of_a_year()
    {
        // Returns ln 1.1, −ln 1.1, ln 1.1: mean 0.031770, sample deviation ln 1.1 × 2/√3 = 0.110055; × √252 = 1.747069.
        AnnualisedVolatility.Percent([100, 110, 100, 110])!.Value.ShouldBe(Math.Log(1.1) * 2 / Math.Sqrt(3) * Math.Sqrt(252) * 100, 1e-9);
        AnnualisedVolatility.Percent([100, 110, 100, 110])!.Value.ShouldBe(174.7, 0.05);
        AnnualisedVolatility.Percent([100, 110, 121])!.Value.ShouldBe(0, 1e-9);
    }

    [Fact]
    public void Without_enough_sound_closes_there_is_no_volatility()
    {
        AnnualisedVolatility.Percent([]).ShouldBeNull();
        AnnualisedVolatility.Percent([100, 110]).ShouldBeNull();
        AnnualisedVolatility.Percent([100, 0, 110]).ShouldBeNull();
        AnnualisedVolatility.Percent([-100, -110, -100]).ShouldBeNull();
        AnnualisedVolatility.Percent([100, double.NaN, 110, 120]).ShouldBeNull();
    }
}

using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class TradeTests
{
    private static readonly Trade Some = new(1_771_380_002_000_000, 74313, 2210, 100, Side.Buy, SideSource.Given, Code4.Parse("RG"), Code4.Parse("YP"), Code4.Parse("PD"));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(59_999_999, 0)]
    [InlineData(60_000_000, 60_000_000)]
    [InlineData(-1, -60_000_000)]
    [InlineData(-60_000_000, -60_000_000)]
    [InlineData(-60_000_001, -120_000_000)]
    public void The_minute_starts_at_or_before_the_trade(long timeUs, long minuteUs) => new Trade(timeUs, 1, 1, 1).MinuteUs.ShouldBe(minuteUs);

    [Fact]
    public void The_tape_is_ordered_by_time_then_number()
    {
        Some.CompareTape(Some with { TimeUs = Some.TimeUs + 1, Number = 1 }).ShouldBeLessThan(0);
        Some.CompareTape(Some with { Number = 74312 }).ShouldBeGreaterThan(0);
        Some.CompareTape(Some with { Price = 1 }).ShouldBe(0);
        Some.CompareTape(Some with { Number = Trade.FirstAssignedNumber }).ShouldBeLessThan(0);
    }

    [Fact]
    public void A_fingerprint_tells_what_a_repetition_must_repeat()
    {
        var print = Some.Fingerprint();
        (Some with { TimeUs = Some.TimeUs + 1 }).Fingerprint().ShouldNotBe(print);
        (Some with { Price = 2220 }).Fingerprint().ShouldNotBe(print);
        (Some with { Quantity = 200 }).Fingerprint().ShouldNotBe(print);
        (Some with { Side = Side.Sell }).Fingerprint().ShouldNotBe(print);
        (Some with { Board = Code4.Parse("NG") }).Fingerprint().ShouldNotBe(print);
        // Brokers are published after the close, so a later message may add them.
        (Some with { Buyer = default, Seller = default }).Fingerprint().ShouldBe(print);
    }

    [Fact]
    public void Fingerprints_of_alike_trades_seldom_agree()
    {
        var prints = new HashSet<uint>();
        var n = 0;
        for (var price = 2000; price < 2200; price += 10)
        {
            for (var lots = 1; lots <= 50; lots++)
            {
                foreach (var side in new[] { Side.Buy, Side.Sell })
                {
                    prints.Add((Some with { Price = price, Quantity = lots * 100, Side = side }).Fingerprint());
                    n++;
                }
            }
        }

        prints.Count.ShouldBeGreaterThan(n - 2);
    }
}

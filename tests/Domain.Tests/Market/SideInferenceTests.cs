using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class SideInferenceTests
{
    [Theory]
    [InlineData(2220, 2210, 2220, Side.Buy)]
    [InlineData(2210, 2210, 2220, Side.Sell)]
    [InlineData(2215, 2210, 2220, Side.Unknown)]
    [InlineData(2216, 2210, 2220, Side.Buy)]
    [InlineData(2214, 2210, 2220, Side.Sell)]
    [InlineData(2230, 2210, 2220, Side.Buy)]
    [InlineData(2200, 2210, 2220, Side.Sell)]
    [InlineData(2215, 2210, 2221, Side.Sell)]
    [InlineData(2216, 2210, 2221, Side.Buy)]
    [InlineData(2210, 2210, 2210, Side.Unknown)]
    [InlineData(2220, 2210, 2210, Side.Buy)]
    [InlineData(2220, 2220, 2210, Side.Unknown)]
    [InlineData(2220, 0, 2220, Side.Unknown)]
    [InlineData(2220, 2210, 0, Side.Unknown)]
    [InlineData(2220, -1, 2220, Side.Unknown)]
    [InlineData(long.MaxValue, long.MaxValue - 2, long.MaxValue, Side.Buy)]
    public void The_quote_rule_asks_for_the_middle(long price, long bid, long ask, Side side) => SideInference.FromQuote(price, bid, ask).ShouldBe(side);

    [Theory]
    [InlineData(false, true, Side.Buy)]
    [InlineData(true, false, Side.Sell)]
    [InlineData(true, true, Side.Unknown)]
    [InlineData(false, false, Side.Unknown)]
    public void One_filled_order_number_tells_the_side(bool field13, bool field14, Side side) => SideInference.FromOrderNumbers(field13, field14).ShouldBe(side);

    [Fact]
    public void The_tick_rule_repeats_the_last_direction_on_a_zero_tick()
    {
        var rule = default(TickRule);
        var sides = new List<Side>();
        foreach (var price in new[] { 100, 100, 101, 101, 100, 100, 102 })
        {
            rule = rule.Next(price);
            sides.Add(rule.Direction);
        }

        sides.ShouldBe([Side.Unknown, Side.Unknown, Side.Buy, Side.Buy, Side.Sell, Side.Sell, Side.Buy]);
        rule.LastPrice.ShouldBe(102);
    }
}

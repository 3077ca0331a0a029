using Shouldly;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Market;
using Sssaham.Grains.Execution;
using Xunit;

namespace Sssaham.Cluster.Tests.Execution;

public sealed class AccountRehearsalTests
{
    [Fact]
    public void It_plays_a_BUY_and_the_SELL_of_its_stop_to_their_ends()
    {
        var state = AccountRehearsal.Run(new VenueCatalog([VenueDefaults.Idx().ToVenue()]).Default, 1_771_380_000_000_000);
        state.Orders.Values.Select(o => (o.Side, o.State)).ShouldBe([(OrderSide.Buy, OrderState.Filled), (OrderSide.Sell, OrderState.Filled)]);
        state.Positions.Values.Single().Lots.ShouldBe(0);
    }
}

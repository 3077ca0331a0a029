using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Notifications;
using Sssaham.GrainInterfaces.Notifications;
using Xunit;

namespace Sssaham.Cluster.Tests.Notifications;

public sealed class PriceRuleGrainTests(PriceRuleCluster cluster) : IClassFixture<PriceRuleCluster>, IDisposable
{
    public void Dispose() => cluster.Refused.End();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rule_that_has_fired_its_only_time_is_in_force_anew_also_where_nobody_had_heard_that_it_was_off(bool andNotThatItWasTold)
    {
        var (instrument, user) = (TickerCluster.NewKey(), await cluster.NewUserAsync($"anew{andNotThatItWasTold}"));
        await cluster.TradeAsync(instrument, 1000);
        await user.PutRuleAsync(Above(instrument), isNew: true);
        // Once fired it is taken out of the instrument's rules: that does not come through.
        cluster.Refused.Next(nameof(IPriceRuleGrain.RemoveAsync), int.MaxValue);
        if (andNotThatItWasTold) cluster.Refused.Next(nameof(INotificationGrain.RaiseAsync), int.MaxValue, isCarriedOut: true);
        await cluster.TradeAsync(instrument, 1015);
        await ToldAsync(user, 1);
        await cluster.TradeAsync(instrument, 1000);
        await user.PutRuleAsync(Above(instrument), isNew: false);
        await cluster.TradeAsync(instrument, 1015);
        await ToldAsync(user, 2);
    }

    [Fact]
    public async Task A_user_who_could_not_be_told_is_told_within_seconds_and_once()
    {
        var (instrument, user) = (TickerCluster.NewKey(), await cluster.NewUserAsync("told"));
        await cluster.TradeAsync(instrument, 1000);
        await user.PutRuleAsync(Above(instrument), isNew: true);
        cluster.Refused.Next(nameof(INotificationGrain.RaiseAsync), 2);
        await cluster.TradeAsync(instrument, 1015);
        await ToldAsync(user, 1);
        cluster.Refused.Left(nameof(INotificationGrain.RaiseAsync)).ShouldBe(0);
        (await user.RulesAsync()).Single(r => r.Rule!.Id == "above").Rule!.IsEnabled.ShouldBeFalse();
    }

    private static NotificationRule Above(string instrument) =>
        new() { Id = "above", Kind = NotificationKinds.Price, Instruments = [instrument], Price = new PriceCondition(PriceMove.Above, 1010, Repeats: false, PauseUs: 1_000_000) };

    /// <summary>What failed is tried again by the clock, which stands unless it is moved.</summary>
    private async Task ToldAsync(INotificationGrain user, int times) => await Eventually.BeTrueAsync(
        async () =>
        {
            cluster.Time.Advance(TimeSpan.FromSeconds(1));
            return (await user.ListAsync(new NotificationQuery(null, null, false, 10))).Items.Length == times;
        },
        $"the user is not told {times} times");
}

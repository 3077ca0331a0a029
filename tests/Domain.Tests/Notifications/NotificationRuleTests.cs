using Shouldly;
using Sssaham.Domain.Notifications;
using Xunit;

namespace Sssaham.Domain.Tests.Notifications;

public sealed class NotificationRuleTests
{
    [Fact]
    public void A_rule_wants_what_it_names_and_everything_where_it_names_nothing()
    {
        for (var seed = 1; seed <= 2000; seed++)
        {
            var random = new Random(seed);
            string[] topics = [.. OrderTopics.All.Where(_ => random.Next(2) == 0)];
            string[] accounts = [.. new[] { "paper:a", "paper:b" }.Where(_ => random.Next(2) == 0)];
            var rule = new NotificationRule { Id = "r", Kind = NotificationKinds.Order, IsEnabled = random.Next(4) > 0, Topics = topics, Accounts = accounts };
            var happened = Event(NotificationKinds.Order, OrderTopics.All[random.Next(OrderTopics.All.Count)]) with { Account = random.Next(2) == 0 ? "paper:a" : "paper:c" };
            var wanted = rule.IsEnabled && (topics.Length == 0 || topics.Contains(happened.Topic)) && (accounts.Length == 0 || accounts.Contains(happened.Account));
            rule.Matches(happened).ShouldBe(wanted, $"seed {seed}");
            rule.Matches(happened with { Kind = NotificationKinds.System }).ShouldBeFalse();
        }
    }

    [Fact]
    public void A_divergence_has_to_be_of_the_instruments_severe_and_large_enough()
    {
        var rule = new NotificationRule { Id = "r", Kind = NotificationKinds.Divergence, Instruments = ["IDX:BBCA"], HighOnly = true, LeastScore = 50 };
        var happened = Event(NotificationKinds.Divergence, "HIGH") with { Subject = "IDX:BBCA", Critical = true, Score = -60 };
        rule.Matches(happened).ShouldBeTrue("a falling score counts by its size");
        rule.Matches(happened with { Subject = "IDX:BBRI" }).ShouldBeFalse();
        rule.Matches(happened with { Critical = false }).ShouldBeFalse();
        rule.Matches(happened with { Score = 49 }).ShouldBeFalse();
        (rule with { Instruments = [], HighOnly = false, LeastScore = 0 }).Matches(happened with { Subject = "IDX:X", Critical = false, Score = 0 }).ShouldBeTrue();
    }

    [Fact]
    public void What_a_price_did_is_for_the_rule_that_it_names()
    {
        var rule = new NotificationRule { Id = "r", Kind = NotificationKinds.Price, Instruments = ["IDX:BBCA"] };
        rule.Matches(Event(NotificationKinds.Price, "Above") with { RuleId = "r" }).ShouldBeTrue();
        rule.Matches(Event(NotificationKinds.Price, "Above") with { RuleId = "s" }).ShouldBeFalse();
    }

    private static NotificationEvent Event(string kind, string topic) => new("id", kind, topic, "title", "text", 1);
}

using Shouldly;
using Sssaham.Cluster.Tests.Feeds;
using Sssaham.Domain.Identity;
using Sssaham.Domain.Notifications;
using Sssaham.GrainInterfaces.Identity;
using Sssaham.GrainInterfaces.Notifications;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.Grains.Notifications;
using Xunit;

namespace Sssaham.Cluster.Tests.Notifications;

public sealed class NotificationGrainTests : IAsyncLifetime
{
    private NotificationCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await NotificationCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task An_event_told_twice_is_one_notification_also_after_a_power_cut()
    {
        var user = await WithRuleAsync("a", Roles.Viewer, Order());
        await user.RaiseAsync([Filled(1), Filled(1), Filled(2)]);
        await _cluster.RestartAsync();
        await _cluster.Of("a").RaiseAsync([Filled(2), Filled(3)]);
        var list = await _cluster.Of("a").ListAsync(new NotificationQuery(null, null, false, 10));
        list.Items.Select(i => i.Title).ShouldBe(["Filled 3", "Filled 2", "Filled 1"]);
        list.Unread.ShouldBe(3);
    }

    [Fact]
    public async Task A_new_account_is_told_of_its_orders_until_it_says_otherwise()
    {
        var user = await _cluster.NewUserAsync("a", Roles.Viewer);
        (await user.RulesAsync()).Select(r => (r.Rule!.Kind, r.Rule.IsEnabled, r.Problem)).ShouldBe([(NotificationKinds.Order, true, null)]);
        await user.RaiseAsync([Filled(1), Filled(2) with { Topic = OrderTopics.Rejected }]);
        await _cluster.RestartAsync();
        user = _cluster.Of("a");
        (await user.RulesAsync()).Select(r => r.Rule!.Id).ShouldBe(["orders"], "once, also after a restart");
        (await user.RemoveRuleAsync("orders")).ShouldBeTrue();
        await user.RaiseAsync([Filled(3)]);
        await _cluster.RestartAsync();
        await _cluster.Of("a").RaiseAsync([Filled(4)]);
        (await _cluster.Of("a").RulesAsync()).ShouldBeEmpty();
        (await _cluster.Of("a").ListAsync(new NotificationQuery(null, null, false, 10))).Items.Select(i => i.Title).ShouldBe(["Filled 2", "Filled 1"]);
    }

    [Fact]
    public async Task What_no_rule_asks_for_is_left_out()
    {
        var user = await WithRuleAsync("a", Roles.Viewer, Order() with { Topics = [OrderTopics.Rejected] });
        await user.RaiseAsync([Filled(1), Filled(2) with { Topic = OrderTopics.Rejected }]);
        (await user.ListAsync(new NotificationQuery(null, null, false, 10))).Items.ShouldHaveSingleItem().Title.ShouldBe("Filled 2");
    }

    [Fact]
    public async Task A_list_over_many_pages_is_what_a_plain_list_would_be()
    {
        var user = await WithRuleAsync("a", Roles.Viewer, Order());
        var random = new Random(11);
        var model = new SortedDictionary<long, bool>();
        var number = 0L;
        for (var round = 0; round < 60; round++)
        {
            var some = random.Next(1, 40);
            await user.RaiseAsync([.. Enumerable.Range(0, some).Select(i => Filled((int)number + i + 1))]);
            for (var i = 0; i < some; i++) model[++number] = false;
            long[] marked = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => random.NextInt64(1, number + 1))];
            switch (random.Next(6))
            {
                case 0:
                    await user.MarkReadAsync(null);
                    foreach (var key in model.Keys.ToList()) model[key] = true;
                    break;
                case 1:
                    await user.MarkReadAsync(marked);
                    foreach (var key in marked.Where(model.ContainsKey)) model[key] = true;
                    break;
                case 2:
                    (await user.DeleteAsync(marked[0])).ShouldBe(model.Remove(marked[0]));
                    break;
                case 3:
                    ((await user.EditAsync(marked[0], false, null, null)) is not null).ShouldBe(model.ContainsKey(marked[0]));
                    if (model.ContainsKey(marked[0])) model[marked[0]] = false;
                    break;
            }

            if (round == 30) await _cluster.RestartAsync();
            user = _cluster.Of("a");
            var all = await AllAsync(user, random.Next(1, 80), unreadOnly: false);
            all.Select(i => (i.Number, i.Read)).ShouldBe(model.Reverse().Select(m => (m.Key, m.Value)), $"round {round}");
            (await AllAsync(user, 33, unreadOnly: true)).Select(i => i.Number).ShouldBe(model.Where(m => !m.Value).Select(m => m.Key).Reverse());
            (await user.MarkReadAsync([long.MaxValue])).ShouldBe(model.Count(m => !m.Value));
            var after = random.NextInt64(0, number + 1);
            (await user.SinceAsync(after, 500)).Items.Select(i => i.Number).ShouldBe(model.Keys.Where(n => n > after).Take(500));
        }

        number.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public async Task The_oldest_go_when_there_are_ten_thousand_and_a_reader_is_told_from_where_on_all_are_kept()
    {
        var user = await WithRuleAsync("a", Roles.Viewer, Order());
        for (var from = 0; from < 10_500; from += 500) await user.RaiseAsync([.. Enumerable.Range(from + 1, 500).Select(Filled)]);
        var since = await user.SinceAsync(0, 500);
        since.Kept.ShouldBeInRange(10_500 - 10_150, 10_500 - 10_000);
        since.Items[0].Number.ShouldBe(since.Kept);
        (since.Items.Length, since.Last).ShouldBe((500, 10_500));
        (await user.ListAsync(new NotificationQuery(null, null, false, 1))).Unread.ShouldBe((int)(10_500 - since.Kept + 1));
    }

    [Fact]
    public async Task Quiet_hours_hold_back_and_one_digest_goes_out_at_their_end_but_what_is_critical_passes()
    {
        var user = await WithRuleAsync("a", Roles.Viewer, Order());
        _cluster.Clock.Now = new DateTimeOffset(2026, 2, 18, 23, 0, 0, TimeSpan.FromHours(7));
        await user.PutSettingsAsync(new NotificationSettings { Channels = [NotificationChannels.Email], QuietFrom = new TimeOnly(22, 0), QuietTo = new TimeOnly(6, 0) }, false);
        await user.RaiseAsync([Filled(1), Filled(2)]);
        await user.RaiseAsync([Filled(3), Filled(4) with { Topic = OrderTopics.Unknown, Critical = true }]);
        await Eventually.TrueAsync(() => Task.FromResult(!_cluster.Mail.Sent.IsEmpty), () => "nothing was sent");
        _cluster.Mail.Sent.ShouldHaveSingleItem().Items.ShouldHaveSingleItem().Title.ShouldBe("Filled 4");
        _cluster.Clock.Now = new DateTimeOffset(2026, 2, 19, 6, 0, 0, TimeSpan.FromHours(7));
        await Eventually.TrueAsync(async () => (await user.SettingsAsync()).Waiting.Count == 0, () => "it waits");
        _cluster.Mail.Sent.Count.ShouldBe(2);
        var digest = _cluster.Mail.Sent.Last();
        (digest.IsDigest, digest.Target, string.Join(',', digest.Items.Select(i => i.Title))).ShouldBe((true, "a@example.id", "Filled 1,Filled 2,Filled 3"));
    }

    [Fact]
    public async Task What_fails_is_tried_again_after_its_pause_under_the_same_key_and_given_up_in_the_end()
    {
        var user = await _cluster.NewUserAsync("a", Roles.Viewer);
        await user.PutSettingsAsync(new NotificationSettings { Channels = [NotificationChannels.Webhook], WebhookUrl = "https://example.com/" }, false);
        _cluster.Webhook.Answer = _ => new DeliveryOutcome(DeliveryEnd.Failed, "no");
        await user.WriteAsync(new NotificationEvent("message:1", NotificationKinds.Message, "1", "Halo", "", 1), atOnce: false);
        // However far a try is when the clock moves, the next comes once it has moved on.
        await Eventually.TrueAsync(
            async () =>
            {
                _cluster.Clock.Now += TimeSpan.FromHours(1);
                return (await user.SettingsAsync()).Waiting.Count == 0;
            },
            () => $"{_cluster.Webhook.Sent.Count} tries");
        (await user.SettingsAsync()).Problems[NotificationChannels.Webhook].Reason.ShouldBe("no");
        _cluster.Webhook.Sent.Select(d => d.Key).Distinct().ShouldHaveSingleItem();
        _cluster.Webhook.Sent.Count.ShouldBe(12);
    }

    [Fact]
    public async Task A_flood_becomes_a_few_deliveries_and_digests_and_nothing_is_left_out_unsaid()
    {
        var user = await _cluster.NewUserAsync("a", Roles.Viewer);
        await user.PutSettingsAsync(new NotificationSettings { Channels = [NotificationChannels.Webhook], WebhookUrl = "https://example.com/" }, false);
        _cluster.Webhook.Answer = _ => new DeliveryOutcome(DeliveryEnd.Failed, "no", TimeSpan.FromMinutes(30));
        for (var i = 1; i <= 100; i++) await user.WriteAsync(new NotificationEvent($"message:{i}", NotificationKinds.Message, $"{i}", $"m{i}", "", 1), atOnce: false);
        await Eventually.TrueAsync(() => _cluster.Webhook.Sent.Count == 20, () => $"{_cluster.Webhook.Sent.Count} tries");
        _cluster.Webhook.Answer = _ => DeliveryOutcome.Delivered;
        _cluster.Webhook.Sent.Clear();
        await Eventually.TrueAsync(
            async () =>
            {
                _cluster.Clock.Now += TimeSpan.FromHours(1);
                return (await user.SettingsAsync()).Waiting.Count == 0;
            },
            () => "it waits");
        _cluster.Webhook.Sent.Sum(d => d.Items.Count + d.More).ShouldBe(100);
        _cluster.Webhook.Sent.Count.ShouldBeLessThan(30);
    }

    [Fact]
    public async Task Nobody_reads_or_changes_the_notifications_of_another_whatever_the_gateway_let_through()
    {
        var user = await _cluster.NewUserAsync("a", Roles.Viewer);
        Caller.Current = "b";
        try
        {
            await Should.ThrowAsync<NotificationForbiddenException>(user.ListAsync(new NotificationQuery(null, null, false, 1)));
            await Should.ThrowAsync<NotificationForbiddenException>(user.PutSettingsAsync(new NotificationSettings(), true));
            await Should.ThrowAsync<NotificationForbiddenException>(user.WriteAsync(Filled(1), false));
            Caller.Current = "a";
            (await user.ListAsync(new NotificationQuery(null, null, false, 1))).Items.ShouldBeEmpty();
        }
        finally
        {
            Caller.Current = null;
        }
    }

    [Fact]
    public async Task Alarms_reach_operators_once_while_they_are_on_and_nobody_who_is_none_any_more()
    {
        var rule = new NotificationRule { Id = "r", Kind = NotificationKinds.System };
        var op = await WithRuleAsync("op", Roles.Operator, rule);
        var former = await WithRuleAsync("former", Roles.Viewer, rule);
        await PlacedAsync("op", "former");
        var alarms = _cluster.Grains.GetGrain<IAlarmGrain>(IAlarmGrain.Key);
        await alarms.ReportAsync([new AlarmInfo("data", "The disk is full.", 5)]);
        await Eventually.TrueAsync(async () => (await op.ListAsync(new NotificationQuery(null, null, false, 10))).Unread == 1, () => "not told");
        await alarms.ReportAsync([new AlarmInfo("data", "The disk is full.", 6), new AlarmInfo("feed:x", "The feed is stale.", 7)]);
        await Eventually.TrueAsync(async () => (await op.ListAsync(new NotificationQuery(null, null, false, 10))).Unread == 2, () => "not told");
        (await former.ListAsync(new NotificationQuery(null, null, false, 10))).Items.ShouldBeEmpty();
    }

    private static NotificationRule Order() => new() { Id = "r", Kind = NotificationKinds.Order };

    private static NotificationEvent Filled(int number) => new($"order:paper:a:{number}", NotificationKinds.Order, OrderTopics.Filled, $"Filled {number}", "", number) { Account = "paper:a" };

    private static async Task<List<NotificationItem>> AllAsync(INotificationGrain user, int limit, bool unreadOnly)
    {
        var all = new List<NotificationItem>();
        long? before = null;
        do
        {
            var page = await user.ListAsync(new NotificationQuery(before, null, unreadOnly, limit));
            all.AddRange(page.Items);
            before = page.Next;
        }
        while (before is not null);
        return all;
    }

    private async Task<INotificationGrain> WithRuleAsync(string name, string role, NotificationRule rule)
    {
        var user = await _cluster.NewUserAsync(name, role);
        foreach (var standard in NotificationRule.Standard) (await user.RemoveRuleAsync(standard.Id)).ShouldBeTrue();
        (await user.PutRuleAsync(rule, isNew: true)).ShouldNotBeNull();
        return user;
    }

    /// <summary>Waits until the shares of the index have the users' rules: an event of a test's own reaches them.</summary>
    private async Task PlacedAsync(params string[] users)
    {
        var probe = new NotificationEvent("probe", NotificationKinds.System, "", "probe", "", 1);
        await Eventually.TrueAsync(
            async () =>
            {
                foreach (var user in users) await _cluster.Grains.GetGrain<IRuleIndexGrain>(RuleIndex.KeyOf(NotificationKinds.System, user)).TellAsync([probe]);
                return (await _cluster.Of(users[0]).ListAsync(new NotificationQuery(null, null, false, 1))).Items.Length > 0;
            },
            () => "the rule is not in force");
        foreach (var user in users)
        {
            await _cluster.Of(user).DeleteAsync(1);
        }
    }
}

using Shouldly;
using Sssaham.Domain.Identity;
using Sssaham.Domain.Notifications;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.GrainInterfaces.Identity;
using Sssaham.GrainInterfaces.Notifications;
using Xunit;

namespace Sssaham.Cluster.Tests.Execution;

/// <summary>What an account itself refuses, should a gateway let it through.</summary>
public sealed class AccountOwnerTests(RoundTheClockAccounts cluster) : IClassFixture<RoundTheClockAccounts>, IDisposable
{
    public void Dispose() => Caller.Current = null;

    [Fact]
    public async Task Who_connects_an_account_first_owns_it_and_strangers_are_refused()
    {
        var account = await cluster.NewAccountAsync();
        Caller.Current = "budi";
        await account.ConnectAsync();
        (await account.Grain.StatusAsync()).Owner.ShouldBe("budi");
        foreach (var stranger in (string[])["ani", AccountOwnership.Local])
        {
            Caller.Current = stranger;
            foreach (var (name, call) in Calls(account.Grain)) await Should.ThrowAsync<AccountForbiddenException>(call, $"{stranger}: {name}");
            await account.Grain.WakeAsync();
        }

        Caller.Current = "budi";
        await Should.ThrowAsync<AccountForbiddenException>(() => account.Grain.SetOwnerAsync("ani"), "owners do not give accounts away");
        (await account.BuyAsync("a")).Kind.ShouldBe("accepted");
        Caller.Current = null;
        (await account.Grain.SetOwnerAsync("ani")).Owner.ShouldBe("ani");
        Entry(await Directory().ListAsync(), account).Owner.ShouldBe("ani");
        Caller.Current = "budi";
        await Should.ThrowAsync<AccountForbiddenException>(() => account.BuyAsync("b"));
    }

    [Fact]
    public async Task What_the_installation_connected_is_read_by_this_machine_and_used_by_nobody_else()
    {
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        Caller.Current = AccountOwnership.Local;
        (await account.Grain.StatusAsync()).Owner.ShouldBeNull();
        (await account.Grain.OrdersAsync(false, null, null, 10)).ShouldBeEmpty();
        await Should.ThrowAsync<AccountForbiddenException>(() => account.BuyAsync("a"));
        Caller.Current = "budi";
        await Should.ThrowAsync<AccountForbiddenException>(() => account.Grain.ConnectAsync(null, "budi"));
        await Should.ThrowAsync<AccountForbiddenException>(() => account.Grain.StatusAsync());
    }

    [Fact]
    public async Task The_owner_is_told_of_fills_by_its_rules_once_also_when_the_account_starts_anew()
    {
        var account = await cluster.NewAccountAsync();
        account.Broker.Filling = IpotSimulator.Filling.AtOnce;
        var user = "owner-" + account.CustCode;
        var notifications = cluster.Grains.GetGrain<INotificationGrain>(user);
        await notifications.RemoveRuleAsync("orders");
        await notifications.PutRuleAsync(new NotificationRule { Id = "r", Kind = NotificationKinds.Order, Topics = [OrderTopics.Filled] }, isNew: true);
        Caller.Current = user;
        await account.ConnectAsync();
        (await account.BuyAsync("a")).Kind.ShouldBe("accepted");
        Caller.Current = null;
        await Feeds.Eventually.TrueAsync(async () => (await notifications.ListAsync(new NotificationQuery(null, null, false, 10))).Unread == 1, () => "not told");
        await cluster.DeactivateAsync(account.Grain);
        await account.StateAsync("Ready");
        (await account.BuyAsync("b")).Kind.ShouldBe("accepted");
        await Feeds.Eventually.TrueAsync(async () => (await notifications.ListAsync(new NotificationQuery(null, null, false, 10))).Unread == 2, () => "not told");
        (await notifications.ListAsync(new NotificationQuery(null, null, false, 10))).Items.ShouldAllBe(i => i.Topic == OrderTopics.Filled && i.Subject.StartsWith("ipot:" + account.CustCode, StringComparison.Ordinal));
    }

    private static (string Name, Func<Task> Call)[] Calls(IBrokerAccountGrain account) =>
    [
        ("connect", () => account.ConnectAsync(null, "x")),
        ("disconnect", () => account.DisconnectAsync("x")),
        ("status", account.StatusAsync),
        ("place", () => account.PlaceAsync([new PlaceOrder("x", "X", "BUY", 1, 1)])),
        ("cancel", () => account.CancelAsync("x", "x")),
        ("amend", () => account.AmendAsync("x", 1, null, "x")),
        ("resolve", () => account.ResolveAsync("x", "Seen", null, "x")),
        ("kill switch", () => account.KillSwitchAsync(true, "x")),
        ("adopt", () => account.AdoptPositionAsync("X", "x")),
        ("phantom", () => account.PhantomAsync(new PhantomCommand("cancel", "x", "x"))),
        ("owner", () => account.SetOwnerAsync("x")),
        ("orders", () => account.OrdersAsync(false, null, null, 1)),
        ("order", () => account.OrderAsync("x")),
        ("positions", account.PositionsAsync),
        ("portfolio", account.PortfolioAsync),
        ("events", () => account.EventsAsync(0, 1)),
    ];

    private static AccountEntry Entry(AccountEntry[] entries, TestedAccount account) => entries.Single(e => e.AccountId == account.Grain.GetPrimaryKeyString());

    private IAccountDirectoryGrain Directory() => cluster.Grains.GetGrain<IAccountDirectoryGrain>(IAccountDirectoryGrain.Key);
}

using Shouldly;
using Sssaham.Domain.Identity;
using Xunit;

namespace Sssaham.Domain.Tests.Identity;

public sealed class OwnershipTests
{
    [Theory]
    [InlineData("a", "a", true, true)]
    [InlineData("a", "b", false, false)]
    [InlineData("a", null, true, true)]
    [InlineData("a", AccountOwnership.Local, false, false)]
    [InlineData(null, "b", false, false)]
    [InlineData(null, null, true, true)]
    [InlineData(null, AccountOwnership.Local, true, false)]
    public void Owners_use_their_accounts_admins_all_and_this_machine_reads_what_is_nobodys(string? owner, string? caller, bool reads, bool uses) =>
        (AccountOwnership.MayRead(owner, caller), AccountOwnership.MayUse(owner, caller)).ShouldBe((reads, uses));

    [Fact]
    public void A_role_includes_those_before_it_and_nothing_is_included_in_no_role()
    {
        for (var i = 0; i < Roles.All.Count; i++)
        {
            for (var j = 0; j < Roles.All.Count; j++)
            {
                Roles.Includes(Roles.All[i], Roles.All[j]).ShouldBe(i >= j);
                Roles.Lower(Roles.All[i], Roles.All[j]).ShouldBe(Roles.All[Math.Min(i, j)]);
            }
        }

        Roles.Includes("Admin", Roles.Viewer).ShouldBeFalse();
        Roles.Includes(null, Roles.Viewer).ShouldBeFalse();
        Roles.Includes(Roles.Admin, "root").ShouldBeFalse();
    }

    [Fact]
    public void A_refresh_token_is_good_once()
    {
        byte[] newest = [1, 2, 3], used = [1, 2, 4];
        RefreshRule.Decide(newest, newest, 100, false, 99).ShouldBe(RefreshOutcome.Rotated);
        RefreshRule.Decide(newest, used, 100, false, 99).ShouldBe(RefreshOutcome.Reused);
        RefreshRule.Decide(newest, newest, 100, false, 100).ShouldBe(RefreshOutcome.Ended);
        RefreshRule.Decide(newest, newest, 100, true, 99).ShouldBe(RefreshOutcome.Ended);
    }
}

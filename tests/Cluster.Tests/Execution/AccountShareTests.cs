using System.Net;
using Orleans.Runtime;
using Shouldly;
using Sssaham.Silo.Execution;
using Xunit;

namespace Sssaham.Cluster.Tests.Execution;

public sealed class AccountShareTests
{
    private static readonly string[] Accounts = [.. Enumerable.Range(0, 300).Select(i => $"ipot:R{10_000_000_000 + i}")];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Every_account_has_exactly_one_silo_whatever_the_order_in_which_silos_are_known(int count)
    {
        var silos = Silos(count);
        var random = new Random(count);
        foreach (var account in Accounts)
        {
            var known = silos.ToArray();
            random.Shuffle(known);
            silos.Count(s => AccountShare.IsOf(account, known, s)).ShouldBe(1);
        }

        // No silo is idle and none has it all.
        foreach (var silo in silos) Accounts.Count(a => AccountShare.IsOf(a, silos, silo)).ShouldBeInRange(300 / count / 2, 300 * 2 / count);
    }

    [Fact]
    public void A_silo_that_is_not_active_has_none()
    {
        var silos = Silos(3);
        Accounts.Count(a => AccountShare.IsOf(a, silos[..2], silos[2])).ShouldBe(0);
        Accounts.Count(a => AccountShare.IsOf(a, [], silos[0])).ShouldBe(0);
    }

    private static SiloAddress[] Silos(int count) => [.. Enumerable.Range(0, count).Select(i => SiloAddress.New(IPAddress.Loopback, 11_111 + i, 500 - i))];
}

using System.Net;
using Shouldly;
using Sssaham.Silo.Hosting;
using Xunit;

namespace Sssaham.Cluster.Tests.Hosting;

public sealed class AdvertisedAddressTests
{
    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("fd00::7", "fd00::7")]
    public void An_address_stands_for_itself(string configured, string expected) => AdvertisedAddress.Of(configured).ShouldBe(IPAddress.Parse(expected));

    [Fact]
    public void The_local_name_is_the_loopback() => IPAddress.IsLoopback(AdvertisedAddress.Of("localhost")).ShouldBeTrue();

    [Theory]
    [InlineData("10.0.0.4", "127.0.1.1", "10.0.0.4")]
    [InlineData("10.0.0.4", "fd00::4", "10.0.0.4")]
    [InlineData("fd00::4", "fe80::1", "::1", "fd00::4")]
    public void Of_a_names_addresses_one_is_taken_that_other_machines_reach(string expected, params string[] known) =>
        AdvertisedAddress.Pick("silo-1", [.. known.Select(IPAddress.Parse)]).ShouldBe(IPAddress.Parse(expected));

    [Theory]
    [InlineData]
    [InlineData("127.0.1.1", "::1")]
    public void A_name_that_only_this_machine_reaches_is_refused(params string[] known) =>
        Should.Throw<ArgumentException>(() => AdvertisedAddress.Pick("silo-1", [.. known.Select(IPAddress.Parse)])).Message.ShouldContain("Sssaham:Address: 'silo-1'");

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("no-such-host.invalid")]
    [InlineData("not a name")]
    [InlineData("")]
    public void What_is_no_address_for_others_is_refused_with_the_name_of_the_setting(string configured) =>
        Should.Throw<ArgumentException>(() => AdvertisedAddress.Of(configured)).Message.ShouldContain("Sssaham:Address");
}

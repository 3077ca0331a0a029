using System.Net;
using Shouldly;
using Sssaham.Domain.Notifications;
using Xunit;

namespace Sssaham.Domain.Tests.Notifications;

public sealed class WebhookTargetTests
{
    private static readonly string[] Hosts = ["hooks.example.com", "*.example.org"];

    [Theory]
    [InlineData("https://hooks.example.com/a?b=c", true)]
    [InlineData("https://HOOKS.example.com:8443/", true)]
    [InlineData("https://a.b.example.org/", true)]
    [InlineData("https://example.org/", false)]
    [InlineData("https://badexample.org/", false)]
    [InlineData("https://hooks.example.com.evil.net/", false)]
    [InlineData("https://evil.net/?hooks.example.com", false)]
    [InlineData("https://hooks.example.com@evil.net/", false)]
    [InlineData("https://user@hooks.example.com/", false)]
    [InlineData("https://hooks.example.com/#a", false)]
    [InlineData("http://hooks.example.com/", false)]
    [InlineData("ftp://hooks.example.com/", false)]
    [InlineData("//hooks.example.com/", false)]
    [InlineData("nonsense", false)]
    public void Only_what_the_operator_allows_is_called(string url, bool isAllowed) => (WebhookTarget.Problem(url, Hosts, allowHttp: false) is null).ShouldBe(isAllowed);

    [Fact]
    public void Without_a_list_nothing_is_called_and_encryption_can_be_waived()
    {
        WebhookTarget.Problem("https://hooks.example.com/", [], allowHttp: true).ShouldNotBeNull();
        WebhookTarget.Problem("http://hooks.example.com/", Hosts, allowHttp: true).ShouldBeNull();
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("ff02::1", false)]
    public void Addresses_of_the_inside_are_not_public(string address, bool isPublic) => WebhookTarget.IsPublic(IPAddress.Parse(address)).ShouldBe(isPublic);
}

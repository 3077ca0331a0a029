using System.Text;
using Shouldly;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Http;

/// <summary>Requests that never end, or are larger than anything needs to be.</summary>
[Collection(SharedGatewayTests.Name)]
public sealed class SlowAndLargeTests(SharedGateway gateway)
{
    [Theory]
    [InlineData("GET /instruments HTTP/1.1\r\nHost: localhost\r\nX-")]
    [InlineData("POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{")]
    [InlineData("POST /ingest/trades HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: " + GatewayProcess.Key + "\r\nContent-Length: 1000\r\n\r\n{")]
    public async Task Who_sends_its_headers_or_its_body_by_the_drop_is_let_go(string start) => (await SendAsync(start)).ShouldBe(408);

    [Fact]
    public async Task Headers_and_addresses_are_bounded()
    {
        (await SendAsync($"GET /instruments HTTP/1.1\r\nHost: localhost\r\nX-Long: {new string('x', 17 << 10)}\r\n\r\n")).ShouldBe(431);
        (await SendAsync($"GET /instruments HTTP/1.1\r\nHost: localhost\r\n{string.Concat(Enumerable.Range(0, 70).Select(i => $"X-{i}: y\r\n"))}\r\n")).ShouldBe(431);
        (await SendAsync($"GET /instruments?x={new string('x', 9 << 10)} HTTP/1.1\r\nHost: localhost\r\n\r\n")).ShouldBe(414);
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/api/v1/security/register")]
    [InlineData("/api/v1/trading/orders")]
    [InlineData("/ingest/trades")]
    [InlineData("/feeds/replay")]
    public async Task A_body_has_a_bound_wherever_it_goes(string path) =>
        (await SendAsync($"POST {path} HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {GatewayProcess.Key}\r\nContent-Type: application/json\r\nContent-Length: {100L << 20}\r\n\r\n")).ShouldBe(413);

    [Fact]
    public async Task What_takes_longer_than_its_time_is_given_up()
    {
        await using var process = await GatewayProcess.StartAsync(null, "--Gateway:RequestTimeout=00:00:01");
        (await RawHttp.SendAsync(process.Address, Encoding.ASCII.GetBytes("POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"))).ShouldBe(503);
    }

    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(601, 2)]
    [InlineData(60, 0.001)]
    [InlineData(60, 25)]
    public void Times_out_of_their_range_are_refused(double seconds, double hours) =>
        Should.Throw<ArgumentException>(new GatewayOptions { RequestTimeout = TimeSpan.FromSeconds(seconds), UploadTimeout = TimeSpan.FromHours(hours) }.Check).Message.ShouldContain("Timeout");

    private Task<int> SendAsync(string request) => RawHttp.SendAsync(gateway.Process.Address, Encoding.ASCII.GetBytes(request));
}

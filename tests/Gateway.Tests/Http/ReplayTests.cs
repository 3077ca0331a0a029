using System.Net;
using System.Text;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Http;

[Collection(SharedGatewayTests.Name)]
public sealed class ReplayTests(SharedGateway gateway)
{
    [Theory]
    [InlineData("{}", "file")]
    [InlineData("""{"file":" "}""", "file")]
    [InlineData("""{"file":"\u0000"}""", "file")]
    [InlineData("""{"file":"a\u0000b","mapping":"sssaham"}""", "file")]
    [InlineData("""{"file":"/no/such/tape.csv"}""", "file")]
    [InlineData("""{"file":"tape.csv","mapping":17}""", "mapping")]
    [InlineData("""{"file":"tape.csv","mapping":"\ud800"}""", "mapping")]
    [InlineData("""{"file":"tape.csv","name":"\ud800"}""", "body")]
    [InlineData("[]", "body")]
    public async Task What_a_replay_lacks_is_named(string body, string field)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var answer = await gateway.Api.SendAsync(HttpMethod.Post, "/feeds/replay", content, []);
        (answer.Status, answer.BadField).ShouldBe((HttpStatusCode.BadRequest, field), answer.ToString());
    }
}

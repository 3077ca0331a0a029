using System.Net;
using Shouldly;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Tests.Identity;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Notifications;

[Collection(SharedGatewayTests.Name)]
public sealed class InboxTests(SharedGateway gateway)
{
    private const string Path = NotifiedGateway.Path;

    [Fact]
    public async Task Notifications_are_written_paged_changed_read_and_deleted()
    {
        var budi = await Someone.NewAsync(gateway);
        for (var i = 1; i <= 7; i++) (await budi.CallAsync("POST", Path, new { title = $"t{i}" })).Status.ShouldBe(HttpStatusCode.Created);
        var first = await budi.CallAsync("GET", Path + "?limit=3");
        (first.Number("unread"), Titles(first)).ShouldBe((7, "t7,t6,t5"));
        var second = await budi.CallAsync("GET", $"{Path}?limit=3&cursor={first["nextCursor"].GetString()}");
        Titles(second).ShouldBe("t4,t3,t2");
        var last = await budi.CallAsync("GET", $"{Path}?limit=3&cursor={second["nextCursor"].GetString()}");
        (Titles(last), last["nextCursor"].ValueKind).ShouldBe(("t1", System.Text.Json.JsonValueKind.Null));

        (await budi.CallAsync("POST", Path + "/mark-read", new { ids = new[] { 1, 2, 99 } })).Number("unread").ShouldBe(5);
        (await budi.CallAsync("PUT", Path + "/7", new { read = true, title = "T7" }))["title"].GetString().ShouldBe("T7");
        Titles(await budi.CallAsync("GET", Path + "?unread=true")).ShouldBe("t6,t5,t4,t3");
        (await budi.CallAsync("POST", Path + "/mark-read", new { all = true })).Number("unread").ShouldBe(0);
        (await budi.CallAsync("PUT", Path + "/3", new { read = false }))["read"].GetBoolean().ShouldBeFalse();
        Titles(await budi.CallAsync("GET", Path + "?unread=true")).ShouldBe("t3");
        (await budi.CallAsync("DELETE", Path + "/3")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await budi.CallAsync("DELETE", Path + "/3")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await budi.CallAsync("GET", Path)).Number("unread").ShouldBe(0);
        Titles(await budi.CallAsync("GET", Path + "?kind=order")).ShouldBe("");
    }

    [Fact]
    public async Task Everybody_has_notifications_of_its_own_and_the_admin_key_has_none()
    {
        var (budi, ani) = (await Someone.NewAsync(gateway), await Someone.NewAsync(gateway, Roles.Admin));
        await budi.CallAsync("POST", Path, new { title = "budi's" });
        Titles(await ani.CallAsync("GET", Path)).ShouldBe("");
        (await ani.CallAsync("PUT", Path + "/1", new { read = true })).Status.ShouldBe(HttpStatusCode.NotFound);
        (await gateway.Api.GetAsync(Path)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_message_sent_twice_with_one_key_is_one()
    {
        var budi = await Someone.NewAsync(gateway);
        var key = await budi.ApiKeyAsync(Roles.Viewer);
        (string, string)[] headers = [("X-Api-Key", key), ("Idempotency-Key", "once")];
        var one = await Someone.CallAsync(gateway, "POST", Path, new { title = "a" }, headers);
        var two = await Someone.CallAsync(gateway, "POST", Path, new { title = "a" }, headers);
        two.Id().ShouldBe(one.Id());
        (await budi.CallAsync("GET", Path)).Number("unread").ShouldBe(1);
    }

    [Theory]
    [InlineData("POST", "", "{}", "title")]
    [InlineData("POST", "", "{\"title\":\"a\",\"extra\":1}", "extra")]
    [InlineData("POST", "/mark-read", "{}", "ids")]
    [InlineData("POST", "/mark-read", "{\"ids\":[0]}", "ids")]
    [InlineData("POST", "/rules", "{\"kind\":\"weather\"}", "kind")]
    [InlineData("POST", "/rules", "{\"kind\":\"price\",\"instrument\":\"NOSUCH\",\"condition\":\"above\",\"level\":1}", "instrument")]
    [InlineData("POST", "/rules", "{\"kind\":\"price\",\"instrument\":\"A\",\"condition\":\"7\",\"level\":1}", "condition")]
    [InlineData("POST", "/rules", "{\"kind\":\"price\",\"instrument\":\"A\",\"condition\":\"change\",\"level\":0}", "level")]
    [InlineData("POST", "/rules", "{\"kind\":\"order\",\"events\":[\"eaten\"]}", "events")]
    [InlineData("POST", "/rules", "{\"kind\":\"divergence\",\"level\":1}", "level")]
    [InlineData("PUT", "/settings", "{\"timeZone\":\"Mars\"}", "timeZone")]
    [InlineData("PUT", "/settings", "{\"quietHours\":{\"from\":\"22:00\"}}", "quietHours.to")]
    [InlineData("PUT", "/settings", "{\"digest\":\"1\"}", "digest")]
    [InlineData("PUT", "/settings", "{\"channels\":[\"pigeon\"]}", "channels")]
    [InlineData("PUT", "/settings", "{\"webhookUrl\":\"https://example.com/\"}", "webhookUrl")]
    [InlineData("POST", "/push-subscriptions", "{\"endpoint\":\"https://fcm.googleapis.com/a\"}", "keys")]
    public async Task Bad_input_is_refused_with_its_field(string method, string path, string body, string field)
    {
        var budi = await Someone.NewAsync(gateway);
        var answer = await budi.CallAsync(method, Path + path, System.Text.Json.JsonDocument.Parse(body).RootElement);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.ToString());
        answer.BadField.ShouldBe(field);
    }

    [Fact]
    public async Task Alarms_are_not_for_viewers()
    {
        var (viewer, op) = (await Someone.NewAsync(gateway), await Someone.NewAsync(gateway, Roles.Operator));
        (await viewer.CallAsync("POST", Path + "/rules", new { kind = "system" })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await op.CallAsync("POST", Path + "/rules", new { kind = "system" })).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_price_that_crosses_comes_by_the_stream_and_switches_its_rule_off()
    {
        var budi = await Someone.NewAsync(gateway);
        var ticker = SharedGateway.NewTicker();
        await SendAsync(ticker, 1, 1000);
        var rule = await budi.CallAsync("POST", Path + "/rules", new { kind = "price", instrument = ticker, condition = "above", level = 1010, name = "up" });
        rule.Status.ShouldBe(HttpStatusCode.Created, rule.ToString());
        var ticket = (await budi.CallAsync("POST", "/ws/ticket"))["ticket"].GetString();
        using var socket = await StreamSocket.ConnectAsync(gateway.Process, "/ws?ticket=" + ticket);
        await socket.SubscribeAsync("notification", "*", 0);
        (await socket.NextAsync())!.Value.Is("subscribed").ShouldBeTrue();
        await SendAsync(ticker, 2, 1015);
        var told = (await socket.NextAsync())!.Value;
        (told.GetProperty("kind").GetString(), told.Seq(), told.GetProperty("subject").GetString()).ShouldBe(("price", 1, "IDX:" + ticker));
        told.GetProperty("title").GetString().ShouldBe($"{ticker} is at or above 1010");
        var rules = await budi.CallAsync("GET", Path + "/rules");
        rules["items"].EnumerateArray().Select(r => (r.GetProperty("kind").GetString(), r.GetProperty("enabled").GetBoolean())).ShouldBe([("order", true), ("price", false)]);

        // The same comes again to one who was away.
        using var key = new Api(gateway.Process.Address, null);
        ticket = (await budi.CallAsync("POST", "/ws/ticket"))["ticket"].GetString();
        using var later = await StreamSocket.ConnectAsync(gateway.Process, "/ws?ticket=" + ticket);
        await later.SubscribeAsync("notification", "*", 0);
        (await later.UntilAsync(m => m.Is("notification")))[^1].Seq().ShouldBe(1);

        await budi.CallAsync("PUT", $"{Path}/rules/{rule["id"].GetString()}", new { kind = "price", instrument = ticker, condition = "below", level = 1000, repeats = true });
        await SendAsync(ticker, 3, 995);
        (await socket.UntilAsync(m => m.Is("notification")))[^1].Seq().ShouldBe(2);
        (await budi.CallAsync("DELETE", $"{Path}/rules/{rule["id"].GetString()}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await budi.CallAsync("GET", Path + "/rules"))["items"].EnumerateArray().Select(r => r.GetProperty("kind").GetString()).ShouldBe(["order"]);
    }

    [Fact]
    public async Task Streams_of_notifications_are_for_users()
    {
        using var socket = await StreamSocket.ConnectAsync(gateway.Process);
        await socket.SubscribeAsync("notification", "*");
        (await socket.NextAsync())!.Value.GetProperty("code").GetString().ShouldBe("forbidden");
        (await gateway.Api.GetAsync("/sse/notification?symbols=*")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await gateway.Api.GetAsync("/sse/notification?symbols=BBCA")).BadField.ShouldBe("symbols");
    }

    private async Task SendAsync(string ticker, int number, int price) =>
        (await gateway.Api.PostTradesAsync(System.Text.Json.JsonSerializer.Serialize(new { ticker, tradeNo = number, time = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), price, shares = 100, side = "B" }))).Number("accepted").ShouldBe(1);

    private static string Titles(Answer answer) => string.Join(',', answer["items"].EnumerateArray().Select(i => i.GetProperty("title").GetString()));
}

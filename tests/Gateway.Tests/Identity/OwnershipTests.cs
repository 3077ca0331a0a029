using System.Net;
using System.Text;
using Shouldly;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Identity;

[Collection(SharedGatewayTests.Name)]
public sealed class OwnershipTests(SharedGateway gateway)
{
    private const string Trading = "/api/v1/trading";

    [Fact]
    public async Task An_account_is_its_owners_and_does_not_exist_for_others()
    {
        var (owner, other) = (await Someone.NewAsync(gateway, Roles.Trader), await Someone.NewAsync(gateway, Roles.Operator));
        var account = "paper:" + owner.Name;
        (await owner.CallAsync("POST", $"{Trading}/accounts/{account}/connect")).Status.ShouldBe(HttpStatusCode.OK);
        (await owner.CallAsync("GET", $"{Trading}/accounts/{account}"))["owner"].GetString().ShouldBe(owner.Id);
        Accounts(await owner.CallAsync("GET", Trading + "/accounts")).ShouldBe([account]);
        (await owner.CallAsync("GET", $"{Trading}/portfolio?accountId={account}")).Status.ShouldBe(HttpStatusCode.OK);

        Accounts(await other.CallAsync("GET", Trading + "/accounts")).ShouldBeEmpty();
        Accounts(await gateway.Api.GetAsync(Trading + "/accounts")).ShouldContain(account);
        Accounts(await Someone.CallAsync(gateway, "GET", Trading + "/accounts")).ShouldNotContain(account, "to programs of this machine");
        var order = new { accountId = account, code = "QASF", side = "BUY", price = 1000, lot = 1 };
        (string Method, string Path, object? Body, int Status)[] calls =
        [
            ("GET", $"/accounts/{account}", null, 404), ("POST", $"/accounts/{account}/connect", null, 404), ("POST", $"/accounts/{account}/disconnect", null, 404), ("POST", $"/accounts/{account}/test-order?side=BUY&code=QASF", null, 404),
            ("POST", "/orders", order, 404), ("GET", $"/orders?accountId={account}", null, 400), ("GET", $"/orders/{account}:1", null, 404), ("POST", $"/orders/{account}:1/cancel", null, 404), ("POST", $"/orders/{account}:1/amend", new { lot = 2 }, 404),
            ("POST", $"/orders/{account}:1/resolve", new { outcome = "Seen" }, 404), ("GET", $"/positions?accountId={account}", null, 400), ("GET", $"/portfolio?accountId={account}", null, 400), ("POST", "/positions/adopt", new { accountId = account, code = "QASF" }, 404),
            ("POST", "/kill-switch", new { accountId = account, on = true }, 404), ("POST", "/phantoms", new { accountId = account, code = "QASF", stop = 900 }, 404), ("POST", "/phantoms/x/cancel", new { accountId = account }, 404),
        ];
        foreach (var (method, path, body, status) in calls)
        {
            var answer = await other.CallAsync(method, Trading + path, body);
            ((int)answer.Status).ShouldBe(status, $"{method} {path}: {answer}");
        }

        var batch = await other.CallAsync("POST", Trading + "/orders/batch", new { orders = new[] { order } });
        batch["results"].EnumerateArray().Single().GetProperty("status").GetInt32().ShouldBe(404, batch.ToString());
        (await other.CallAsync("POST", Trading + "/kill-switch", new { on = true }))["items"].GetArrayLength().ShouldBe(0, "all are all of one's own");
        (await owner.CallAsync("GET", $"{Trading}/accounts/{account}"))["killSwitch"].GetBoolean().ShouldBeFalse();
        (await other.CallAsync("GET", "/sse/order?symbols=" + account)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await owner.CallAsync("PUT", $"{Trading}/accounts/{account}/owner", new { user = owner.Name })).Status.ShouldBe(HttpStatusCode.Forbidden);

        (await gateway.Api.SendAsync(HttpMethod.Put, $"{Trading}/accounts/{account}/owner", Someone.Json(new { user = other.Name }), []))["owner"].GetString().ShouldBe(other.Id);
        Accounts(await owner.CallAsync("GET", Trading + "/accounts")).ShouldBeEmpty();
        Accounts(await other.CallAsync("GET", Trading + "/accounts")).ShouldBe([account]);
    }

    [Fact]
    public async Task An_account_that_the_installation_connected_is_not_for_whoever_connects_it_next()
    {
        var user = await Someone.NewAsync(gateway, Roles.Trader);
        var account = "paper:own" + user.Name;
        (await gateway.Api.PostAsync($"{Trading}/accounts/{account}/connect", Encoding.UTF8.GetBytes("{}"))).Status.ShouldBe(HttpStatusCode.OK);
        (await user.CallAsync("POST", $"{Trading}/accounts/{account}/connect")).Status.ShouldBe(HttpStatusCode.NotFound);
        Accounts(await Someone.CallAsync(gateway, "GET", Trading + "/accounts")).ShouldContain(account, "programs of this machine read it");
    }

    [Fact]
    public async Task A_ticket_opens_one_socket_as_the_user_that_asked_for_it()
    {
        var user = await Someone.NewAsync(gateway, Roles.Trader);
        var account = "paper:t" + user.Name;
        await user.CallAsync("POST", $"{Trading}/accounts/{account}/connect");
        var ticket = (await user.CallAsync("POST", "/ws/ticket"))["ticket"].GetString();
        using (var socket = await StreamSocket.ConnectAsync(gateway.Process, "/ws?ticket=" + ticket))
        {
            await socket.SubscribeAsync("order", account);
            (await socket.NextAsync())!.Value.GetProperty("event").GetString().ShouldBe("subscribed");
            await socket.SubscribeAsync("order", "paper:nobodys");
            (await socket.NextAsync())!.Value.GetProperty("event").GetString().ShouldBe("error");
        }

        await Should.ThrowAsync<System.Net.WebSockets.WebSocketException>(StreamSocket.ConnectAsync(gateway.Process, "/ws?ticket=" + ticket));
        using var nobody = await StreamSocket.ConnectAsync(gateway.Process);
        await nobody.SubscribeAsync("order", account);
        (await nobody.NextAsync())!.Value.GetProperty("event").GetString().ShouldBe("error");
    }

    [Fact]
    public async Task An_api_key_works_in_its_scope_until_it_is_removed()
    {
        var user = await Someone.NewAsync(gateway, Roles.Trader);
        (await user.CallAsync("POST", "/api/v1/security/api-keys", new { name = "bot", scope = "admin" })).BadField.ShouldBe("scope");
        (await user.CallAsync("POST", "/api/v1/security/api-keys", new { name = "bot", scope = "viewer", days = 400 })).BadField.ShouldBe("days");
        var key = await user.ApiKeyAsync(Roles.Viewer);
        (await Someone.CallAsync(gateway, "GET", "/me", null, ("X-Api-Key", key)))["username"].GetString().ShouldBe(user.Name);
        (await Someone.CallAsync(gateway, "POST", Trading + "/orders", new { }, ("X-Api-Key", key))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await Someone.CallAsync(gateway, "POST", "/api/v1/security/api-keys", new { name = "bot", scope = "viewer" }, ("X-Api-Key", key))).Status.ShouldBe(HttpStatusCode.Forbidden, "keys make no keys");
        foreach (var bad in (string[])[key + "x", key[..^1], "ak_", "ak_a.b.c"]) (await Someone.CallAsync(gateway, "GET", "/instruments", null, ("X-Api-Key", bad))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        var list = await user.CallAsync("GET", "/api/v1/security/api-keys");
        list.Text.ShouldNotContain(key.Split('.')[2]);
        (await user.CallAsync("DELETE", "/api/v1/security/api-keys/" + list["items"][0].GetProperty("id").GetString())).Status.ShouldBe(HttpStatusCode.NoContent);
        (await user.CallAsync("GET", "/api/v1/security/api-keys"))["items"].GetArrayLength().ShouldBe(0);
    }

    private static List<string> Accounts(Answer answer) => [.. answer["items"].EnumerateArray().Select(a => a.GetProperty("accountId").GetString()!)];
}

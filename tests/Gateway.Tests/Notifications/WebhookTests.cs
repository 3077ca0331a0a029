using System.Globalization;
using System.Net;
using System.Text.Json;
using Shouldly;
using Sssaham.Domain.Notifications;
using Sssaham.Gateway.Tests.Support;
using Sssaham.Grains.Execution;
using Xunit;

namespace Sssaham.Gateway.Tests.Notifications;

public sealed class WebhookTests
{
    [Fact]
    public async Task A_receiver_that_fails_twice_gets_it_once_more_signed_and_under_the_same_key()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = number => number switch { 1 => 500, 2 => 302, _ => 200 };
        await using var gateway = await GatewayProcess.StartAsync(null, NotifiedGateway.Settings);
        using var api = gateway.Api(null);
        using var admin = gateway.Api();
        var budi = await NotifiedGateway.SignInAsync(admin, "budi");
        var secret = await UseAsync(api, budi, receiver);
        var written = await api.CallAsync(budi, "POST", "", new { title = "Halo", text = "Apa kabar?" });
        written.Status.ShouldBe(HttpStatusCode.Created, written.ToString());
        await Eventually.IsTrueAsync(() => Task.FromResult(receiver.Calls.Count == 3), () => gateway.Output);
        var calls = receiver.Calls.ToArray();
        calls.Select(c => c.Path).ShouldAllBe(p => p == "/hook", "a redirect is not followed");
        calls.Select(c => c.Headers["Idempotency-Key"].ToString()).Distinct().Count().ShouldBe(1);
        foreach (var call in calls)
        {
            var time = long.Parse(call.Headers["X-Sssaham-Timestamp"].ToString(), CultureInfo.InvariantCulture);
            call.Headers["X-Sssaham-Signature"].ToString().ShouldBe(WebhookSignature.Of(Convert.FromHexString(secret), time, call.Body));
        }

        var item = JsonDocument.Parse(calls[2].Body).RootElement.GetProperty("items")[0];
        (item.GetProperty("title").GetString(), item.GetProperty("text").GetString(), item.GetProperty("id").GetInt64()).ShouldBe(("Halo", "Apa kabar?", 1));
        await Eventually.IsTrueAsync(async () => !(await api.CallAsync(budi, "GET", "/settings"))["waiting"].EnumerateObject().Any(), () => gateway.Output);
        receiver.Calls.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(FaultPoint.NotificationStored, 1)]
    [InlineData(FaultPoint.NotificationSent, 2)]
    public async Task What_was_stored_is_delivered_after_the_process_died_though_nobody_calls(FaultPoint point, int times)
    {
        await using var receiver = await Receiver.StartAsync();
        var data = GatewayProcess.NewFolder();
        try
        {
            await using (var dying = await GatewayProcess.StartAsync(data, [.. NotifiedGateway.Settings, $"--Faults:KillAt={point}"]))
            {
                using var api = dying.Api();
                var budi = await NotifiedGateway.SignInAsync(api, "budi");
                using var own = dying.Api(null);
                await UseAsync(own, budi, receiver);
                try
                {
                    await own.CallAsync(budi, "POST", "", new { title = "Halo" });
                }
                catch (HttpRequestException)
                {
                    // It may die before it answers.
                }

                await dying.WaitForExitAsync();
            }

            receiver.Calls.Count.ShouldBe(times - 1);
            await using var gateway = await GatewayProcess.StartAsync(data, NotifiedGateway.Settings);
            // The reminder comes a minute later.
            for (var patience = 0; patience < 3 && receiver.Calls.Count < times; patience++)
            {
                try
                {
                    await Eventually.IsTrueAsync(() => Task.FromResult(receiver.Calls.Count >= times));
                }
                catch (TimeoutException)
                {
                    // Another minute.
                }
            }

            receiver.Calls.Count.ShouldBe(times, gateway.Output);
            receiver.Calls.Select(c => c.Headers["Idempotency-Key"].ToString()).Distinct().Count().ShouldBe(1, "what was sent and not noted has the same key");
            using var again = gateway.Api();
            var tokens = await again.SendAsync(HttpMethod.Post, "/login", Identity.Someone.Json(new { username = "budi", password = Identity.Someone.Password }), []);
            var who = ("Authorization", "Bearer " + tokens["accessToken"].GetString());
            using var reader = gateway.Api(null);
            await Eventually.IsTrueAsync(async () => !(await reader.CallAsync(who, "GET", "/settings"))["waiting"].EnumerateObject().Any());
            (await reader.CallAsync(who, "GET", ""))["items"].GetArrayLength().ShouldBe(1);
            receiver.Calls.Count.ShouldBe(times);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task Private_addresses_are_not_called_and_hosts_that_are_not_allowed_are_refused()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var gateway = await GatewayProcess.StartAsync(null, "--Notifications:WebhookHosts:0=localhost", "--Notifications:AllowHttp=true", "--Notifications:Tries=1");
        using var api = gateway.Api(null);
        using var admin = gateway.Api();
        var budi = await NotifiedGateway.SignInAsync(admin, "budi");
        (await api.CallAsync(budi, "PUT", "/settings", new { channels = new[] { "webhook" }, webhookUrl = "http://127.0.0.1:1/" })).BadField.ShouldBe("webhookUrl");
        (await api.CallAsync(budi, "PUT", "/settings", new { channels = new[] { "webhook" }, webhookUrl = $"http://localhost:{receiver.Address.Port}/" })).Status.ShouldBe(HttpStatusCode.OK);
        await api.CallAsync(budi, "POST", "/test");
        await Eventually.IsTrueAsync(async () => (await api.CallAsync(budi, "GET", "/settings"))["problems"].TryGetProperty("webhook", out var p) && p.GetProperty("reason").GetString() == "The receiver has no public address.", () => gateway.Output);
        receiver.Calls.ShouldBeEmpty();
    }

    private static async Task<string> UseAsync(Api api, (string, string) who, Receiver receiver)
    {
        var put = await api.CallAsync(who, "PUT", "/settings", new { channels = new[] { "webhook" }, webhookUrl = new Uri(receiver.Address, "/hook").ToString() });
        put.Status.ShouldBe(HttpStatusCode.OK, put.ToString());
        (await api.CallAsync(who, "GET", "/settings"))["webhookSecret"].ValueKind.ShouldBe(JsonValueKind.Null, "it is shown once");
        return put["webhookSecret"].GetString()!;
    }
}

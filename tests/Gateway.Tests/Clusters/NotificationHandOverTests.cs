using System.Net;
using System.Text.Json;
using Shouldly;
using Sssaham.Chaos.Processes;
using Sssaham.Gateway.Tests.Notifications;
using Sssaham.Gateway.Tests.Support;
using Sssaham.Postgres.Tests.Server;

namespace Sssaham.Gateway.Tests.Clusters;

/// <summary>Notifications where instruments, users and shares of alerts live in several silos and all that is kept lies in PostgreSQL.</summary>
public sealed class NotificationHandOverTests
{
    private const string Venue = "GENERIC";

    [PostgresFact]
    public async Task A_user_is_told_once_of_each_crossing_through_any_gateway_while_every_silo_dies_in_turn()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var cluster = await ProcessCluster.StartAsync(null, 2, 2, durable: false, siloArguments: NotifiedGateway.Settings, gatewayArguments: NotifiedGateway.Settings);
        using var one = new Api(cluster.Gateways[0].Http, null);
        using var two = new Api(cluster.Gateways[1].Http, null);
        using var feed = new Api(cluster.Gateways[0].Http, ProcessCluster.Key);
        var who = await NotifiedGateway.SignInAsync(one, "budi");
        await TradeAsync(feed, 1, 1000);
        var settings = await two.CallAsync(who, "PUT", "/settings", new { channels = new[] { "webhook" }, webhookUrl = receiver.Address.ToString() });
        settings.Status.ShouldBe(HttpStatusCode.OK, settings.ToString());
        var rule = await one.CallAsync(who, "POST", "/rules", Rule(enabled: false));
        rule.Status.ShouldBe(HttpStatusCode.Created, rule.ToString());

        var (number, told) = (1, 0);
        foreach (var silo in cluster.Silos)
        {
            await CrossAsync();
            silo.Kill();
            await CrossAsync();
            silo.Start();
            await silo.ReadyAsync();
        }

        // What a silo had sent and not noted when it died comes again under the same key.
        await Eventually.IsTrueAsync(() => Task.FromResult(Keys() == told), () => $"{Keys()} webhooks of {told}\n{cluster.Logs()}");

        (await one.CallAsync(who, "GET", ""))["items"].GetArrayLength().ShouldBe(told, "none came late a second time");

        int Keys() => receiver.Calls.SelectMany(c => c.Headers["Idempotency-Key"]).Distinct().Count();

        async Task CrossAsync()
        {
            await TradeAsync(feed, ++number, 1000);
            // It does not repeat: each crossing needs it to be in force again, of which whichever silo has the instrument must hear.
            await Eventually.IsTrueAsync(async () => (await two.CallAsync(who, "PUT", "/rules/" + rule["id"].GetString(), Rule(enabled: true))).Status == HttpStatusCode.OK, cluster.Logs);
            await TradeAsync(feed, ++number, 1015);
            told++;
            foreach (var api in (Api[])[one, two])
            {
                await Eventually.IsTrueAsync(
                    async () =>
                    {
                        var list = await api.CallAsync(who, "GET", "");
                        return list.Status == HttpStatusCode.OK && list["items"].GetArrayLength() == told;
                    },
                    () => $"crossing {told}\n{cluster.Logs()}",
                    // A push that died with its silo is made up for by the minute's beat.
                    TimeSpan.FromMinutes(3));
            }
        }
    }

    private static object Rule(bool enabled) => new { kind = "price", instrument = Venue + ":CROSS", condition = "above", level = 1010, enabled };

    /// <summary>Sends a trade until it is taken: calls that a silo took with it are answered 503.</summary>
    private static Task TradeAsync(Api api, int number, int price) => Eventually.IsTrueAsync(async () =>
    {
        var line = JsonSerializer.Serialize(new { ticker = "CROSS", venue = Venue, tradeNo = number, time = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), price, quantity = 1, side = "B" });
        var answer = await api.PostTradesAsync(line);
        return answer.Status == HttpStatusCode.OK && answer.Number("accepted") + answer.Number("duplicates") == 1;
    });
}

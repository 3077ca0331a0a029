using System.Net;
using System.Net.WebSockets;
using Shouldly;
using Sssaham.Chaos.Processes;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Tests.Identity;
using Sssaham.Gateway.Tests.Support;
using Sssaham.Postgres.Tests.Server;

namespace Sssaham.Gateway.Tests.Clusters;

/// <summary>What is good once is good once on all gateways, and what one of them gives out all of them take.</summary>
public sealed class TwoGatewayTests
{
    private const string Security = "/api/v1/security/";
    private const string TwoFactor = "/api/v1/two-factor/";

    [PostgresFact]
    public async Task Two_gateways_of_a_cluster_are_one_to_users_and_to_thieves()
    {
        var outbox = Directory.CreateTempSubdirectory("sssaham-outbox-").FullName;
        try
        {
            // A credential is asked for again with every request, so that what one gateway ends is over on the other at once.
            await using var cluster = await ProcessCluster.StartAsync(null, 1, 2, durable: false, gatewayArguments: ["--Identity:CheckEvery=00:00:00", "--Identity:Outbox=" + outbox]);
            using var one = new Api(cluster.Gateways[0].Http, null);
            using var two = new Api(cluster.Gateways[1].Http, null);
            using var admin = new Api(cluster.Gateways[0].Http, ProcessCluster.Key);
            (await CallAsync(one, "POST", "/register", new { username = "budi", email = "budi@example.id", password = Someone.Password })).Status.ShouldBe(HttpStatusCode.Created);
            (await CallAsync(two, "POST", "/register", new { username = "BUDI", email = "other@example.id", password = Someone.Password })).Status.ShouldBe(HttpStatusCode.Conflict);
            await KeysAsync(one, two, admin);
            await RefreshAsync(one, two);
            await SecondStepAsync(one, two);
            await TicketAsync(one, cluster.Gateways[1].Http);
        }
        finally
        {
            Directory.Delete(outbox, recursive: true);
        }
    }

    private static async Task KeysAsync(Api one, Api two, Api admin)
    {
        var old = await LoginAsync(one);
        (await MeAsync(two, old)).ShouldBe(HttpStatusCode.OK, "the keys are the cluster's");
        for (var i = 0; i < 3; i++)
        {
            (await CallAsync(admin, "POST", Security + "signing-keys/rotate")).Status.ShouldBe(HttpStatusCode.OK);
            var next = await LoginAsync(one);
            (await MeAsync(two, next)).ShouldBe(HttpStatusCode.OK, "the other gateway has not heard of the key yet");
            (await MeAsync(two, old)).ShouldBe(HttpStatusCode.OK, "tokens of the key before live on");
        }

        (await CallAsync(one, "POST", "/logout", null, old)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await MeAsync(two, old)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task RefreshAsync(Api one, Api two)
    {
        var signedIn = await CallAsync(one, "POST", "/login", new { username = "budi", password = Someone.Password });
        var token = signedIn["refreshToken"].GetString();
        var answers = await Task.WhenAll(new[] { one, two, one, two }.Select(api => CallAsync(api, "POST", "/refresh", new { refreshToken = token })));
        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(1);
        var winner = answers.Single(a => a.Status == HttpStatusCode.OK);
        foreach (var api in (Api[])[one, two])
        {
            (await MeAsync(api, winner["accessToken"].GetString()!)).ShouldBe(HttpStatusCode.Unauthorized, "a token that was shown twice ends the session");
            (await CallAsync(api, "POST", "/refresh", new { refreshToken = winner["refreshToken"].GetString() })).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    private static async Task SecondStepAsync(Api one, Api two)
    {
        var access = await LoginAsync(one);
        var secret = Base32.Decode((await CallAsync(one, "POST", TwoFactor + "setup/me", null, access))["secret"].GetString()!)!;
        var step = Totp.StepOf(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        (await CallAsync(two, "POST", TwoFactor + "enable/me", new { code = Totp.Code(secret, step) }, access)).Status.ShouldBe(HttpStatusCode.OK);
        var codes = (await CallAsync(one, "POST", TwoFactor + "backup-codes/me", new { password = Someone.Password }, access))["codes"].EnumerateArray().Select(c => c.GetString()!).ToArray();
        foreach (var proof in (object[])[new { username = "budi", password = Someone.Password, code = Totp.Code(secret, step + 1) }, new { username = "budi", password = Someone.Password, backupCode = codes[0] }])
        {
            var answers = await Task.WhenAll(new[] { one, two }.Select(api => CallAsync(api, "POST", "/login", proof)));
            answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(1, string.Join('\n', answers.Select(a => a.ToString())));
            (await CallAsync(two, "POST", "/login", proof)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    private static async Task TicketAsync(Api one, Uri two)
    {
        var ticket = (await CallAsync(one, "POST", "/ws/ticket", null, null, ("X-Api-Key", ProcessCluster.Key)))["ticket"].GetString();
        using (await StreamSocket.ConnectAsync(two, "/ws?ticket=" + ticket))
        {
            // Taken by the gateway that did not give it out.
        }

        await Should.ThrowAsync<WebSocketException>(StreamSocket.ConnectAsync(two, "/ws?ticket=" + ticket));
    }

    private static async Task<string> LoginAsync(Api api)
    {
        var answer = await CallAsync(api, "POST", "/login", new { username = "budi", password = Someone.Password });
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        return answer["accessToken"].GetString()!;
    }

    private static async Task<HttpStatusCode> MeAsync(Api api, string access) => (await CallAsync(api, "GET", "/me", null, access)).Status;

    private static Task<Answer> CallAsync(Api api, string method, string path, object? body = null, string? access = null, params (string, string)[] headers) =>
        api.SendAsync(new HttpMethod(method), path, body is null ? null : Someone.Json(body), access is null ? headers : [.. headers, ("Authorization", "Bearer " + access)]);
}

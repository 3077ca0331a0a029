using System.Buffers.Text;
using System.Net;
using System.Text;
using Shouldly;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Identity;

/// <summary>What somebody tries who does not belong.</summary>
[Collection(SharedGatewayTests.Name)]
public sealed class AttackTests(SharedGateway gateway)
{
    private const string Security = "/api/v1/security/";
    private const string TwoFactor = "/api/v1/two-factor/";

    [Fact]
    public async Task A_key_that_leaked_cannot_change_how_its_user_gets_in()
    {
        var user = await Someone.NewAsync(gateway, Roles.Admin);
        (string Method, string Path, object? Body)[] calls =
        [
            ("PUT", Security + "profile", new { email = "thief@example.id", password = Someone.Password }), ("PUT", Security + "profile", new { fullName = "Thief" }),
            ("POST", Security + "change-password", new { password = Someone.Password, newPassword = "tiga kucing di atap" }), ("GET", Security + "sessions", null), ("DELETE", Security + "sessions", null), ("DELETE", Security + "sessions/x", null),
            ("GET", Security + "log", null), ("POST", Security + "api-keys", new { name = "more", scope = "viewer" }), ("GET", Security + "api-keys", null), ("DELETE", Security + "api-keys/x", null), ("POST", "/logout", null),
            ("POST", TwoFactor + "setup/me", null), ("POST", TwoFactor + "verify/me", new { code = "123456" }), ("POST", TwoFactor + "enable/me", new { code = "123456" }), ("POST", TwoFactor + "disable/me", new { password = Someone.Password, code = "123456" }),
            ("GET", TwoFactor + "status/me", null), ("POST", TwoFactor + "backup-codes/me", new { password = Someone.Password }),
        ];
        foreach (var scope in (string[])[Roles.Viewer, Roles.Admin])
        {
            var key = await user.ApiKeyAsync(scope);
            (await Someone.CallAsync(gateway, "GET", "/me", null, ("X-Api-Key", key))).Status.ShouldBe(HttpStatusCode.OK);
            foreach (var (method, path, body) in calls) (await Someone.CallAsync(gateway, method, path, body, ("X-Api-Key", key))).Status.ShouldBe(HttpStatusCode.Forbidden, $"{scope}: {method} {path}");
        }
    }

    [Fact]
    public async Task A_stolen_token_is_not_enough_to_have_mail_go_elsewhere()
    {
        var user = await Someone.NewAsync(gateway);
        var thief = $"thief-{user.Name}@example.id";
        (await user.CallAsync("PUT", Security + "profile", new { email = thief })).BadField.ShouldBe("password");
        (await user.CallAsync("PUT", Security + "profile", new { email = thief, password = "wrong" })).BadField.ShouldBe("password");
        (await user.CallAsync("PUT", Security + "profile", new { fullName = "Budi", email = user.Email.ToUpperInvariant() })).Status.ShouldBe(HttpStatusCode.OK, "the same address");
        (await user.CallAsync("GET", "/me"))["email"].GetString().ShouldBe(user.Email);
        (await user.CallAsync("PUT", Security + "profile", new { email = thief, password = Someone.Password }))["email"].GetString().ShouldBe(thief);
        gateway.MailsTo(user.Email).ShouldContain(m => m.Contains($"Subject: Your e-mail address was changed to {thief}", StringComparison.Ordinal), "the old address hears of it");
    }

    [Theory]
    [InlineData("role", "admin")]
    [InlineData("emailConfirmed", "true")]
    [InlineData("id", "x")]
    [InlineData("locked", "false")]
    public async Task A_profile_takes_no_field_that_is_not_its_user_s_to_set(string field, string value)
    {
        var user = await Someone.NewAsync(gateway);
        (await user.CallAsync("PUT", Security + "profile", new Dictionary<string, string> { ["fullName"] = "Budi", [field] = value })).BadField.ShouldBe(field);
        (await Someone.CallAsync(gateway, "POST", "/register", new Dictionary<string, string> { ["username"] = Someone.NewName(), ["email"] = "x@example.id", ["password"] = Someone.Password, [field] = value })).BadField.ShouldBe(field);
    }

    [Fact]
    public async Task Failures_do_not_turn_a_lock_for_good_into_one_of_minutes()
    {
        var user = await Someone.NewAsync(gateway);
        // Remembered, so that the token is still taken for a while after the lock.
        (await user.CallAsync("GET", "/me")).Status.ShouldBe(HttpStatusCode.OK);
        await gateway.Api.SendAsync(HttpMethod.Put, Security + "users/" + user.Id, Someone.Json(new { locked = true }), []);
        for (var i = 0; i < 6; i++)
        {
            var answer = await user.CallAsync("POST", Security + "change-password", new { password = "wrong", newPassword = "tiga kucing di atap" });
            answer.Status.ShouldBeOneOf(HttpStatusCode.TooManyRequests, HttpStatusCode.Unauthorized);
            (await user.LoginAsync("wrong")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await gateway.Api.GetAsync(Security + "users/" + user.Id))["locked"].GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Of_refresh_tokens_backup_codes_and_codes_that_are_shown_many_times_at_once_one_is_taken()
    {
        var user = await Someone.NewAsync(gateway);
        var refreshed = await AtOnceAsync(6, () => Someone.CallAsync(gateway, "POST", "/refresh", new { refreshToken = user.Refresh }));
        refreshed.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(1);
        (await Someone.CallAsync(gateway, "POST", "/refresh", new { refreshToken = refreshed.Single(a => a.Status == HttpStatusCode.OK)["refreshToken"].GetString() })).Status.ShouldBe(HttpStatusCode.Unauthorized, "somebody else has the token, too");

        await user.LoginAsync();
        var secret = Base32.Decode((await user.CallAsync("POST", TwoFactor + "setup/me"))["secret"].GetString()!)!;
        var step = Totp.StepOf(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        (await user.CallAsync("POST", TwoFactor + "enable/me", new { code = Totp.Code(secret, step) })).Status.ShouldBe(HttpStatusCode.OK);
        var codes = (await user.CallAsync("POST", TwoFactor + "backup-codes/me", new { password = Someone.Password }))["codes"].EnumerateArray().Select(c => c.GetString()!).ToArray();
        (await AtOnceAsync(4, () => user.LoginAsync(code: Totp.Code(secret, step + 1)))).Count(a => a.Status == HttpStatusCode.OK).ShouldBe(1);
        (await AtOnceAsync(4, () => user.LoginAsync(backupCode: codes[0]))).Count(a => a.Status == HttpStatusCode.OK).ShouldBe(1);
    }

    [Theory]
    [InlineData("api")]
    [InlineData("Local")]
    [InlineData("ADMIN")]
    [InlineData("configuration")]
    public async Task Nobody_registers_a_name_that_journals_use_for_what_is_no_user(string name) =>
        (await Someone.CallAsync(gateway, "POST", "/register", new { username = name, email = $"{name}@example.id", password = Someone.Password })).BadField.ShouldBe("username");

    [Theory]
    [InlineData("a@b.id\r\nBcc: c@d.id")]
    [InlineData("a@b.id\nSubject: x")]
    [InlineData("a\u0085@b.id")]
    [InlineData("a@b@c.id")]
    public async Task No_header_gets_into_a_mail(string email) =>
        (await Someone.CallAsync(gateway, "POST", "/register", new { username = Someone.NewName(), email, password = Someone.Password })).BadField.ShouldBe("email");

    [Fact]
    public async Task A_name_is_one_name_in_every_case_and_form()
    {
        var user = await Someone.NewAsync(gateway);
        (await Someone.CallAsync(gateway, "POST", "/register", new { username = user.Name.ToUpperInvariant(), email = user.Name + "-2@example.id", password = Someone.Password })).Status.ShouldBe(HttpStatusCode.Conflict);
        // An e with its accent in one character and in two, letters that look like others, and two addresses in one.
        foreach (var odd in (string[])["\u00e9@example.id", "e\u0301@example.id", "\u0430@example.id", "a,b@example.id", "a b@example.id", "<a@example.id>"])
            (await Someone.CallAsync(gateway, "POST", "/register", new { username = user.Name + "-3", email = odd, password = Someone.Password })).BadField.ShouldBe("email");
        foreach (var odd in (string[])["\uff41dmin1", "adm\u0456n1", "admin\u200b1", "admin 1"]) (await Someone.CallAsync(gateway, "POST", "/register", new { username = odd, email = "odd@example.id", password = Someone.Password })).BadField.ShouldBe("username");
    }

    [Fact]
    public async Task Tokens_with_hostile_headers_are_refused_and_harm_nothing()
    {
        var user = await Someone.NewAsync(gateway);
        var parts = user.Access.Split('.');
        var kid = System.Text.Json.JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0])).RootElement.GetProperty("kid").GetString();
        string[] headers =
        [
            """{"alg":"ES256","typ":"at+jwt"}""", """{"alg":"ES256","typ":"at+jwt","kid":""}""", """{"alg":"ES256","typ":"at+jwt","kid":"x"}""", """{"alg":"ES256","kid":{}}""", """{"alg":"ES256","kid":["a"]}""", """{"alg":"ES256","kid":1e999}""",
            """{"alg":"none","typ":"at+jwt","kid":"KID"}""", """{"alg":"None","kid":"KID"}""", """{"alg":"nOnE","kid":"KID"}""", """{"alg":"HS256","typ":"at+jwt","kid":"KID"}""", """{"alg":"ES384","typ":"at+jwt","kid":"KID"}""", """{"alg":"RS256","kid":"KID"}""",
            """{"alg":"ES256","typ":"JWT","kid":"KID"}""", """{"alg":"ES256","typ":null,"kid":"KID"}""", """{"alg":["ES256"],"kid":"KID"}""", """{"kid":"KID"}""", """{"alg":"ES256","alg":"none","kid":"KID"}""", """{"alg":"dir","enc":"A256GCM","zip":"DEF","kid":"KID"}""",
            """{"alg":"ES256","kid":"../../../etc/passwd"}""", """{"alg":"ES256","kid":"KID","jku":"http://127.0.0.1:1/","jwk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"},"x5u":"http://127.0.0.1:1/"}""", "[]", "null", "\"\"", "1", "{", "", new string('[', 900), "\ud83d\ude00", "{\"kid\":\"\\ud800\"}",
        ];
        foreach (var header in headers.Select(h => h.Replace("KID", kid, StringComparison.Ordinal)))
        {
            var start = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header));
            foreach (var token in (string[])[$"{start}.{parts[1]}.{parts[2]}", $"{start}.{parts[1]}.", $"{start}..{parts[2]}", $"{start}.{parts[1]}.{parts[2]}.{parts[1]}.{parts[2]}", $"{start}....", $"{start}.{start}.{start}"])
                (await Someone.CallAsync(gateway, "GET", "/instruments", null, ("Authorization", "Bearer " + token))).Status.ShouldBe(HttpStatusCode.Unauthorized, header);
        }

        (await user.CallAsync("GET", "/me")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_of_a_key_made_just_now_is_taken_whatever_was_asked_before()
    {
        var user = await Someone.NewAsync(gateway);
        var odd = $"{Base64Url.EncodeToString("""{"alg":"ES256","typ":"at+jwt","kid":"nobodys"}"""u8)}.{user.Access.Split('.')[1]}.{user.Access.Split('.')[2]}";
        for (var i = 0; i < 3; i++)
        {
            (await Someone.CallAsync(gateway, "GET", "/me", null, ("Authorization", "Bearer " + odd))).Status.ShouldBe(HttpStatusCode.Unauthorized);
            await gateway.Api.SendAsync(HttpMethod.Post, Security + "signing-keys/rotate", null, []);
            await user.LoginAsync();
            (await user.CallAsync("GET", "/me")).Status.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_credential_is_taken_only_as_what_it_is()
    {
        var user = await Someone.NewAsync(gateway, Roles.Trader);
        var key = await user.ApiKeyAsync(Roles.Viewer);
        // Both are remembered now.
        (await user.CallAsync("GET", "/me")).Status.ShouldBe(HttpStatusCode.OK);
        (await Someone.CallAsync(gateway, "GET", "/me", null, ("X-Api-Key", key))).Status.ShouldBe(HttpStatusCode.OK);
        (string, string)[] wrong = [("X-Api-Key", user.Access), ("Authorization", "Bearer " + key), ("Authorization", "Bearer " + user.Refresh), ("X-Api-Key", user.Refresh), ("Authorization", "Bearer " + GatewayProcess.Key)];
        foreach (var header in wrong) (await Someone.CallAsync(gateway, "GET", "/me", null, header)).Status.ShouldBe(HttpStatusCode.Unauthorized, header.ToString());
        foreach (var token in (string[])[user.Access, key]) (await Someone.CallAsync(gateway, "POST", "/refresh", new { refreshToken = token })).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_ticket_opens_sockets_and_calls_nothing()
    {
        var user = await Someone.NewAsync(gateway, Roles.Trader);
        var ticket = (await user.CallAsync("POST", "/ws/ticket"))["ticket"].GetString();
        (string, string)[] far = [("X-Forwarded-For", "203.0.113.7"), ("Upgrade", "websocket"), ("Connection", "Upgrade")];
        (await Someone.CallAsync(gateway, "GET", "/instruments?ticket=" + ticket, null, far[0])).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await Someone.CallAsync(gateway, "POST", "/api/v1/trading/kill-switch?ticket=" + ticket, new { on = true }, far)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_user_connects_fifty_accounts_and_not_one_more()
    {
        var user = await Someone.NewAsync(gateway, Roles.Trader);
        for (var i = 0; i < 50; i++) (await user.CallAsync("POST", $"/api/v1/trading/accounts/paper:{user.Name}-{i}/connect")).Status.ShouldBe(HttpStatusCode.OK);
        (await user.CallAsync("POST", $"/api/v1/trading/accounts/paper:{user.Name}-50/connect")).Status.ShouldBe(HttpStatusCode.Conflict);
        (await user.CallAsync("POST", $"/api/v1/trading/accounts/paper:{user.Name}-0/connect")).Status.ShouldBe(HttpStatusCode.OK, "its own");
        foreach (var account in Enumerable.Range(0, 50)) await user.CallAsync("POST", $"/api/v1/trading/accounts/paper:{user.Name}-{account}/disconnect");
    }

    [Fact]
    public async Task Mail_that_cannot_be_sent_tells_nobody_who_has_an_address()
    {
        var data = GatewayProcess.NewFolder();
        try
        {
            await File.WriteAllTextAsync(Path.Combine(data, "file"), "");
            await using var process = await GatewayProcess.StartAsync(data, $"--Identity:Outbox={data}/file/outbox");
            using var api = process.Api(null);
            (await api.SendAsync(HttpMethod.Post, "/register", Someone.Json(new { username = "budi", email = "budi@example.id", password = Someone.Password }), [])).Status.ShouldBe(HttpStatusCode.Created);
            foreach (var email in (string[])["budi@example.id", "nobody@example.id"])
            {
                var answer = await api.SendAsync(HttpMethod.Post, Security + "forgot-password", Someone.Json(new { email }), []);
                (answer.Status, answer.Text).ShouldBe((HttpStatusCode.Accepted, ""));
            }

            process.Output.ShouldContain("could not be sent");
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static Task<Answer[]> AtOnceAsync(int times, Func<Task<Answer>> call) => Task.WhenAll(Enumerable.Range(0, times).Select(_ => call()));
}

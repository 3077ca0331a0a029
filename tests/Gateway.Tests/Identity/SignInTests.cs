using System.Net;
using System.Text;
using System.Text.Json;
using Shouldly;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Identity;

[Collection(SharedGatewayTests.Name)]
public sealed class SignInTests(SharedGateway gateway)
{
    [Fact]
    public async Task A_user_registers_signs_in_and_is_known_by_both_families_of_paths()
    {
        var user = await Someone.NewAsync(gateway);
        var me = await user.CallAsync("GET", "/me");
        (me["username"].GetString(), me["role"].GetString(), me["emailConfirmed"].GetBoolean()).ShouldBe((user.Name, Roles.Viewer, false));
        me.Text.ShouldNotContain("ash\"");
        (await user.CallAsync("GET", "/api/v1/security/profile")).Text.ShouldBe(me.Text);
        var changed = await user.CallAsync("PUT", "/api/v1/security/profile", new { fullName = "Budi Santoso" });
        changed["fullName"].GetString().ShouldBe("Budi Santoso");
        (await Someone.CallAsync(gateway, "POST", "/api/v1/security/login", new { username = user.Email, password = Someone.Password })).Status.ShouldBe(HttpStatusCode.OK, "by e-mail address");
        (await Someone.CallAsync(gateway, "GET", "/me")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await gateway.Api.GetAsync("/me")).Status.ShouldBe(HttpStatusCode.Forbidden, "the admin key is no user");
    }

    [Theory]
    [InlineData("ab", "a@b.id", Someone.Password, "username")]
    [InlineData("a b c", "a@b.id", Someone.Password, "username")]
    [InlineData("someone-new", "nowhere", Someone.Password, "email")]
    [InlineData("someone-new", "a@b.id", "password123", "password")]
    [InlineData("someone-new", "a@b.id", "short", "password")]
    [InlineData("someone-new", "a@b.id", "xx-someone-new-xx", "password")]
    [InlineData("someone-new", "a@b.id", null, "password")]
    public async Task What_cannot_be_registered_names_the_field(string name, string email, string? password, string field)
    {
        var answer = await Someone.CallAsync(gateway, "POST", "/register", new { username = name, email, password });
        (answer.Status, answer.BadField).ShouldBe((HttpStatusCode.BadRequest, field), answer.ToString());
    }

    [Fact]
    public async Task Of_many_that_register_a_name_at_once_one_gets_it()
    {
        var name = Someone.NewName();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Someone.CallAsync(gateway, "POST", "/register", new { username = i % 2 == 0 ? name : name.ToUpperInvariant(), email = $"{name}{i}@example.id", password = Someone.Password })));
        answers.Count(a => a.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(a => a.Status == HttpStatusCode.Conflict).ShouldBe(5);
        (await Someone.CallAsync(gateway, "POST", "/register", new { username = name + "9", email = answers.Single(a => a.Status == HttpStatusCode.Created)["email"].GetString()!.ToUpperInvariant(), password = Someone.Password })).BadField.ShouldBe("email");
    }

    [Fact]
    public async Task Five_failures_lock_also_when_they_come_at_once()
    {
        var user = await Someone.NewAsync(gateway);
        (await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => user.LoginAsync("wrong-password-1")))).ShouldAllBe(a => a.Status == HttpStatusCode.Unauthorized);
        var locked = await user.LoginAsync();
        locked.Status.ShouldBe(HttpStatusCode.Unauthorized);
        locked["lockedOut"].GetBoolean().ShouldBeTrue();
        int.Parse(locked.RetryAfter!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(600, 900);
        (await user.CallAsync("GET", "/me")).Status.ShouldBe(HttpStatusCode.OK, "who is in stays in");
        var log = (await user.CallAsync("GET", "/api/v1/security/log"))["items"].EnumerateArray().Select(e => $"{e.GetProperty("action")}: {e.GetProperty("outcome")}").ToList();
        log[0].ShouldBe("login: locked");
        log.Count(l => l == "login: wrong password").ShouldBe(5);
    }

    [Fact]
    public async Task A_refresh_token_is_good_once_and_a_used_one_ends_the_session()
    {
        var user = await Someone.NewAsync(gateway);
        var first = await RefreshAsync(user.Refresh);
        var second = await RefreshAsync(first["refreshToken"].GetString()!);
        second.Status.ShouldBe(HttpStatusCode.OK);
        (await RefreshAsync(user.Refresh)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await RefreshAsync(second["refreshToken"].GetString()!)).Status.ShouldBe(HttpStatusCode.Unauthorized, "the thief's and the owner's");
        foreach (var odd in (string[])["", "rt_", "rt_x.y.z", new string('a', 5000)]) ((int)(await RefreshAsync(odd)).Status).ShouldBeInRange(400, 401, odd);
    }

    [Fact]
    public async Task Changed_unsigned_and_foreign_tokens_are_refused()
    {
        var user = await Someone.NewAsync(gateway);
        var parts = user.Access.Split('.');
        var claims = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]));
        var raised = Encode(claims.Replace("\"role\":\"viewer\"", "\"role\":\"admin\"", StringComparison.Ordinal));
        raised.ShouldNotBe(parts[1]);
        string[] bad = [$"{parts[0]}.{raised}.{parts[2]}", $"{Encode("""{"alg":"none"}""")}.{parts[1]}.", $"{parts[0]}.{parts[1]}.", $"{parts[0]}.{parts[1]}.{parts[2][..^4]}AAAA", "x", "", new string('.', 5000), user.Refresh];
        foreach (var token in bad) (await Someone.CallAsync(gateway, "GET", "/instruments", null, ("Authorization", "Bearer " + token))).Status.ShouldBe(HttpStatusCode.Unauthorized, token);
        (await Someone.CallAsync(gateway, "GET", "/instruments", null, ("Authorization", "Basic eDp5"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await user.CallAsync("GET", "/instruments")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Published_keys_check_tokens_and_a_new_key_leaves_old_tokens_good()
    {
        var user = await Someone.NewAsync(gateway);
        (await gateway.Api.SendAsync(HttpMethod.Post, "/api/v1/security/signing-keys/rotate", null, [])).Status.ShouldBe(HttpStatusCode.OK);
        var other = await Someone.NewAsync(gateway);
        var keys = (await Someone.CallAsync(gateway, "GET", "/.well-known/jwks.json"))["keys"].EnumerateArray().ToList();
        keys.Count(k => k.EnumerateObject().Any(p => p.Name == "d")).ShouldBe(0);
        foreach (var token in (string[])[user.Access, other.Access])
        {
            var kid = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[0])).RootElement.GetProperty("kid").GetString();
            var handler = new Microsoft.IdentityModel.JsonWebTokens.JsonWebTokenHandler();
            var key = new Microsoft.IdentityModel.Tokens.JsonWebKey(keys.Single(k => k.GetProperty("kid").GetString() == kid).GetRawText());
            (await handler.ValidateTokenAsync(token, new() { IssuerSigningKey = key, ValidIssuer = "Sssaham", ValidAudience = "Sssaham" })).IsValid.ShouldBeTrue();
        }

        (await user.CallAsync("GET", "/me")).Status.ShouldBe(HttpStatusCode.OK);
        (await other.CallAsync("GET", "/me")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_others_can_be_listed_and_ended()
    {
        var user = await Someone.NewAsync(gateway);
        var (access, refresh) = (user.Access, user.Refresh);
        await user.LoginAsync();
        var sessions = (await user.CallAsync("GET", "/api/v1/security/sessions"))["items"].EnumerateArray().ToList();
        sessions.Count.ShouldBe(2);
        var older = sessions.Single(s => !s.GetProperty("current").GetBoolean()).GetProperty("id").GetString();
        (await user.CallAsync("DELETE", "/api/v1/security/sessions/" + older)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await user.CallAsync("DELETE", "/api/v1/security/sessions/" + older)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await RefreshAsync(refresh)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        access.ShouldNotBe(user.Access);
        (await user.CallAsync("POST", "/logout")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await user.CallAsync("GET", "/me")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await RefreshAsync(user.Refresh)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Mailed_tokens_confirm_an_address_and_reset_a_password_once()
    {
        var user = await Someone.NewAsync(gateway);
        (await Someone.CallAsync(gateway, "POST", "/api/v1/security/confirm-email", MailTo(user.Email, "Confirm"))).Status.ShouldBe(HttpStatusCode.NoContent);
        (await user.CallAsync("GET", "/me"))["emailConfirmed"].GetBoolean().ShouldBeTrue();
        (await Someone.CallAsync(gateway, "POST", "/api/v1/security/forgot-password", new { email = "nobody@example.id" })).Status.ShouldBe(HttpStatusCode.Accepted);
        (await Someone.CallAsync(gateway, "POST", "/api/v1/security/forgot-password", new { email = user.Email })).Status.ShouldBe(HttpStatusCode.Accepted);
        var mail = MailTo(user.Email, "Reset");
        Task<Answer> ResetAsync(string password) => Someone.CallAsync(gateway, "POST", "/api/v1/security/reset-password", new { userId = mail["userId"], token = mail["token"], password });
        (await ResetAsync("password123")).BadField.ShouldBe("password");
        (await ResetAsync("tiga kucing di atap")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await ResetAsync("empat kucing di atap")).BadField.ShouldBe("token");
        (await user.LoginAsync()).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await user.LoginAsync("tiga kucing di atap")).Status.ShouldBe(HttpStatusCode.OK);
        gateway.MailsTo(user.Email).Count(m => m.Contains("Subject: Your password was changed", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_locked_user_and_its_keys_are_out_at_once()
    {
        var user = await Someone.NewAsync(gateway);
        var key = (await user.CallAsync("POST", "/api/v1/security/api-keys", new { name = "bot", scope = Roles.Viewer }))["key"].GetString()!;
        (await StatusOfKeyAsync(key), (await user.CallAsync("GET", "/me")).Status).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK), "both are remembered now");
        var locked = await gateway.Api.SendAsync(HttpMethod.Put, "/api/v1/security/users/" + user.Name, Someone.Json(new { locked = true }), []);
        locked["locked"].GetBoolean().ShouldBeTrue(locked.ToString());
        (await StatusOfKeyAsync(key), (await user.CallAsync("GET", "/me")).Status).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized));
        (await user.LoginAsync()).Status.ShouldBe(HttpStatusCode.Unauthorized);
        await gateway.Api.SendAsync(HttpMethod.Put, "/api/v1/security/users/" + user.Name, Someone.Json(new { locked = false }), []);
        (await user.LoginAsync()).Status.ShouldBe(HttpStatusCode.OK);
        var page = await gateway.Api.GetAsync("/api/v1/security/users?limit=2");
        page["items"].GetArrayLength().ShouldBe(Math.Min(2, page["items"].GetArrayLength()));
        (await gateway.Api.GetAsync("/api/v1/security/users?cursor=x")).BadField.ShouldBe("cursor");
    }

    [Fact]
    public async Task A_key_or_a_session_that_is_ended_is_refused_at_once_by_the_gateway_that_ended_it_and_the_others_go_on()
    {
        var user = await Someone.NewAsync(gateway);
        var first = user.Access;
        await user.LoginAsync();
        var made = await user.CallAsync("POST", "/api/v1/security/api-keys", new { name = "bot", scope = Roles.Viewer });
        var key = made["key"].GetString()!;
        Task<Answer> MeAsync(string access) => Someone.CallAsync(gateway, "GET", "/me", null, ("Authorization", "Bearer " + access));
        (await StatusOfKeyAsync(key), (await MeAsync(first)).Status).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));

        (await user.CallAsync("DELETE", "/api/v1/security/api-keys/" + made["id"].GetString())).Status.ShouldBe(HttpStatusCode.NoContent);
        (await StatusOfKeyAsync(key), (await MeAsync(first)).Status).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.OK));
        var other = (await user.CallAsync("GET", "/api/v1/security/sessions"))["items"].EnumerateArray().Single(s => !s.GetProperty("current").GetBoolean());
        (await user.CallAsync("DELETE", "/api/v1/security/sessions/" + other.GetProperty("id").GetString())).Status.ShouldBe(HttpStatusCode.NoContent);
        ((await MeAsync(first)).Status, (await MeAsync(user.Access)).Status).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.OK));
    }

    private async Task<HttpStatusCode> StatusOfKeyAsync(string key) => (await Someone.CallAsync(gateway, "GET", "/me", null, ("X-Api-Key", key))).Status;

    private static string Encode(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private Task<Answer> RefreshAsync(string token) => Someone.CallAsync(gateway, "POST", "/api/v1/security/refresh", new { refreshToken = token });

    private Dictionary<string, string> MailTo(string email, string subject)
    {
        var mail = gateway.MailsTo(email).Single(m => m.Contains("Subject: " + subject, StringComparison.Ordinal));
        return JsonSerializer.Deserialize<Dictionary<string, string>>(mail[mail.IndexOf('{', StringComparison.Ordinal)..])!;
    }
}

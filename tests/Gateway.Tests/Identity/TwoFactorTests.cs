using System.Net;
using Shouldly;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Identity;

[Collection(SharedGatewayTests.Name)]
public sealed class TwoFactorTests(SharedGateway gateway)
{
    private const string Path = "/api/v1/two-factor/";

    [Fact]
    public async Task The_second_step_from_setup_to_the_end()
    {
        var user = await Someone.NewAsync(gateway);
        (await user.CallAsync("POST", Path + "enable/me", new { code = "123456" })).Status.ShouldBe(HttpStatusCode.Conflict);
        (await user.CallAsync("POST", Path + "backup-codes/me", new { password = Someone.Password })).Status.ShouldBe(HttpStatusCode.Conflict);
        var setup = await user.CallAsync("POST", Path + "setup/" + user.Id);
        var secret = Base32.Decode(setup["secret"].GetString()!)!;
        setup["otpauthUri"].GetString()!.ShouldStartWith($"otpauth://totp/Sssaham:{user.Name}?secret={setup["secret"].GetString()}");
        Convert.FromBase64String(setup["qrPng"].GetString()!)[..8].ShouldBe([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        // Codes of three steps in a row, oldest first: each call takes a later one.
        var now = Totp.StepOf(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        string Code(int at) => Totp.Code(secret, now + at);
        (await user.CallAsync("POST", Path + "verify/me", new { code = Code(0) }))["valid"].GetBoolean().ShouldBeTrue();
        (await user.CallAsync("POST", Path + "enable/me", new { code = "12345" })).BadField.ShouldBe("code");
        (await user.CallAsync("POST", Path + "enable/me", new { code = Code(0) }))["enabled"].GetBoolean().ShouldBeTrue();
        (await user.CallAsync("GET", Path + "status/me"))["enabled"].GetBoolean().ShouldBeTrue();

        var asked = await user.LoginAsync();
        (asked.Status, asked["requiresTwoFactor"].GetBoolean()).ShouldBe((HttpStatusCode.Unauthorized, true));
        (await user.LoginAsync(code: Code(0))).Status.ShouldBe(HttpStatusCode.Unauthorized, "used to enable");
        var signedIn = await user.LoginAsync(code: Code(1), rememberDevice: true);
        signedIn.Status.ShouldBe(HttpStatusCode.OK, signedIn.ToString());
        (await user.LoginAsync(code: Code(1))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await user.LoginAsync(deviceToken: signedIn["deviceToken"].GetString())).Status.ShouldBe(HttpStatusCode.OK);

        (await user.CallAsync("POST", Path + "backup-codes/me", new { })).BadField.ShouldBe("password");
        (await user.CallAsync("POST", Path + "backup-codes/me", new { password = "wrong" })).BadField.ShouldBe("password");
        var codes = (await user.CallAsync("POST", Path + "backup-codes/me", new { password = Someone.Password }))["codes"].EnumerateArray().Select(c => c.GetString()!).ToArray();
        codes.Distinct().Count().ShouldBe(10);
        (await user.LoginAsync(backupCode: codes[3].ToUpperInvariant())).Status.ShouldBe(HttpStatusCode.OK);
        (await user.LoginAsync(backupCode: codes[3])).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await user.CallAsync("GET", Path + "status/me"))["backupCodes"].GetInt32().ShouldBe(9);

        (await user.CallAsync("POST", Path + "disable/me", new { password = "wrong", backupCode = codes[4] })).BadField.ShouldBe("password");
        (await user.CallAsync("POST", Path + "disable/me", new { password = Someone.Password })).BadField.ShouldBe("code");
        (await user.CallAsync("POST", Path + "disable/me", new { password = Someone.Password, code = Code(1) })).BadField.ShouldBe("code");
        (await user.CallAsync("POST", Path + "disable/me", new { password = Someone.Password, backupCode = codes[4] }))["enabled"].GetBoolean().ShouldBeFalse();
        (await user.LoginAsync()).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("POST", "setup")]
    [InlineData("POST", "verify")]
    [InlineData("POST", "enable")]
    [InlineData("POST", "disable")]
    [InlineData("GET", "status")]
    [InlineData("POST", "backup-codes")]
    public async Task Nobody_sees_or_changes_the_second_step_of_another(string method, string what)
    {
        var (user, other) = (await Someone.NewAsync(gateway, Roles.Admin), await Someone.NewAsync(gateway));
        (await user.CallAsync(method, $"{Path}{what}/{other.Id}", method == "GET" ? null : new { code = "1", password = "x" })).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Wrong_codes_lock_as_wrong_passwords_do()
    {
        var user = await Someone.NewAsync(gateway);
        var secret = Base32.Decode((await user.CallAsync("POST", Path + "setup/me"))["secret"].GetString()!)!;
        await user.CallAsync("POST", Path + "enable/me", new { code = Totp.Code(secret, Totp.StepOf(DateTimeOffset.UtcNow.ToUnixTimeSeconds())) });
        for (var i = 0; i < 5; i++) (await user.LoginAsync(code: "12345")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await user.LoginAsync(code: "12345"))["lockedOut"].GetBoolean().ShouldBeTrue();
        (await user.CallAsync("POST", Path + "verify/me", new { code = "12345" })).Status.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task An_admin_takes_away_a_second_step_whose_device_is_lost_and_the_user_is_told()
    {
        var user = await Someone.NewAsync(gateway);
        var secret = Base32.Decode((await user.CallAsync("POST", Path + "setup/me"))["secret"].GetString()!)!;
        await user.CallAsync("POST", Path + "enable/me", new { code = Totp.Code(secret, Totp.StepOf(DateTimeOffset.UtcNow.ToUnixTimeSeconds())) });
        (await user.LoginAsync()).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await ChangeAsync(new { twoFactor = true })).BadField.ShouldBe("twoFactor");
        var changed = await ChangeAsync(new { twoFactor = false });
        (changed.Status, changed["twoFactorEnabled"].GetBoolean()).ShouldBe((HttpStatusCode.OK, false), changed.ToString());
        (await Someone.CallAsync(gateway, "POST", "/api/v1/security/refresh", new { refreshToken = user.Refresh })).Status.ShouldBe(HttpStatusCode.Unauthorized, "its sessions ended");
        (await user.LoginAsync()).Status.ShouldBe(HttpStatusCode.OK);
        gateway.MailsTo(user.Email).ShouldContain(m => m.Contains("Subject: Your second step was turned on", StringComparison.Ordinal));
        gateway.MailsTo(user.Email).ShouldContain(m => m.Contains("Subject: Your second step was taken away by an admin", StringComparison.Ordinal));

        var admin = await Someone.NewAsync(gateway, Roles.Admin);
        (await admin.CallAsync("PUT", "/api/v1/security/users/" + admin.Name, new { twoFactor = false })).BadField.ShouldBe("twoFactor", "one's own asks for the password");

        Task<Answer> ChangeAsync(object change) => gateway.Api.SendAsync(HttpMethod.Put, "/api/v1/security/users/" + user.Name, Someone.Json(change), []);
    }
}

using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Notifications;

public sealed class PushTests
{
    [Fact]
    public async Task A_browser_gets_what_only_it_can_read_signed_with_the_key_it_subscribed_with_until_it_is_gone()
    {
        await using var service = await Receiver.StartAsync();
        service.Answer = number => number < 2 ? 201 : 410;
        await using var gateway = await GatewayProcess.StartAsync(null, NotifiedGateway.Settings);
        using var api = gateway.Api(null);
        using var admin = gateway.Api();
        var budi = await NotifiedGateway.SignInAsync(admin, "budi");
        var server = Base64Url.DecodeFromChars((await api.CallAsync(budi, "GET", "/push-key"))["key"].GetString()!);
        using var browser = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var point = Point(browser);
        var auth = RandomNumberGenerator.GetBytes(16);
        var endpoint = new Uri(service.Address, "/push/1").ToString();
        (await api.CallAsync(budi, "POST", "/push-subscriptions", new { endpoint, keys = new { p256dh = "AAAA", auth = Base64Url.EncodeToString(auth) } })).BadField.ShouldBe("keys.p256dh");
        (await api.CallAsync(budi, "POST", "/push-subscriptions", new { endpoint = "http://example.com/", keys = new { p256dh = Base64Url.EncodeToString(point), auth = Base64Url.EncodeToString(auth) } })).BadField.ShouldBe("endpoint");
        (await api.CallAsync(budi, "POST", "/push-subscriptions", new { endpoint, expirationTime = (long?)null, keys = new { p256dh = Base64Url.EncodeToString(point), auth = Base64Url.EncodeToString(auth) } })).Status.ShouldBe(HttpStatusCode.Created);
        await api.CallAsync(budi, "PUT", "/settings", new { channels = new[] { "push" } });
        await api.CallAsync(budi, "POST", "", new { title = "Halo" });
        await Eventually.IsTrueAsync(() => Task.FromResult(service.Calls.Count == 1), () => gateway.Output);
        service.Calls.TryPeek(out var call).ShouldBeTrue();
        call!.Headers["Content-Encoding"].ToString().ShouldBe("aes128gcm");
        JsonDocument.Parse(Decrypt(call.Body, browser, point, auth)).RootElement.GetProperty("items")[0].GetProperty("title").GetString().ShouldBe("Halo");
        Check(call.Headers["Authorization"].ToString(), server, service.Address.GetLeftPart(UriPartial.Authority));

        await api.CallAsync(budi, "POST", "", new { title = "Halo lagi" });
        await Eventually.IsTrueAsync(async () => (await api.CallAsync(budi, "GET", "/settings"))["pushSubscriptions"].GetArrayLength() == 0, () => gateway.Output);
        service.Calls.Count.ShouldBe(2);
    }

    /// <summary>RFC 8292: a token for the service, signed with the key that is named beside it.</summary>
    private static void Check(string authorization, byte[] server, string audience)
    {
        authorization.ShouldStartWith("vapid t=");
        var (token, key) = (authorization["vapid t=".Length..authorization.IndexOf(", k=", StringComparison.Ordinal)], authorization[(authorization.IndexOf(", k=", StringComparison.Ordinal) + 4)..]);
        Base64Url.DecodeFromChars(key).ShouldBe(server);
        var parts = token.Split('.');
        using var ecdsa = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = server[1..33], Y = server[33..] } });
        ecdsa.VerifyData(Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation).ShouldBeTrue();
        var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement;
        claims.GetProperty("aud").GetString().ShouldBe(audience);
        claims.GetProperty("exp").GetInt64().ShouldBeInRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), DateTimeOffset.UtcNow.AddHours(24).ToUnixTimeSeconds());
        claims.GetProperty("sub").GetString().ShouldStartWith("mailto:");
    }

    /// <summary>What the browser does, written from RFC 8291 for itself.</summary>
    private static byte[] Decrypt(byte[] body, ECDiffieHellman browser, byte[] own, byte[] auth)
    {
        var salt = body[..16];
        BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(16)).ShouldBe(4096);
        var sender = body[21..(21 + body[20])];
        using var other = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = sender[1..33], Y = sender[33..] } });
        var secret = browser.DeriveRawSecretAgreement(other.PublicKey);
        byte[] info = [.. "WebPush: info\0"u8, .. own, .. sender];
        var material = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, auth, info);
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 16, salt, "Content-Encoding: aes128gcm\0"u8.ToArray());
        var nonce = HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 12, salt, "Content-Encoding: nonce\0"u8.ToArray());
        var sealedBytes = body[86..];
        var plain = new byte[sealedBytes.Length - 16];
        using var cipher = new AesGcm(key, 16);
        cipher.Decrypt(nonce, sealedBytes.AsSpan(0, plain.Length), sealedBytes.AsSpan(plain.Length), plain);
        plain[^1].ShouldBe((byte)2);
        return plain[..^1];
    }

    private static byte[] Point(ECDiffieHellman key)
    {
        var q = key.ExportParameters(false).Q;
        return [4, .. q.X!, .. q.Y!];
    }
}

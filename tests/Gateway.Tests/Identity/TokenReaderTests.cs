using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Shouldly;
using Sssaham.Gateway.Identity;
using Xunit;
using ECDsaSecurityKey = Microsoft.IdentityModel.Tokens.ECDsaSecurityKey;
using RsaSecurityKey = Microsoft.IdentityModel.Tokens.RsaSecurityKey;
using SecurityKey = Microsoft.IdentityModel.Tokens.SecurityKey;
using SymmetricSecurityKey = Microsoft.IdentityModel.Tokens.SymmetricSecurityKey;

namespace Sssaham.Gateway.Tests.Identity;

public sealed class TokenReaderTests
{
    private const string Signed = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    private const string Hmac = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private const string Unsigned = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.";
    private static readonly DateTimeOffset Before = DateTimeOffset.FromUnixTimeSeconds(1300819379);
    private readonly TokenReader _reader = new(new SigningKeys(null!, TimeProvider.System), Options.Create(new IdentitySettings()), TimeProvider.System);
    private readonly ECDsa _own = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Fact]
    public async Task The_signature_of_RFC_7515_A_3_is_good_until_the_token_expires()
    {
        (await ReadAsync(Signed, Before)).ShouldBeTrue();
        (await ReadAsync(Signed, Before.AddSeconds(1))).ShouldBeFalse();
    }

    [Theory]
    [InlineData(Hmac)]
    [InlineData(Unsigned)]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UifQ.")]
    public async Task Other_algorithms_none_and_what_is_no_token_are_refused(string token)
    {
        (await ReadAsync(token, Before)).ShouldBeFalse();
        (await _reader.ReadAsync(token)).ShouldBeNull();
    }

    [Fact]
    public async Task A_changed_payload_header_or_signature_is_refused()
    {
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            var changed = Signed.ToCharArray();
            var at = random.Next(changed.Length - 1);
            if (changed[at] == '.') continue;
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            (await ReadAsync(new string(changed), Before)).ShouldBeFalse($"character {at}");
        }
    }

    [Fact]
    public async Task A_token_of_another_key_is_refused() => (await _reader.ReadAsync(Signed, [new ECDsaSecurityKey(_own)], "joe", Before, type: null, hasAudience: false)).ShouldBeNull();

    [Theory]
    [InlineData("at+jwt", "Sssaham", "Sssaham", 0, 100, true)]
    [InlineData("JWT", "Sssaham", "Sssaham", 0, 100, false)]
    [InlineData("at+jwt", "joe", "Sssaham", 0, 100, false)]
    [InlineData("at+jwt", "Sssaham", "joe", 0, 100, false)]
    [InlineData("at+jwt", "Sssaham", "Sssaham", 5, 100, true)]
    [InlineData("at+jwt", "Sssaham", "Sssaham", 6, 100, false)]
    [InlineData("at+jwt", "Sssaham", "Sssaham", -10, 0, false)]
    public async Task Type_issuer_audience_and_times_count(string type, string issuer, string audience, int from, int until, bool isGood)
    {
        var now = Before.ToUnixTimeSeconds();
        var token = Sign($$"""{"alg":"ES256","typ":"{{type}}"}""", $$"""{"iss":"{{issuer}}","aud":"{{audience}}","nbf":{{now + from}},"exp":{{now + until}}}""");
        (await _reader.ReadAsync(token, [new ECDsaSecurityKey(_own)], "Sssaham", Before) is not null).ShouldBe(isGood);
    }

    [Fact]
    public async Task A_token_signed_by_another_algorithm_is_refused_even_when_its_key_is_one_of_ours()
    {
        using var rsa = RSA.Create(2048);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        // The classic: the public key, which everybody has, as the secret of an HMAC.
        var secret = _own.ExportSubjectPublicKeyInfo();
        var now = Before.ToUnixTimeSeconds();
        (string Algorithm, SecurityKey Key, Func<byte[], byte[]> Sign)[] ways =
        [
            ("HS256", new SymmetricSecurityKey(secret), input => HMACSHA256.HashData(secret, input)),
            ("RS256", new RsaSecurityKey(rsa), input => rsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            ("PS256", new RsaSecurityKey(rsa), input => rsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)),
            ("ES384", new ECDsaSecurityKey(p384), input => p384.SignData(input, HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)),
        ];
        foreach (var (algorithm, key, sign) in ways)
        {
            var input = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}","typ":"at+jwt"}""")) + "." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"iss":"Sssaham","aud":"Sssaham","exp":{{now + 100}}}"""));
            var token = input + "." + Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(input)));
            (await _reader.ReadAsync(token, [key, new ECDsaSecurityKey(_own)], "Sssaham", Before)).ShouldBeNull(algorithm);
        }
    }

    [Theory]
    [InlineData("""{"iss":"Sssaham","aud":["x","Sssaham"],"exp":1300819480}""", true)]
    [InlineData("""{"iss":"Sssaham","aud":["x"],"exp":1300819480}""", false)]
    [InlineData("""{"iss":"Sssaham","exp":1300819480}""", false)]
    [InlineData("""{"aud":"Sssaham","exp":1300819480}""", false)]
    [InlineData("""{"iss":"Sssaham","aud":"Sssaham","exp":"tomorrow"}""", false)]
    [InlineData("""{"iss":"Sssaham","aud":"Sssaham","exp":-1}""", false)]
    [InlineData("""{"iss":["Sssaham"],"aud":"Sssaham","exp":1300819480}""", false)]
    public async Task Claims_are_read_as_RFC_7519_has_them(string claims, bool isGood) =>
        (await _reader.ReadAsync(Sign("""{"alg":"ES256","typ":"at+jwt"}""", claims), [new ECDsaSecurityKey(_own)], "Sssaham", Before) is not null).ShouldBe(isGood);

    [Fact]
    public async Task A_token_that_never_expires_is_refused() =>
        (await _reader.ReadAsync(Sign("""{"alg":"ES256","typ":"at+jwt"}""", """{"iss":"Sssaham","aud":"Sssaham"}"""), [new ECDsaSecurityKey(_own)], "Sssaham", Before)).ShouldBeNull();

    private async Task<bool> ReadAsync(string token, DateTimeOffset now)
    {
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64Url.DecodeFromChars("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"), Y = Base64Url.DecodeFromChars("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0") },
        });
        return await _reader.ReadAsync(token, [new ECDsaSecurityKey(key)], "joe", now, type: null, hasAudience: false) is not null;
    }

    private string Sign(string header, string claims)
    {
        var input = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header)) + "." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims));
        return input + "." + Base64Url.EncodeToString(_own.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Sssaham.Domain.Notifications;
using Xunit;

namespace Sssaham.Domain.Tests.Notifications;

public sealed class WebPushMessageTests
{
    /// <summary>RFC 8291, section 5.</summary>
    [Fact]
    public void The_message_of_the_standard_comes_out_as_in_the_standard()
    {
        using var sender = Key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw", "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
        var body = WebPushMessage.Encrypt(
            "When I grow up, I want to be a watermelon"u8,
            Base64Url.DecodeFromChars("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
            Base64Url.DecodeFromChars("BTBZMqHH6r4Tts7J_aSIgg"),
            sender,
            Base64Url.DecodeFromChars("DGv6ra1nlYgDCS1FRnbzlw"));
        Base64Url.EncodeToString(body).ShouldBe(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN");
    }

    [Fact]
    public void Only_points_on_the_curve_are_keys()
    {
        using var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var point = WebPushMessage.Bytes(key.ExportParameters(false).Q);
        WebPushMessage.IsPoint(point).ShouldBeTrue();
        point[40] ^= 1;
        WebPushMessage.IsPoint(point).ShouldBeFalse();
        WebPushMessage.IsPoint(point.AsSpan(1)).ShouldBeFalse();
    }

    [Fact]
    public void A_message_that_is_too_long_is_refused()
    {
        using var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var point = WebPushMessage.Bytes(key.ExportParameters(false).Q);
        WebPushMessage.Encrypt(new byte[WebPushMessage.MaxLength], point, new byte[16], key, new byte[16]).Length.ShouldBe(4096);
        Should.Throw<ArgumentOutOfRangeException>(() => WebPushMessage.Encrypt(new byte[WebPushMessage.MaxLength + 1], point, new byte[16], key, new byte[16]));
    }

    [Fact]
    public void A_signature_is_that_of_time_and_body()
    {
        // Computed with: printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac secret
        WebhookSignature.Of("secret"u8, 1_700_000_000, Encoding.UTF8.GetBytes("{\"a\":1}")).ShouldBe("v1=" + Expected);
    }

    private const string Expected = "49f24e537407743fa4a0242bb63b94b9a47ee99cbbe071ccd8a22550ae411686";

    private static ECDiffieHellman Key(string secret, string point)
    {
        var bytes = Base64Url.DecodeFromChars(point);
        return ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = Base64Url.DecodeFromChars(secret), Q = new ECPoint { X = bytes[1..33], Y = bytes[33..] } });
    }
}

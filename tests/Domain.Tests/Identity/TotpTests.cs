using System.Text;
using Shouldly;
using Sssaham.Domain.Identity;
using Xunit;

namespace Sssaham.Domain.Tests.Identity;

public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    /// <summary>Those of HMAC-SHA-1, which authenticator apps use and we alone support.</summary>
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void Codes_are_those_of_RFC_6238(long time, string expected) => Totp.Code(Secret, Totp.StepOf(time), 8).ShouldBe(expected);

    [Theory]
    [InlineData(0, "755224")]
    [InlineData(1, "287082")]
    [InlineData(2, "359152")]
    [InlineData(3, "969429")]
    [InlineData(4, "338314")]
    [InlineData(5, "254676")]
    [InlineData(6, "287922")]
    [InlineData(7, "162583")]
    [InlineData(8, "399871")]
    [InlineData(9, "520489")]
    public void Codes_are_those_of_RFC_4226(long counter, string expected) => Totp.Code(Secret, counter).ShouldBe(expected);

    [Fact]
    public void A_code_is_taken_one_step_early_or_late_and_not_more()
    {
        const long now = 1_700_000_010;
        var step = Totp.StepOf(now);
        for (var away = -3; away <= 3; away++)
            Totp.Match(Secret, Totp.Code(Secret, step + away), now, 0).ShouldBe(Math.Abs(away) <= 1 ? step + away : null);
    }

    [Fact]
    public void A_used_code_and_those_before_it_are_refused()
    {
        const long now = 1_700_000_010;
        var step = Totp.StepOf(now);
        Totp.Match(Secret, Totp.Code(Secret, step), now, step).ShouldBeNull();
        Totp.Match(Secret, Totp.Code(Secret, step - 1), now, step).ShouldBeNull();
        Totp.Match(Secret, Totp.Code(Secret, step + 1), now, step).ShouldBe(step + 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("abcdef")]
    [InlineData("\u0661\u0662\u0663\u0664\u0665\u0666")]
    public void What_is_no_code_is_refused(string code) => Totp.Match(Secret, code, 1_700_000_010, 0).ShouldBeNull();

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base_32_is_that_of_RFC_4648(string text, string expected)
    {
        Base32.Encode(Encoding.ASCII.GetBytes(text)).ShouldBe(expected);
        Base32.Decode(expected.ToLowerInvariant() + "==").ShouldBe(Encoding.ASCII.GetBytes(text));
    }

    [Fact]
    public void Base_32_gives_back_any_bytes()
    {
        var random = new Random(6);
        for (var i = 0; i < 1000; i++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            Base32.Decode(Base32.Encode(bytes)).ShouldBe(bytes);
        }

        Base32.Decode("A1").ShouldBeNull();
    }

    [Fact]
    public void The_address_for_apps_escapes_names() =>
        Totp.Address("Sssaham", "a b@c.id", "MZXW6").ShouldBe("otpauth://totp/Sssaham:a%20b%40c.id?secret=MZXW6&issuer=Sssaham&algorithm=SHA1&digits=6&period=30");
}

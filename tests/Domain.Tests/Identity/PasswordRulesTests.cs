using Shouldly;
using Sssaham.Domain.Identity;
using Xunit;

namespace Sssaham.Domain.Tests.Identity;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("kort-9!x")]
    [InlineData("v7Rk!0pqZmQ")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("abababababab")]
    [InlineData("password123")]
    [InlineData("P@ssw0rd!!")]
    [InlineData("Indonesia2026")]
    [InlineData("!!sayangku99")]
    [InlineData("123456789012")]
    [InlineData("abcdefghijkl")]
    [InlineData("QWERTYUIOP")]
    [InlineData("qwertyuiop2024")]
    [InlineData("correcthorsebatterystaple")]
    [InlineData("budi-santoso-99")]
    [InlineData("xxBUDI.santosoxx")]
    public void What_is_guessed_first_is_refused(string password) => PasswordRules.Problem(password, "santoso", "budi@example.id").ShouldNotBeNull(password);

    [Theory]
    [InlineData("kapal-terbang-biru")]
    [InlineData("v7Rk!0pqZmQ2")]
    [InlineData("tiga kucing di atap")]
    public void Others_are_taken(string password) => PasswordRules.Problem(password, "santoso", "budi@example.id").ShouldBeNull();

    [Fact]
    public void A_password_may_have_128_characters_and_no_more()
    {
        var random = new Random(1);
        string Text(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => (char)random.Next('!', '~')));
        PasswordRules.Problem(Text(128)).ShouldBeNull();
        PasswordRules.Problem(Text(129)).ShouldNotBeNull();
    }
}

using System.Text;
using Shouldly;
using Sssaham.Silo.Execution;
using Xunit;

namespace Sssaham.Cluster.Tests.Execution;

public sealed class AccountSecretsTests : IDisposable
{
    private const string Account = "ipot:R10000012345";
    private static readonly string[] Lines = ["Cookie: session=geheimnis-4711", "X-Agent-Token: abc:def"];
    private readonly string _root = Directory.CreateTempSubdirectory("sssaham-").FullName;

    private string Keys => Path.Combine(_root, "keys");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void What_is_stored_does_not_show_the_secret_and_comes_back_whole()
    {
        var secrets = new AccountSecrets(Keys);
        var stored = secrets.Protect(Account, Lines);
        var bytes = Convert.FromBase64String(stored.Replace('-', '+').Replace('_', '/').PadRight((stored.Length + 3) / 4 * 4, '='));
        foreach (var part in new[] { "geheimnis", "Cookie", "abc:def" })
        {
            stored.ShouldNotContain(part);
            Encoding.Latin1.GetString(bytes).ShouldNotContain(part);
        }

        secrets.Unprotect(Account, stored).ShouldBe(Lines);
        secrets.Protect(Account, Lines).ShouldNotBe(stored);
        secrets.Unprotect(Account, secrets.Protect(Account, [])).ShouldBe([]);
    }

    [Fact]
    public void Another_account_another_key_ring_and_damage_read_nothing()
    {
        var secrets = new AccountSecrets(Keys);
        var stored = secrets.Protect(Account, Lines);
        secrets.Unprotect("ipot:R10000012346", stored).ShouldBeNull();
        secrets.Unprotect(Account, stored[..^8]).ShouldBeNull();
        secrets.Unprotect(Account, (stored[0] == 'A' ? 'B' : 'A') + stored[1..]).ShouldBeNull();
        secrets.Unprotect(Account, "").ShouldBeNull();
        secrets.Unprotect(Account, "{}").ShouldBeNull();
        new AccountSecrets(Path.Combine(_root, "others")).Unprotect(Account, stored).ShouldBeNull();
    }

    [Fact]
    public void What_is_stored_is_read_after_a_restart()
    {
        var stored = new AccountSecrets(Keys).Protect(Account, Lines);
        new AccountSecrets(Keys).Unprotect(Account, stored).ShouldBe(Lines);
    }

    [Fact]
    public void Nobody_but_the_owner_reads_the_keys()
    {
        if (OperatingSystem.IsWindows()) return;
        Directory.CreateDirectory(Keys, (UnixFileMode)0b111_111_111);
        new AccountSecrets(Keys).Protect(Account, Lines);
        File.GetUnixFileMode(Keys).ShouldBe((UnixFileMode)0b111_000_000);
        var keys = Directory.GetFiles(Keys);
        keys.ShouldNotBeEmpty();
        foreach (var key in keys) File.GetUnixFileMode(key).ShouldBe((UnixFileMode)0b110_000_000, key);
    }
}

using System.Text;
using Shouldly;
using Sssaham.Grains.Identity;
using Sssaham.Silo.Execution;
using Sssaham.Silo.Identity;
using Xunit;

namespace Sssaham.Cluster.Tests.Execution;

public sealed class AccountSecretsTests : IDisposable
{
    private const string Account = "ipot:R10000012345";
    private static readonly string[] Lines = ["Cookie: session=geheimnis-4711", "X-Agent-Token: abc:def"];
    private const string Master = "a-master-key-of-more-than-32-characters";
    private const string Next = "another-master-key-of-more-than-32-characters";
    private readonly string _root = Directory.CreateTempSubdirectory("sssaham-").FullName;

    private string Keys => Path.Combine(_root, "keys");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void What_is_stored_does_not_show_the_secret_and_comes_back_whole()
    {
        var secrets = SecretsIn.Folder(Keys);
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
        var secrets = SecretsIn.Folder(Keys);
        var stored = secrets.Protect(Account, Lines);
        secrets.Unprotect("ipot:R10000012346", stored).ShouldBeNull();
        secrets.Unprotect(Account, stored[..^8]).ShouldBeNull();
        secrets.Unprotect(Account, (stored[0] == 'A' ? 'B' : 'A') + stored[1..]).ShouldBeNull();
        secrets.Unprotect(Account, "").ShouldBeNull();
        secrets.Unprotect(Account, "{}").ShouldBeNull();
        SecretsIn.Folder(Path.Combine(_root, "others")).Unprotect(Account, stored).ShouldBeNull();
    }

    [Fact]
    public void What_is_stored_is_read_after_a_restart()
    {
        var stored = SecretsIn.Folder(Keys).Protect(Account, Lines);
        SecretsIn.Folder(Keys).Unprotect(Account, stored).ShouldBe(Lines);
    }

    [Fact]
    public void Nobody_but_the_owner_reads_the_keys()
    {
        if (OperatingSystem.IsWindows()) return;
        Directory.CreateDirectory(Keys, (UnixFileMode)0b111_111_111);
        SecretsIn.Folder(Keys).Protect(Account, Lines);
        File.GetUnixFileMode(Keys).ShouldBe((UnixFileMode)0b111_000_000);
        var keys = Directory.GetFiles(Keys);
        keys.ShouldNotBeEmpty();
        foreach (var key in keys) File.GetUnixFileMode(key).ShouldBe((UnixFileMode)0b110_000_000, key);
    }

    [Fact]
    public void With_a_master_key_the_folder_alone_reads_nothing()
    {
        var stored = SecretsIn.Folder(Keys, Master).Protect(Account, Lines);
        SecretsIn.Folder(Keys, Master).Unprotect(Account, stored).ShouldBe(Lines);
        foreach (var file in Directory.GetFiles(Keys)) File.ReadAllText(file).ShouldNotContain("masterKey");
        Should.Throw<ArgumentException>(() => SecretsIn.Folder(Keys)).Message.ShouldContain("Security:MasterKey is not set");
        Should.Throw<ArgumentException>(() => SecretsIn.Folder(Keys, Next)).Message.ShouldContain("Security:OldMasterKeys");
    }

    [Fact]
    public void Secrets_of_before_the_master_key_are_read_and_their_keys_do_not_stay_in_the_clear()
    {
        var before = SecretsIn.Folder(Keys);
        var (stored, identity) = (before.Protect(Account, Lines), ((IIdentitySecrets)before).Protect("signing-keys", [1, 2, 3]));
        Directory.GetFiles(Keys).ShouldAllBe(f => File.ReadAllText(f).Contains("masterKey"));
        var after = SecretsIn.Folder(Keys, Master);
        Directory.GetFiles(Keys).ShouldAllBe(f => !File.ReadAllText(f).Contains("masterKey"));
        after.Unprotect(Account, stored).ShouldBe(Lines);
        ((IIdentitySecrets)after).Unprotect("signing-keys", identity).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void A_master_key_is_replaced_and_the_old_one_opens_nothing_any_more()
    {
        var stored = SecretsIn.Folder(Keys, Master).Protect(Account, Lines);
        SecretsIn.Folder(Keys, Next, Master).Unprotect(Account, stored).ShouldBe(Lines);
        SecretsIn.Folder(Keys, Next).Unprotect(Account, stored).ShouldBe(Lines);
        Should.Throw<ArgumentException>(() => SecretsIn.Folder(Keys, Master));
    }

    [Fact]
    public void What_a_master_key_sealed_is_opened_by_it_alone_and_only_whole()
    {
        var keys = new MasterKeys(Master, []);
        var text = "<key>geheimnis ä</key>";
        var sealedText = keys.Seal(text);
        keys.Seal(text).ShouldNotBe(sealedText);
        keys.Open(keys.Id, sealedText).ShouldBe(text);
        new MasterKeys(Next, [Master]).Open(keys.Id, sealedText).ShouldBe(text);
        new MasterKeys(Next, []).Open(keys.Id, sealedText).ShouldBeNull();
        var bytes = Convert.FromBase64String(sealedText);
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[i] ^= 1;
            keys.Open(keys.Id, Convert.ToBase64String(changed)).ShouldBeNull($"byte {i}");
        }

        foreach (var odd in (string[])["", "AAAA", "!", sealedText[..^8]]) keys.Open(keys.Id, odd).ShouldBeNull();
        Should.Throw<ArgumentException>(() => new MasterKeys("short", []));
        Should.Throw<ArgumentException>(() => new MasterKeys(Master, ["short"]));
    }
}

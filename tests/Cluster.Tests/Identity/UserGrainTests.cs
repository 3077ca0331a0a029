using System.Security.Cryptography;
using System.Text;
using Orleans.Runtime;
using Shouldly;
using Sssaham.Domain.Identity;
using Sssaham.GrainInterfaces.Identity;
using Xunit;

namespace Sssaham.Cluster.Tests.Identity;

public sealed class UserGrainTests : IAsyncLifetime
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private UserCluster _users = null!;

    public async Task InitializeAsync() => _users = await UserCluster.StartAsync();

    public async Task DisposeAsync() => await _users.DisposeAsync();

    [Fact]
    public async Task A_record_is_replaced_only_by_one_that_saw_it()
    {
        var user = await NewAsync();
        var read = (await user.GetAsync())!;
        var stamp = await user.PutAsync(read, read.ConcurrencyStamp);
        stamp.ShouldNotBeNull();
        (await user.PutAsync(read, read.ConcurrencyStamp)).ShouldBeNull();
        (await user.PutAsync(read, null)).ShouldBeNull();
    }

    [Fact]
    public async Task A_used_refresh_token_ends_the_session_for_whoever_has_the_newer_one_too()
    {
        var user = await NewAsync();
        (await user.StartSessionAsync("s1", Hash("1"), Day, "1.2.3.4", "test", "s")).ShouldNotBeNull();
        (await user.RefreshAsync("s1", Hash("1"), Hash("2"), null)).Outcome.ShouldBe("Rotated");
        (await user.RefreshAsync("s1", Hash("2"), Hash("3"), null)).Outcome.ShouldBe("Rotated");
        (await user.CheckSessionAsync("s1")).ShouldNotBeNull();
        (await user.RefreshAsync("s1", Hash("1"), Hash("4"), "6.6.6.6")).Outcome.ShouldBe("Reused");
        (await user.RefreshAsync("s1", Hash("3"), Hash("5"), null)).Outcome.ShouldBe("Ended");
        (await user.CheckSessionAsync("s1")).ShouldBeNull();
        (await user.LogAsync())[0].ShouldBe(new SecurityLogEntry((await user.LogAsync())[0].TimeUs, "refresh", "reused, session ended", "6.6.6.6"));
    }

    [Fact]
    public async Task Sessions_end_with_their_time_and_are_at_most_fifty()
    {
        var user = await NewAsync();
        for (var i = 0; i < 60; i++)
        {
            await user.StartSessionAsync($"s{i}", Hash($"{i}"), Day, null, null, "s");
            _users.Clock.Now += TimeSpan.FromSeconds(1);
        }

        var sessions = await user.SessionsAsync();
        sessions.Select(s => s.Id).ShouldBe(Enumerable.Range(10, 50).Reverse().Select(i => $"s{i}"));
        _users.Clock.Now += Day;
        (await user.SessionsAsync()).ShouldBeEmpty();
        (await user.RefreshAsync("s59", Hash("59"), Hash("x"), null)).Outcome.ShouldBe("Ended");
    }

    [Fact]
    public async Task A_code_is_good_once_and_survives_a_power_cut_as_used()
    {
        var user = await NewAsync();
        var secret = Base32.Decode((await user.SetupTwoFactorAsync())!)!;
        string Code(int ahead = 0) => Totp.Code(secret, Totp.StepOf(_users.Clock.Now.ToUnixTimeSeconds()) + ahead);
        (await user.VerifyCodeAsync(Code())).ShouldBeTrue();
        (await user.VerifyCodeAsync(Code())).ShouldBeTrue("a secret that waits is tried out as often as one likes");
        (await user.EnableTwoFactorAsync("000000")).ShouldBe(Code() == "000000");
        (await user.EnableTwoFactorAsync(Code())).ShouldBeTrue();
        (await user.VerifyCodeAsync(Code())).ShouldBeFalse();
        (await user.VerifyCodeAsync(Code(1))).ShouldBeTrue();
        var id = user.GetPrimaryKeyString();
        await _users.RestartAsync();
        user = _users.Grains.GetGrain<IUserGrain>(id);
        (await user.VerifyCodeAsync(Code(1))).ShouldBeFalse();
        _users.Clock.Now += TimeSpan.FromSeconds(60);
        (await user.VerifyCodeAsync(Code())).ShouldBeTrue();
        (await user.SetupTwoFactorAsync()).ShouldBeNull();
        (await user.GetAsync())!.TwoFactorEnabled.ShouldBeTrue();
    }

    [Fact]
    public async Task A_backup_code_is_good_once()
    {
        var user = await NewAsync();
        await user.SetBackupCodesAsync([Hash("a"), Hash("b")]);
        (await user.UseBackupCodeAsync(Hash("a"))).ShouldBeTrue();
        (await user.UseBackupCodeAsync(Hash("a"))).ShouldBeFalse();
        (await user.UseBackupCodeAsync(Hash("c"))).ShouldBeFalse();
        (await user.UseBackupCodeAsync(Hash("b"))).ShouldBeTrue();
    }

    [Fact]
    public async Task A_key_acts_in_no_higher_role_than_its_owner_and_ends()
    {
        var user = await NewAsync();
        (await user.AddApiKeyAsync(new ApiKeyView("k", "bot", Roles.Admin, 0, UsOf(Day)), Hash("s"))).ShouldBeTrue();
        (await user.CheckApiKeyAsync("k", Hash("s")))!.Role.ShouldBe(Roles.Viewer);
        (await user.CheckApiKeyAsync("k", Hash("t"))).ShouldBeNull();
        (await user.CheckApiKeyAsync("j", Hash("s"))).ShouldBeNull();
        _users.Clock.Now += Day;
        (await user.CheckApiKeyAsync("k", Hash("s"))).ShouldBeNull();
    }

    [Fact]
    public async Task A_token_is_good_for_its_purpose_until_what_signs_in_changes()
    {
        var user = await NewAsync();
        (await user.IssueTokenAsync("reset", Hash("t"), Day)).ShouldBeTrue();
        (await user.IssueTokenAsync("reset", Hash("u"), Day)).ShouldBeFalse("one a minute");
        (await user.HasTokenAsync("confirm", Hash("t"))).ShouldBeFalse();
        (await user.HasTokenAsync("reset", Hash("t"))).ShouldBeTrue();
        var record = (await user.GetAsync())!;
        record.SecurityStamp = "changed";
        await user.PutAsync(record, record.ConcurrencyStamp);
        (await user.HasTokenAsync("reset", Hash("t"))).ShouldBeFalse();
    }

    [Fact]
    public async Task The_security_log_keeps_the_last_two_hundred_entries()
    {
        var user = await NewAsync();
        for (var i = 0; i < 205; i++) await user.NoteAsync($"a{i}", "ok", null);
        var log = await user.LogAsync();
        (log.Length, log[0].Action, log[^1].Action).ShouldBe((200, "a204", "a5"));
    }

    [Fact]
    public async Task A_name_is_reserved_by_one_and_taken_over_only_from_the_owner_named()
    {
        var index = _users.Grains.GetGrain<IUserIndexGrain>(UserIndex.KeyOf(UserIndex.Names, "BUDI"));
        var owners = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => index.ReserveAsync("BUDI", $"u{i}", null)));
        var owner = owners.Distinct().ShouldHaveSingleItem();
        (await index.IsSettledAsync("BUDI")).ShouldBeFalse();
        (await index.ReserveAsync("BUDI", "late", "somebody else")).ShouldBe(owner);
        (await index.ReserveAsync("BUDI", "late", owner)).ShouldBe("late");
        await index.ReleaseAsync("BUDI", owner);
        (await index.FindAsync("BUDI")).ShouldBe("late");
        await index.ReleaseAsync("BUDI", "late");
        (await index.FindAsync("BUDI")).ShouldBeNull();
    }

    [Fact]
    public async Task Tokens_of_a_replaced_key_can_be_checked_for_a_day_also_after_a_restart()
    {
        var signer = _users.Grains.GetGrain<ISigningKeyGrain>(ISigningKeyGrain.Key);
        var token = await signer.SignAsync("{\"a\":1}");
        var first = (await signer.KeysAsync()).ShouldHaveSingleItem();
        IsSignedBy(token, first).ShouldBeTrue();
        await _users.RestartAsync();
        signer = _users.Grains.GetGrain<ISigningKeyGrain>(ISigningKeyGrain.Key);
        (await signer.KeysAsync()).ShouldHaveSingleItem().Id.ShouldBe(first.Id);
        IsSignedBy(await signer.SignAsync("{\"a\":2}"), first).ShouldBeTrue();
        _users.Clock.Now += TimeSpan.FromDays(31);
        var later = await signer.SignAsync("{\"a\":3}");
        var keys = await signer.KeysAsync();
        keys.Length.ShouldBe(2);
        (IsSignedBy(later, keys[0]), IsSignedBy(token, keys[1]), IsSignedBy(later, keys[1])).ShouldBe((true, true, false));
        _users.Clock.Now += TimeSpan.FromDays(2);
        await signer.RotateAsync();
        (await signer.KeysAsync()).Select(k => k.Id).ShouldNotContain(first.Id);
        _users.Disk.AllFiles().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_ticket_is_good_once_and_for_half_a_minute()
    {
        var holder = new TicketHolder(new Subject("u", "budi", Roles.Trader), Roles.Trader, false);
        var ticket = _users.Grains.GetGrain<ITicketGrain>("t1");
        await ticket.IssueAsync(holder);
        (await ticket.TakeAsync()).ShouldBe(holder);
        (await ticket.TakeAsync()).ShouldBeNull();
        var late = _users.Grains.GetGrain<ITicketGrain>("t2");
        await late.IssueAsync(holder);
        _users.Clock.Now += TimeSpan.FromSeconds(30);
        (await late.TakeAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Nobody_gets_in_by_what_signed_in_before()
    {
        var user = await NewAsync();
        (await user.StartSessionAsync("s1", Hash("1"), Day, null, null, "another stamp")).ShouldBeNull();
        (await user.StartSessionAsync("s1", Hash("1"), Day, null, null, null)).ShouldBeNull();
        (await user.SessionsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Guesses_under_way_when_the_lock_falls_are_not_good()
    {
        var user = await NewAsync();
        var secret = Base32.Decode((await user.SetupTwoFactorAsync())!)!;
        string Code(int ahead = 0) => Totp.Code(secret, Totp.StepOf(_users.Clock.Now.ToUnixTimeSeconds()) + ahead);
        (await user.EnableTwoFactorAsync(Code())).ShouldBeTrue();
        await user.SetBackupCodesAsync([Hash("a")]);
        var record = (await user.GetAsync())!;
        record.LockoutEnd = _users.Clock.Now + TimeSpan.FromMinutes(15);
        await user.PutAsync(record, record.ConcurrencyStamp);
        (await user.VerifyCodeAsync(Code(1))).ShouldBeFalse();
        (await user.UseBackupCodeAsync(Hash("a"))).ShouldBeFalse();
        _users.Clock.Now += TimeSpan.FromMinutes(15);
        (await user.VerifyCodeAsync(Code())).ShouldBeTrue();
        (await user.UseBackupCodeAsync(Hash("a"))).ShouldBeTrue("the refused try did not use it up");
    }

    [Fact]
    public async Task A_flood_against_a_locked_user_leaves_its_log_readable()
    {
        var user = await NewAsync();
        await user.NoteAsync("login", "wrong password", "6.6.6.6");
        for (var i = 0; i < 300; i++) await user.NoteAsync("login", "locked", "6.6.6.6");
        (await user.LogAsync()).Select(l => l.Outcome).ShouldBe(["locked", "wrong password"]);
        _users.Clock.Now += TimeSpan.FromMinutes(1);
        await user.NoteAsync("login", "locked", "6.6.6.6");
        await user.NoteAsync("login", "locked", "7.7.7.7");
        (await user.LogAsync()).Length.ShouldBe(4);
    }

    [Fact]
    public async Task Users_that_never_were_do_not_stay_in_memory()
    {
        var user = await NewAsync();
        foreach (var i in Enumerable.Range(0, 100))
        {
            var nobody = _users.Grains.GetGrain<IUserGrain>(Guid.NewGuid().ToString("N"));
            (await nobody.CheckApiKeyAsync("k", Hash("s"))).ShouldBeNull();
            (await nobody.RefreshAsync("s", Hash("1"), Hash("2"), null)).Outcome.ShouldBe("Ended");
            (await nobody.GetAsync()).ShouldBeNull();
            (await nobody.HasTokenAsync("reset", Hash($"{i}"))).ShouldBeFalse();
        }

        var management = _users.Grains.GetGrain<IManagementGrain>(0);
        // Those that go are gone a moment later.
        for (var left = 100; left > 1;)
        {
            (await user.GetAsync()).ShouldNotBeNull();
            left = (await management.GetSimpleGrainStatistics()).Where(s => s.GrainType.Contains("UserGrain", StringComparison.Ordinal)).Sum(s => s.ActivationCount);
        }
    }

    [Fact]
    public async Task Keys_made_in_a_loop_are_twenty_at_most()
    {
        var signer = _users.Grains.GetGrain<ISigningKeyGrain>(ISigningKeyGrain.Key);
        for (var i = 0; i < 30; i++) await signer.RotateAsync();
        var token = await signer.SignAsync("{}");
        var keys = await signer.KeysAsync();
        (keys.Length, IsSignedBy(token, keys[0])).ShouldBe((20, true));
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static bool IsSignedBy(string token, SigningKeyView key)
    {
        using var check = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = key.X, Y = key.Y } });
        var dot = token.LastIndexOf('.');
        return check.VerifyData(Encoding.ASCII.GetBytes(token.Substring(0, dot)), System.Buffers.Text.Base64Url.DecodeFromChars(token.AsSpan(dot + 1)), HashAlgorithmName.SHA256);
    }

    private long UsOf(TimeSpan fromNow) => (_users.Clock.Now + fromNow - DateTimeOffset.UnixEpoch).Ticks / 10;

    private async Task<IUserGrain> NewAsync()
    {
        var id = Guid.NewGuid().ToString("N");
        var user = _users.Grains.GetGrain<IUserGrain>(id);
        (await user.PutAsync(new UserAccount { Id = id, UserName = "budi", SecurityStamp = "s" }, null)).ShouldNotBeNull();
        return user;
    }
}

using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>Checks passwords and second steps; failures of either count towards the lock.</summary>
internal sealed class SignIn(UserManager<UserAccount> users, PasswordGate gate, IGrainFactory grains, IOptions<IdentitySettings> settings, TimeProvider time)
{
    private const int Tries = 20;

    /// <summary>Looks at name, password and, where it is asked for, the second step.</summary>
    public async Task<(SignInOutcome Outcome, UserAccount? User)> TryAsync(SignInBody body, string? ip, CancellationToken cancel)
    {
        var user = await FindAsync(body.UserName);
        if (user is null || !await IsPasswordAsync(user, body.Password, cancel))
        {
            if (user is null)
            {
                await gate.RunAsync(() => Task.FromResult(users.PasswordHasher.VerifyHashedPassword(new UserAccount(), gate.NobodysHash, body.Password)), cancel);
                return (SignInOutcome.Wrong, null);
            }

            if (await users.IsLockedOutAsync(user)) return await NotedAsync(user, SignInOutcome.Locked, "locked", ip);
            await FailedAsync(user);
            return await NotedAsync(user, SignInOutcome.Wrong, "wrong password", ip);
        }

        // Hashing takes its time, and waiting for it more: what holds is the record of now.
        var stamp = user.SecurityStamp;
        user = await grains.GetGrain<IUserGrain>(user.Id).GetAsync();
        if (user is null || user.SecurityStamp != stamp) return (SignInOutcome.Wrong, null);
        if (await users.IsLockedOutAsync(user)) return await NotedAsync(user, SignInOutcome.Locked, "locked", ip);
        if (settings.Value.RequireConfirmedEmail && !user.EmailConfirmed) return await NotedAsync(user, SignInOutcome.NotConfirmed, "e-mail not confirmed", ip);
        if (user.TwoFactorEnabled && await SecondStepAsync(user, body) is { } problem)
        {
            if (problem == SignInOutcome.WrongCode) await FailedAsync(user);
            return await NotedAsync(user, problem, problem == SignInOutcome.WrongCode ? "wrong code" : "second step asked for", ip);
        }

        await SucceededAsync(user);
        return (SignInOutcome.Ok, user);
    }

    /// <summary>Whether a password is the user's; not looked at while the user is locked.</summary>
    public async Task<bool> IsPasswordAsync(UserAccount user, string password, CancellationToken cancel) =>
        !await users.IsLockedOutAsync(user) && await gate.RunAsync(() => users.CheckPasswordAsync(user, password), cancel);

    /// <summary>Counts a failure. Failures that happen at once are counted one by one; they change nothing about a lock that is there, least of all
    /// one for good.</summary>
    public Task FailedAsync(UserAccount user) => AgainAsync(user, async u => await users.IsLockedOutAsync(u) ? IdentityResult.Success : await users.AccessFailedAsync(u));

    /// <summary>Seconds until a lock ends; null for one that an admin set.</summary>
    public int? LockedFor(UserAccount user) => user.LockoutEnd is { } end && end < DateTimeOffset.MaxValue ? (int)Math.Clamp(Math.Ceiling((end - time.GetUtcNow()).TotalSeconds), 1, 86_400) : null;

    private async Task<UserAccount?> FindAsync(string name) => name.Contains('@', StringComparison.Ordinal) ? await users.FindByEmailAsync(name) : await users.FindByNameAsync(name);

    private async Task<SignInOutcome?> SecondStepAsync(UserAccount user, SignInBody body)
    {
        var grain = grains.GetGrain<IUserGrain>(user.Id);
        if (body.DeviceToken is { } device && await grain.IsRememberedAsync(Secrets.Hash(device))) return null;
        if (body.Code is { } code) return await grain.VerifyCodeAsync(code) ? null : SignInOutcome.WrongCode;
        if (body.BackupCode is { } backup) return await grain.UseBackupCodeAsync(BackupCodes.Hash(user.Id, backup)) ? null : SignInOutcome.WrongCode;
        return SignInOutcome.NeedsCode;
    }

    private async Task SucceededAsync(UserAccount user)
    {
        if (user.AccessFailedCount > 0) await AgainAsync(user, users.ResetAccessFailedCountAsync);
    }

    private async Task AgainAsync(UserAccount user, Func<UserAccount, Task<IdentityResult>> change)
    {
        UserAccount? current = user;
        for (var i = 0; i < Tries && current is not null; i++)
        {
            if ((await change(current)).Succeeded) return;
            current = await grains.GetGrain<IUserGrain>(user.Id).GetAsync();
        }
    }

    private async Task<(SignInOutcome Outcome, UserAccount? User)> NotedAsync(UserAccount user, SignInOutcome outcome, string text, string? ip)
    {
        await grains.GetGrain<IUserGrain>(user.Id).NoteAsync("login", text, ip);
        return (outcome, user);
    }
}

/// <summary>What came of a try to sign in.</summary>
internal enum SignInOutcome
{
    Ok,
    Wrong,
    Locked,
    NotConfirmed,
    NeedsCode,
    WrongCode,
}

/// <summary>What somebody signs in with.</summary>
internal sealed record SignInBody(string UserName, string Password, string? Code, string? BackupCode, string? DeviceToken, bool RememberDevice, bool Cookie);

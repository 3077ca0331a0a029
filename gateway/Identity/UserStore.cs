using Microsoft.AspNetCore.Identity;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>
/// Users of ASP.NET Core Identity as grains: one per user, and shares of two indexes that make names and e-mail addresses unique. Names
/// are reserved before the user is stored; a reservation whose caller stopped half way is taken over once it has settled.
/// </summary>
internal sealed class UserStore(IGrainFactory grains, IdentityErrorDescriber errors, TimeProvider time) : IUserPasswordStore<UserAccount>, IUserEmailStore<UserAccount>, IUserLockoutStore<UserAccount>,
    IUserSecurityStampStore<UserAccount>, IUserTwoFactorStore<UserAccount>
{
    public void Dispose()
    {
        // Holds nothing.
    }

    public async Task<IdentityResult> CreateAsync(UserAccount user, CancellationToken cancellationToken)
    {
        if (user.Id.Length == 0) user.Id = Guid.NewGuid().ToString("N");
        user.CreatedUs = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10;
        if (!await ReserveAsync(UserIndex.Names, user.NormalizedUserName, user.Id)) return IdentityResult.Failed(errors.DuplicateUserName(user.UserName));
        if (!await ReserveAsync(UserIndex.Emails, user.NormalizedEmail, user.Id))
        {
            await ReleaseAsync(UserIndex.Names, user.NormalizedUserName, user.Id);
            return IdentityResult.Failed(errors.DuplicateEmail(user.Email));
        }

        return await PutAsync(user, null);
    }

    public async Task<IdentityResult> UpdateAsync(UserAccount user, CancellationToken cancellationToken)
    {
        if (await Grain(user.Id).GetAsync() is not { } stored || stored.ConcurrencyStamp != user.ConcurrencyStamp) return IdentityResult.Failed(errors.ConcurrencyFailure());
        if (!await ReserveAsync(UserIndex.Names, user.NormalizedUserName, user.Id)) return IdentityResult.Failed(errors.DuplicateUserName(user.UserName));
        if (!await ReserveAsync(UserIndex.Emails, user.NormalizedEmail, user.Id))
        {
            if (stored.NormalizedUserName != user.NormalizedUserName) await ReleaseAsync(UserIndex.Names, user.NormalizedUserName, user.Id);
            return IdentityResult.Failed(errors.DuplicateEmail(user.Email));
        }

        var result = await PutAsync(user, user.ConcurrencyStamp);
        // Old names go when the new ones hold; of a change that came too late the new ones go, unless the other change took them.
        var kept = result.Succeeded ? user : await Grain(user.Id).GetAsync() ?? user;
        foreach (var name in new[] { stored.NormalizedUserName, user.NormalizedUserName }.Where(n => n != kept.NormalizedUserName)) await ReleaseAsync(UserIndex.Names, name, user.Id);
        foreach (var email in new[] { stored.NormalizedEmail, user.NormalizedEmail }.Where(e => e != kept.NormalizedEmail)) await ReleaseAsync(UserIndex.Emails, email, user.Id);
        return result;
    }

    public async Task<IdentityResult> DeleteAsync(UserAccount user, CancellationToken cancellationToken)
    {
        await Grain(user.Id).DeleteAsync();
        await ReleaseAsync(UserIndex.Names, user.NormalizedUserName, user.Id);
        await ReleaseAsync(UserIndex.Emails, user.NormalizedEmail, user.Id);
        return IdentityResult.Success;
    }

    public async Task<UserAccount?> FindByIdAsync(string userId, CancellationToken cancellationToken) => Secrets.IsUserId(userId) ? await Grain(userId).GetAsync() : null;

    public async Task<UserAccount?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        await FindAsync(UserIndex.Names, normalizedUserName) is { } user && user.NormalizedUserName == normalizedUserName ? user : null;

    public async Task<UserAccount?> FindByEmailAsync(string normalizedEmail, CancellationToken cancellationToken) =>
        await FindAsync(UserIndex.Emails, normalizedEmail) is { } user && user.NormalizedEmail == normalizedEmail ? user : null;

    public Task<string> GetUserIdAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult(user.Id);

    public Task<string?> GetUserNameAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.UserName);

    public Task SetUserNameAsync(UserAccount user, string? userName, CancellationToken cancellationToken) => Set(user.UserName = userName ?? "");

    public Task<string?> GetNormalizedUserNameAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.NormalizedUserName);

    public Task SetNormalizedUserNameAsync(UserAccount user, string? normalizedName, CancellationToken cancellationToken) => Set(user.NormalizedUserName = normalizedName ?? "");

    public Task SetPasswordHashAsync(UserAccount user, string? passwordHash, CancellationToken cancellationToken) => Set(user.PasswordHash = passwordHash);

    public Task<string?> GetPasswordHashAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash is not null);

    public Task SetEmailAsync(UserAccount user, string? email, CancellationToken cancellationToken) => Set(user.Email = email ?? "");

    public Task<string?> GetEmailAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task<bool> GetEmailConfirmedAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult(user.EmailConfirmed);

    public Task SetEmailConfirmedAsync(UserAccount user, bool confirmed, CancellationToken cancellationToken) => Set(user.EmailConfirmed = confirmed);

    public Task<string?> GetNormalizedEmailAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.NormalizedEmail);

    public Task SetNormalizedEmailAsync(UserAccount user, string? normalizedEmail, CancellationToken cancellationToken) => Set(user.NormalizedEmail = normalizedEmail ?? "");

    public Task<DateTimeOffset?> GetLockoutEndDateAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult(user.LockoutEnd);

    public Task SetLockoutEndDateAsync(UserAccount user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken) => Set(user.LockoutEnd = lockoutEnd);

    public Task<int> IncrementAccessFailedCountAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult(++user.AccessFailedCount);

    public Task ResetAccessFailedCountAsync(UserAccount user, CancellationToken cancellationToken) => Set(user.AccessFailedCount = 0);

    public Task<int> GetAccessFailedCountAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult(user.AccessFailedCount);

    /// <summary>Everybody is locked after too many failures.</summary>
    public Task<bool> GetLockoutEnabledAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task SetLockoutEnabledAsync(UserAccount user, bool enabled, CancellationToken cancellationToken) =>
        enabled ? Task.CompletedTask : throw new NotSupportedException("Nobody is exempt from being locked.");

    public Task SetSecurityStampAsync(UserAccount user, string stamp, CancellationToken cancellationToken) => Set(user.SecurityStamp = stamp);

    public Task<string?> GetSecurityStampAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult(user.SecurityStamp);

    public Task SetTwoFactorEnabledAsync(UserAccount user, bool enabled, CancellationToken cancellationToken) => Set(user.TwoFactorEnabled = enabled);

    public Task<bool> GetTwoFactorEnabledAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult(user.TwoFactorEnabled);

    private static Task Set(object? value)
    {
        _ = value;
        return Task.CompletedTask;
    }

    private IUserGrain Grain(string id) => grains.GetGrain<IUserGrain>(id);

    private IUserIndexGrain Index(string index, string name) => grains.GetGrain<IUserIndexGrain>(UserIndex.KeyOf(index, name));

    private async Task<UserAccount?> FindAsync(string index, string name) => name.Length > 0 && await Index(index, name).FindAsync(name) is { } id ? await Grain(id).GetAsync() : null;

    private async Task<IdentityResult> PutAsync(UserAccount user, string? stamp)
    {
        if (await Grain(user.Id).PutAsync(user, stamp) is not { } next) return IdentityResult.Failed(errors.ConcurrencyFailure());
        user.ConcurrencyStamp = next;
        return IdentityResult.Success;
    }

    private async Task<bool> ReserveAsync(string index, string name, string userId)
    {
        var share = Index(index, name);
        var owner = await share.ReserveAsync(name, userId, null);
        if (owner == userId) return true;
        var user = await Grain(owner).GetAsync();
        var isInUse = user is not null && (index == UserIndex.Names ? user.NormalizedUserName : user.NormalizedEmail) == name;
        return !isInUse && await share.IsSettledAsync(name) && await share.ReserveAsync(name, userId, owner) == userId;
    }

    private Task ReleaseAsync(string index, string name, string userId) => Index(index, name).ReleaseAsync(name, userId);
}

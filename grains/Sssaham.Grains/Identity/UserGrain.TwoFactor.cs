using System.Security.Cryptography;
using Sssaham.Domain.Identity;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Grains.Identity;

/// <summary>The second step.</summary>
internal sealed partial class UserGrain
{
    private const int MaxDevices = 10;

    /// <inheritdoc/>
    public async Task<string?> SetupTwoFactorAsync()
    {
        if (State.User is null or { TwoFactorEnabled: true }) return null;
        var secret = RandomNumberGenerator.GetBytes(Totp.SecretBytes);
        State.PendingSecret = secrets.Protect(UserId, secret);
        await SaveAsync();
        return Base32.Encode(secret);
    }

    /// <inheritdoc/>
    public async Task<bool> VerifyCodeAsync(string code)
    {
        if (State.User is not { TwoFactorEnabled: true }) return Match(State.PendingSecret, code) is not null;
        if (IsLocked || Match(State.Secret, code) is not { } step) return false;
        State.LastStep = step;
        await SaveAsync();
        return true;
    }

    /// <inheritdoc/>
    public async Task<bool> EnableTwoFactorAsync(string code)
    {
        if (State.User is not { TwoFactorEnabled: false } user || Match(State.PendingSecret, code) is not { } step) return false;
        (State.Secret, State.PendingSecret, State.LastStep) = (State.PendingSecret, null, step);
        Change(user, enabled: true);
        await SaveAsync();
        return true;
    }

    /// <inheritdoc/>
    public async Task DisableTwoFactorAsync()
    {
        if (State.User is not { } user) return;
        (State.Secret, State.PendingSecret, State.LastStep) = (null, null, 0);
        State.BackupCodes.Clear();
        State.Devices.Clear();
        Change(user, enabled: false);
        await SaveAsync();
    }

    /// <inheritdoc/>
    public Task<TwoFactorStatus> TwoFactorAsync() =>
        Task.FromResult(new TwoFactorStatus(State.User?.TwoFactorEnabled ?? false, State.PendingSecret is not null, State.BackupCodes.Count, State.Devices.Count(d => d.ExpiresUs > NowUs)));

    /// <inheritdoc/>
    public async Task SetBackupCodesAsync(byte[][] hashes)
    {
        State.BackupCodes = [.. hashes];
        await SaveAsync();
    }

    /// <inheritdoc/>
    public async Task<bool> UseBackupCodeAsync(byte[] hash)
    {
        if (IsLocked || State.BackupCodes.RemoveAll(c => CryptographicOperations.FixedTimeEquals(c, hash)) == 0) return false;
        await SaveAsync();
        return true;
    }

    /// <inheritdoc/>
    public async Task RememberAsync(byte[] hash, TimeSpan lifetime)
    {
        State.Devices.RemoveAll(d => d.ExpiresUs <= NowUs);
        if (State.Devices.Count >= MaxDevices) State.Devices.RemoveAt(0);
        State.Devices.Add(Stored(hash, lifetime));
        await SaveAsync();
    }

    /// <inheritdoc/>
    public Task<bool> IsRememberedAsync(byte[] hash) =>
        Task.FromResult(State.Devices.Exists(d => d.ExpiresUs > NowUs && CryptographicOperations.FixedTimeEquals(d.Hash, hash)));

    /// <summary>Guesses that are under way when the lock falls must not be good.</summary>
    private bool IsLocked => State.User?.LockoutEnd > time.GetUtcNow();

    /// <summary>Whoever holds the record from before must not write over the change.</summary>
    private static void Change(UserAccount user, bool enabled) => (user.TwoFactorEnabled, user.ConcurrencyStamp) = (enabled, NewStamp());

    private long? Match(string? stored, string code) =>
        stored is not null && secrets.Unprotect(UserId, stored) is { } secret ? Totp.Match(secret, code, time.GetUtcNow().ToUnixTimeSeconds(), State.LastStep) : null;
}

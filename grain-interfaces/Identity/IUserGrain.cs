using Orleans;

namespace Sssaham.GrainInterfaces.Identity;

/// <summary>
/// A user; the key is its id. Beside the record that ASP.NET Core Identity reads and writes it keeps what must change in one step:
/// sessions, the second step, one-time tokens, API keys, the security log. Secrets come as SHA-256 hashes and are kept as such. What it
/// answers is durable.
/// </summary>
[Alias("Sssaham.IUserGrain")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>The record.</summary>
    /// <returns>It; null when there is no such user.</returns>
    [Alias("Get")]
    Task<UserAccount?> GetAsync();

    /// <summary>Stores the record of a new user, or in place of the one with a certain stamp.</summary>
    /// <param name="user">The record.</param>
    /// <param name="stamp">Concurrency stamp of the record that it replaces; null for a new user.</param>
    /// <returns>The new concurrency stamp; null when another change came first.</returns>
    [Alias("Put")]
    Task<string?> PutAsync(UserAccount user, string? stamp);

    /// <summary>Removes the user with everything it has.</summary>
    /// <returns>When it is gone.</returns>
    [Alias("Delete")]
    Task DeleteAsync();

    /// <summary>Begins a session; of too many the least recently used ends.</summary>
    /// <param name="sessionId">Its public name.</param>
    /// <param name="refreshHash">Hash of its first refresh token.</param>
    /// <param name="lifetime">How long it lasts at most.</param>
    /// <param name="ip">From where; null when not known.</param>
    /// <param name="agent">What the client calls itself.</param>
    /// <param name="stamp">Security stamp of the record by which the user was let in.</param>
    /// <returns>Who it stands for; null when there is no such user, or what signs in has changed since: nobody gets in by a password that is no longer.</returns>
    [Alias("StartSession")]
    Task<Subject?> StartSessionAsync(string sessionId, byte[] refreshHash, TimeSpan lifetime, string? ip, string? agent, string? stamp);

    /// <summary>Takes a refresh token for another. One that was used before ends the session.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="presented">Hash of the token.</param>
    /// <param name="next">Hash of the token that takes its place.</param>
    /// <param name="ip">From where; null when not known.</param>
    /// <returns>What came of it.</returns>
    [Alias("Refresh")]
    Task<RefreshResult> RefreshAsync(string sessionId, byte[] presented, byte[] next, string? ip);

    /// <summary>Who a session stands for now.</summary>
    /// <param name="sessionId">The session.</param>
    /// <returns>The subject; null when the session or the user is gone, or the user was locked by an admin.</returns>
    [Alias("CheckSession")]
    Task<Subject?> CheckSessionAsync(string sessionId);

    /// <summary>The sessions that last.</summary>
    /// <returns>Sessions, the last used first.</returns>
    [Alias("Sessions")]
    Task<SessionView[]> SessionsAsync();

    /// <summary>Ends sessions.</summary>
    /// <param name="sessionId">The session; null for all, remembered devices included.</param>
    /// <returns>How many ended.</returns>
    [Alias("Revoke")]
    Task<int> RevokeAsync(string? sessionId);

    /// <summary>Adds to the security log, which keeps the last 200 entries.</summary>
    /// <param name="action">What.</param>
    /// <param name="outcome"><c>ok</c>, or why not.</param>
    /// <param name="ip">From where; null when not known.</param>
    /// <returns>When it is noted.</returns>
    [Alias("Note")]
    Task NoteAsync(string action, string outcome, string? ip);

    /// <summary>The security log.</summary>
    /// <returns>Entries, newest first.</returns>
    [Alias("Log")]
    Task<SecurityLogEntry[]> LogAsync();

    /// <summary>Notes a token that was sent to the user; one per purpose, and one a minute.</summary>
    /// <param name="purpose">What it is good for.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="lifetime">How long it is good.</param>
    /// <returns>False when one went out less than a minute ago.</returns>
    [Alias("IssueToken")]
    Task<bool> IssueTokenAsync(string purpose, byte[] hash, TimeSpan lifetime);

    /// <summary>Whether a token is good: noted for this purpose, not too old, and what signs in has not changed since.</summary>
    /// <param name="purpose">What it is to be used for.</param>
    /// <param name="hash">Its hash.</param>
    /// <returns>True when it is.</returns>
    [Alias("HasToken")]
    Task<bool> HasTokenAsync(string purpose, byte[] hash);

    /// <summary>Makes a secret for the second step, in force once a code of it is given to <see cref="EnableTwoFactorAsync"/>.</summary>
    /// <returns>The secret in base 32; null when the second step is in force already.</returns>
    [Alias("SetupTwoFactor")]
    Task<string?> SetupTwoFactorAsync();

    /// <summary>Checks a code. A code of the secret in force is used up by it; one of a secret that waits is not.</summary>
    /// <param name="code">The code.</param>
    /// <returns>True when it is right and was not used before.</returns>
    [Alias("VerifyCode")]
    Task<bool> VerifyCodeAsync(string code);

    /// <summary>Puts the waiting secret in force.</summary>
    /// <param name="code">A code of it.</param>
    /// <returns>True when the code is right.</returns>
    [Alias("EnableTwoFactor")]
    Task<bool> EnableTwoFactorAsync(string code);

    /// <summary>Ends the second step; secret, backup codes and remembered devices are gone.</summary>
    /// <returns>When it is done.</returns>
    [Alias("DisableTwoFactor")]
    Task DisableTwoFactorAsync();

    /// <summary>How the second step is.</summary>
    /// <returns>The status.</returns>
    [Alias("TwoFactor")]
    Task<TwoFactorStatus> TwoFactorAsync();

    /// <summary>Takes new backup codes in place of all others.</summary>
    /// <param name="hashes">Their hashes.</param>
    /// <returns>When they are in force.</returns>
    [Alias("SetBackupCodes")]
    Task SetBackupCodesAsync(byte[][] hashes);

    /// <summary>Uses a backup code up.</summary>
    /// <param name="hash">Its hash.</param>
    /// <returns>True when there was such a code.</returns>
    [Alias("UseBackupCode")]
    Task<bool> UseBackupCodeAsync(byte[] hash);

    /// <summary>Remembers a device, which needs no second step until then; of too many the oldest is forgotten.</summary>
    /// <param name="hash">Hash of its token.</param>
    /// <param name="lifetime">How long.</param>
    /// <returns>When it is remembered.</returns>
    [Alias("Remember")]
    Task RememberAsync(byte[] hash, TimeSpan lifetime);

    /// <summary>Whether a device is remembered.</summary>
    /// <param name="hash">Hash of its token.</param>
    /// <returns>True when it is.</returns>
    [Alias("IsRemembered")]
    Task<bool> IsRememberedAsync(byte[] hash);

    /// <summary>Adds an API key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash">Hash of its secret.</param>
    /// <returns>False when the user has 20.</returns>
    [Alias("AddApiKey")]
    Task<bool> AddApiKeyAsync(ApiKeyView key, byte[] hash);

    /// <summary>The API keys that are good.</summary>
    /// <returns>Keys in the order in which they were made.</returns>
    [Alias("ApiKeys")]
    Task<ApiKeyView[]> ApiKeysAsync();

    /// <summary>Removes an API key.</summary>
    /// <param name="keyId">The key.</param>
    /// <returns>False when there is none.</returns>
    [Alias("RemoveApiKey")]
    Task<bool> RemoveApiKeyAsync(string keyId);

    /// <summary>Who an API key stands for.</summary>
    /// <param name="keyId">The key.</param>
    /// <param name="hash">Hash of the secret that was presented.</param>
    /// <returns>The subject, in the lower of the key's and the user's role; null when the key is not good.</returns>
    [Alias("CheckApiKey")]
    Task<Subject?> CheckApiKeyAsync(string keyId, byte[] hash);
}

using Orleans;

namespace Sssaham.GrainInterfaces.Notifications;

/// <summary>The key by which push services know this installation (VAPID, RFC 8292); the key is <c>all</c>. Its private part never leaves the silo.</summary>
[Alias("Sssaham.IPushKeyGrain")]
public interface IPushKeyGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "all";

    /// <summary>The public key, made with the first call: subscriptions are bound to it, so it stays.</summary>
    /// <returns>An uncompressed point on P-256.</returns>
    [Alias("PublicKey")]
    Task<byte[]> PublicKeyAsync();

    /// <summary>The token for a push service, good for half a day.</summary>
    /// <param name="audience">Origin of the service.</param>
    /// <returns>The value of the header <c>Authorization</c>.</returns>
    [Alias("Authorization")]
    Task<string> AuthorizationAsync(string audience);
}

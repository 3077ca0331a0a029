using Orleans;
using Orleans.Concurrency;

namespace Sssaham.GrainInterfaces.Identity;

/// <summary>The keys with which access tokens are signed (ES256); the key is <c>all</c>. Private keys never leave the silo.</summary>
[Alias("Sssaham.ISigningKeyGrain")]
public interface ISigningKeyGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "all";

    /// <summary>Signs claims with the newest key.</summary>
    /// <param name="claims">The claims, a JSON object.</param>
    /// <returns>A JWS in its compact form.</returns>
    [Alias("Sign")]
    Task<string> SignAsync(string claims);

    /// <summary>The public keys of all tokens that may still be good.</summary>
    /// <returns>Keys, newest first.</returns>
    [Alias("Keys")]
    Task<SigningKeyView[]> KeysAsync();

    /// <summary>Has a new key sign from now on, whatever the age of the one before, whose tokens stay good until they end.</summary>
    /// <returns>Name of the new key.</returns>
    [Alias("Rotate")]
    Task<string> RotateAsync();
}

/// <summary>A public key on the curve P-256.</summary>
/// <param name="Id">Its name (<c>kid</c>).</param>
/// <param name="X">First coordinate, 32 bytes.</param>
/// <param name="Y">Second coordinate, 32 bytes.</param>
/// <param name="CreatedUs">When it was made, microseconds since 1970 UTC.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.SigningKeyView")]
public sealed record SigningKeyView([property: Id(0)] string Id, [property: Id(1)] byte[] X, [property: Id(2)] byte[] Y, [property: Id(3)] long CreatedUs);

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Grains.Identity;

/// <summary>The keys of access tokens.</summary>
[GenerateSerializer]
[Alias("Sssaham.SigningKeyState")]
public sealed class SigningKeyState
{
    /// <summary>Keys, oldest first.</summary>
    [Id(0)]
    public List<StoredSigningKey> Keys { get; set; } = [];
}

/// <summary>A key with its private part, encrypted.</summary>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.StoredSigningKey")]
public sealed record StoredSigningKey([property: Id(0)] SigningKeyView View, [property: Id(1)] string Private);

/// <summary>Makes keys, signs with the newest, and forgets those whose last token has ended.</summary>
internal sealed class SigningKeyGrain([PersistentState("signing-keys")] IPersistentState<SigningKeyState> state, IIdentitySecrets secrets, IOptions<IdentityGrainOptions> options, TimeProvider time)
    : Grain, ISigningKeyGrain
{
    private const string Purpose = "signing-keys";

    /// <summary>Keys at once: whoever has keys made in a loop makes the oldest tokens bad, and no more.</summary>
    private const int MaxKeys = 20;
    private ECDsa? _newest;
    private string _header = "";

    private List<StoredSigningKey> Keys => state.State.Keys;

    private long NowUs => time.GetUtcNow().Subtract(DateTimeOffset.UnixEpoch).Ticks / 10;

    /// <inheritdoc/>
    public async Task<string> SignAsync(string claims)
    {
        await EnsureAsync();
        var input = _header + "." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims));
        return input + "." + Base64Url.EncodeToString(_newest!.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    /// <inheritdoc/>
    public async Task<SigningKeyView[]> KeysAsync()
    {
        await EnsureAsync();
        return [.. Enumerable.Reverse(Keys).Select(k => k.View)];
    }

    /// <inheritdoc/>
    public async Task<string> RotateAsync()
    {
        await MakeAsync();
        return Keys[^1].View.Id;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _newest?.Dispose();
        return Task.CompletedTask;
    }

    private async Task EnsureAsync()
    {
        if (_newest is null && Keys.Count > 0)
        {
            // A ring that cannot decrypt it any more means a new key; tokens of the old one are still checked.
            if (secrets.Unprotect(Purpose, Keys[^1].Private) is { } stored) Use(stored);
        }

        if (_newest is null || NowUs - Keys[^1].View.CreatedUs > options.Value.SigningKeyLifetime.Ticks / 10) await MakeAsync();
    }

    private async Task MakeAsync()
    {
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (point, secret) = (made.ExportParameters(false).Q, made.ExportPkcs8PrivateKey());
        // Keys that signed nothing within the longest life of a token are of no use.
        var superseded = Keys.Zip(Keys.Skip(1), (key, next) => (key, next.View.CreatedUs)).Where(k => NowUs - k.CreatedUs > options.Value.KeepOldKeys.Ticks / 10).Select(k => k.key).ToList();
        var kept = Keys.Except(superseded).Append(new StoredSigningKey(new SigningKeyView(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(12)), point.X!, point.Y!, NowUs), secrets.Protect(Purpose, secret))).TakeLast(MaxKeys).ToList();
        state.State.Keys = kept;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            // Nothing may be signed by a key that is not stored: the next activation reads what is.
            DeactivateOnIdle();
            throw;
        }

        Use(secret);
    }

    private void Use(byte[] secret)
    {
        _newest?.Dispose();
        _newest = ECDsa.Create();
        _newest.ImportPkcs8PrivateKey(secret, out _);
        CryptographicOperations.ZeroMemory(secret);
        _header = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["alg"] = "ES256", ["typ"] = "at+jwt", ["kid"] = Keys[^1].View.Id }));
    }
}

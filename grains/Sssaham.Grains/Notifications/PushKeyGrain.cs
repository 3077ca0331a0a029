using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Sssaham.Domain.Notifications;
using Sssaham.GrainInterfaces.Notifications;
using Sssaham.Grains.Identity;

namespace Sssaham.Grains.Notifications;

/// <summary>What is kept of the key for push services.</summary>
[GenerateSerializer]
[Alias("Sssaham.PushKeyState")]
public sealed class PushKeyState
{
    /// <summary>The private key, encrypted; null before it was made.</summary>
    [Id(0)]
    public string? Private { get; set; }
}

/// <summary>Makes the key once and signs with it.</summary>
internal sealed class PushKeyGrain([PersistentState("push-key")] IPersistentState<PushKeyState> state, IIdentitySecrets secrets, IOptions<NotificationOptions> options, TimeProvider time) : Grain, IPushKeyGrain
{
    private const string Purpose = "push-key";
    private const int MostTokens = 100;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);
    private static readonly string Header = Base64Url.EncodeToString("{\"typ\":\"JWT\",\"alg\":\"ES256\"}"u8);
    private readonly Dictionary<string, (DateTimeOffset Until, string Value)> _tokens = new(StringComparer.Ordinal);
    private ECDsa? _key;

    /// <inheritdoc/>
    public async Task<byte[]> PublicKeyAsync() => WebPushMessage.Bytes((await KeyAsync()).ExportParameters(false).Q);

    /// <inheritdoc/>
    public async Task<string> AuthorizationAsync(string audience)
    {
        var key = await KeyAsync();
        var now = time.GetUtcNow();
        if (_tokens.TryGetValue(audience, out var known) && known.Until - (Lifetime / 2) > now) return known.Value;
        if (_tokens.Count >= MostTokens) _tokens.Clear();
        var until = now + Lifetime;
        var claims = JsonSerializer.SerializeToUtf8Bytes(new { aud = audience, exp = until.ToUnixTimeSeconds(), sub = options.Value.PushContact });
        var input = Header + "." + Base64Url.EncodeToString(claims);
        var signature = Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        var value = $"vapid t={input}.{signature}, k={Base64Url.EncodeToString(WebPushMessage.Bytes(key.ExportParameters(false).Q))}";
        _tokens[audience] = (until, value);
        return value;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _key?.Dispose();
        return Task.CompletedTask;
    }

    private async Task<ECDsa> KeyAsync()
    {
        if (_key is not null) return _key;
        var key = ECDsa.Create();
        if (state.State.Private is { } stored && secrets.Unprotect(Purpose, stored) is { } secret)
        {
            key.ImportPkcs8PrivateKey(secret, out _);
            return _key = key;
        }

        // The first use; or a ring that cannot decrypt it any more, and browsers have to subscribe anew.
        key.GenerateKey(ECCurve.NamedCurves.nistP256);
        state.State.Private = secrets.Protect(Purpose, key.ExportPkcs8PrivateKey());
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            // Nobody may subscribe to a key that is not stored: the next activation reads what is.
            DeactivateOnIdle();
            throw;
        }

        return _key = key;
    }
}

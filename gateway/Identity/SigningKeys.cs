using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>
/// The cluster's public keys, as this gateway last read them. A key that is not known is looked for again at once, because it may have
/// been made just now; tokens that name keys that never were cost one reading at a time, whatever their number.
/// </summary>
internal sealed class SigningKeys(IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);
    private readonly Lock _gate = new();
    private volatile Known? _known;
    private Task<Known>? _reading;

    /// <summary>The keys.</summary>
    /// <param name="wanted">A key that should be among them.</param>
    public async ValueTask<IReadOnlyList<SecurityKey>> AllAsync(string wanted)
    {
        var known = _known;
        if (known is not null && known.Has(wanted) && time.GetUtcNow() - known.Since < Fresh) return known.Keys;
        (var reading, var isOwn) = Read();
        known = await reading;
        // A reading that was under way may have begun before the key was made.
        if (!isOwn && !known.Has(wanted)) known = await Read().Reading;
        return known.Keys;
    }

    /// <summary>The keys as they are published.</summary>
    public async Task<SigningKeyView[]> ReadAsync() => await grains.GetGrain<ISigningKeyGrain>(ISigningKeyGrain.Key).KeysAsync();

    private (Task<Known> Reading, bool IsOwn) Read()
    {
        lock (_gate)
        {
            if (_reading is { IsCompleted: false }) return (_reading, false);
            return (_reading = KnowAsync(), true);
        }
    }

    private async Task<Known> KnowAsync()
    {
        // Not inside the lock.
        await Task.Yield();
        var before = _known;
        return _known = new Known([.. (await ReadAsync()).Select(key => before?.Keys.FirstOrDefault(k => k.KeyId == key.Id) ?? KeyOf(key))], time.GetUtcNow());
    }

    private static ECDsaSecurityKey KeyOf(SigningKeyView key) =>
        new ECDsaSecurityKey(ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = key.X, Y = key.Y } })) { KeyId = key.Id };

    private sealed record Known(IReadOnlyList<SecurityKey> Keys, DateTimeOffset Since)
    {
        public bool Has(string key) => Keys.Any(k => k.KeyId == key);
    }
}

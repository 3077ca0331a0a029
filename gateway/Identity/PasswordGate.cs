using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>Lets few passwords be hashed at once: a flood of sign-ins must not take the processors from trading.</summary>
internal sealed class PasswordGate(IOptions<IdentitySettings> settings, IOptions<PasswordHasherOptions> hashing) : IDisposable
{
    private readonly Lazy<string> _nobodys = new(() => new PasswordHasher<UserAccount>(hashing).HashPassword(new UserAccount(), Secrets.New()));
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions { PermitLimit = settings.Value.Hashes, QueueLimit = settings.Value.WaitingHashes, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    /// <summary>A hash to look at in place of that of a user that does not exist: both take the same time.</summary>
    public string NobodysHash => _nobodys.Value;

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();

    /// <summary>Does what hashes passwords when it is its turn.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancel">The client has gone.</param>
    /// <exception cref="TooBusyException">Too many wait already.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        using var lease = await _limiter.AcquireAsync(1, cancel);
        if (!lease.IsAcquired) throw new TooBusyException();
        return await work();
    }
}

/// <summary>Too many sign-ins wait: 429.</summary>
internal sealed class TooBusyException() : Exception("Too many sign-ins at once; try again in a moment.");

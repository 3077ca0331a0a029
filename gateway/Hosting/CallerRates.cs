using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Sssaham.Gateway.Security;

namespace Sssaham.Gateway.Hosting;

/// <summary>
/// Buckets of callers. There are at most <see cref="Slots"/> of each kind, however many callers come: those who fall into one slot, by a
/// hash that differs from process to process, share a bucket. Buckets that are full are let go by the framework.
/// </summary>
internal sealed class CallerRates : IDisposable
{
    /// <summary>Buckets of a kind at most.</summary>
    public const int Slots = 16_384;

    /// <summary>One caller has an IPv6 network of this many bytes.</summary>
    private const int NetworkBytes = 8;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LeastPeriod = TimeSpan.FromMilliseconds(100);
    private readonly PartitionedRateLimiter<IPAddress?> _failures;
    private readonly TimeSpan _failureEvery;

    public CallerRates(GatewayOptions gateway)
    {
        var options = gateway.Rates;
        _failureEvery = Minute / Math.Max(1, options.FailedCredentials.PerMinute);
        _failures = PartitionedRateLimiter.Create<IPAddress?, Bucket>(address => Limit(RequestKind.Other, SlotOf(address), options.FailedCredentials));
        StreamsOpen = PartitionedRateLimiter.Create<HttpContext, Bucket>(context =>
            RequestKinds.Of(context) != RequestKind.Stream || IsExempt(context)
                ? RateLimitPartition.GetNoLimiter(default(Bucket))
                : RateLimitPartition.GetConcurrencyLimiter(new Bucket(RequestKind.Stream, SlotOf(context)), _ => new ConcurrencyLimiterOptions { PermitLimit = options.StreamsOpen }));
        Requests = PartitionedRateLimiter.Create<HttpContext, Bucket>(context =>
        {
            var kind = RequestKinds.Of(context);
            if (kind == RequestKind.Health || IsExempt(context)) return RateLimitPartition.GetNoLimiter(default(Bucket));
            return Limit(kind, SlotOf(context), kind switch
            {
                RequestKind.Stream => options.Streams,
                RequestKind.Upload => options.Uploads,
                RequestKind.Order => options.Orders,
                RequestKind.SignIn => options.SignIns,
                RequestKind.Registration => options.Registrations,
                _ => options.Requests,
            });
        });
    }

    /// <summary>What callers ask for in a while.</summary>
    public PartitionedRateLimiter<HttpContext> Requests { get; }

    /// <summary>Streams that callers have open.</summary>
    public PartitionedRateLimiter<HttpContext> StreamsOpen { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _failures.Dispose();
        Requests.Dispose();
        StreamsOpen.Dispose();
    }

    /// <summary>How long an address must wait before credentials from it are looked at; null for not at all.</summary>
    public TimeSpan? WaitOf(HttpContext context) => !Access.IsLocal(context) && _failures.GetStatistics(context.Connection.RemoteIpAddress) is { CurrentAvailablePermits: 0 } ? _failureEvery : null;

    /// <summary>Counts credentials that were not good.</summary>
    public void Failed(HttpContext context)
    {
        if (!Access.IsLocal(context)) _failures.AttemptAcquire(context.Connection.RemoteIpAddress).Dispose();
    }

    /// <summary>How long a caller that was refused must wait; null when it was not refused for what it did itself.</summary>
    public TimeSpan? WaitOf(HttpContext context, RateLimitLease refused) => RetryAfter(refused) ?? (StreamsOpen.GetStatistics(context) is { CurrentAvailablePermits: 0 } ? Minute : null);

    /// <summary>Answers 429.</summary>
    public static Task RefuseAsync(HttpContext context, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Results.Problem("Too many requests; try again later.", statusCode: StatusCodes.Status429TooManyRequests).ExecuteAsync(context);
    }

    private static bool IsExempt(HttpContext context) => context.User.Role() is null ? Access.IsLocal(context) : context.User.UserId() is null;

    private static RateLimitPartition<Bucket> Limit(RequestKind kind, int slot, Rate rate)
    {
        var bucket = new Bucket(kind, slot);
        return rate.PerMinute == 0 ? RateLimitPartition.GetNoLimiter(bucket) : RateLimitPartition.GetTokenBucketLimiter(bucket, _ => Options(rate));
    }

    private static TokenBucketRateLimiterOptions Options(Rate rate)
    {
        // Filled ten times a second at most, by whole tokens.
        var perPeriod = Math.Max(1, (int)(rate.PerMinute * LeastPeriod.Ticks / Minute.Ticks));
        return new TokenBucketRateLimiterOptions { TokenLimit = rate.Burst, TokensPerPeriod = perPeriod, ReplenishmentPeriod = Minute * ((double)perPeriod / rate.PerMinute), QueueLimit = 0 };
    }

    private static int SlotOf(HttpContext context) => context.User.UserId() is { } user ? SlotOf(HashCode.Combine(user, context.User.KeyId())) : SlotOf(context.Connection.RemoteIpAddress);

    private static int SlotOf(IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true }) address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        if (address is null || !address.TryWriteBytes(bytes, out var length)) return 0;
        var hash = default(HashCode);
        hash.AddBytes(bytes[..(address.AddressFamily == AddressFamily.InterNetworkV6 ? NetworkBytes : length)]);
        return SlotOf(hash.ToHashCode());
    }

    private static int SlotOf(int hash) => (int)((uint)hash % Slots);

    private static TimeSpan? RetryAfter(RateLimitLease lease) => lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : null;

    private readonly record struct Bucket(RequestKind Kind, int Slot);
}

using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Sssaham.Gateway.Hosting;

/// <summary>
/// Bounds what each caller asks for in a while (429), and what is done at once by kind, so that none takes the places of another (503).
/// The admin key and programs of this machine are bound by the second alone: they are the installation itself.
/// </summary>
internal static class RequestLimits
{
    /// <summary>For each that is served, so many may wait.</summary>
    private const int WaitingPerServed = 4;

    public static void AddRequestLimits(this IServiceCollection services, GatewayOptions options)
    {
        services.AddOptions<RateLimiterOptions>().Configure<CallerRates>((limiter, rates) =>
        {
            // Callers first: whoever asks too much does not take a place to wait in. A request that has to wait for its place counts twice.
            limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(rates.Requests, rates.StreamsOpen, AtOnce(options));
            limiter.OnRejected = (rejected, _) => new ValueTask(rates.WaitOf(rejected.HttpContext, rejected.Lease) is { } wait ? CallerRates.RefuseAsync(rejected.HttpContext, wait) : BusyAsync(rejected.HttpContext));
        });
        services.AddRateLimiter(_ => { });
    }

    private static Task BusyAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return Results.Problem("The gateway does as much of this as it can; try again.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
    }

    private static PartitionedRateLimiter<HttpContext> AtOnce(GatewayOptions options) => PartitionedRateLimiter.Create<HttpContext, RequestKind>(context => RequestKinds.Of(context) switch
    {
        RequestKind.Health => RateLimitPartition.GetNoLimiter(RequestKind.Health),
        RequestKind.Stream => Limit(RequestKind.Stream, options.Streams, 0),
        RequestKind.Upload => Limit(RequestKind.Upload, options.UploadsAtOnce, WaitingPerServed),
        RequestKind.Order => Limit(RequestKind.Order, options.OrdersAtOnce, WaitingPerServed),
        _ => Limit(RequestKind.Other, options.RequestsAtOnce, WaitingPerServed),
    });

    private static RateLimitPartition<RequestKind> Limit(RequestKind kind, int most, int waiting) =>
        RateLimitPartition.GetConcurrencyLimiter(kind, _ => new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = most * waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
}

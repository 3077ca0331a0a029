using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Sssaham.Gateway.Hosting;

/// <summary>
/// How long and how large a request may be. Live streams last as long as their reader takes what it is sent; everything else has its time,
/// uploads more of it. Endpoints that take large bodies say so themselves.
/// </summary>
internal static class TimeLimits
{
    /// <summary>Most bytes of a body, unless an endpoint takes larger ones.</summary>
    public const long MaxBody = 2 << 20;

    private const string Upload = "upload";

    /// <summary>Connections beside streams: some wait while others are served.</summary>
    private const int OtherConnections = 20_000;
    private static readonly TimeSpan Headers = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(130);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static void AddTimeLimits(this IServiceCollection services, GatewayOptions options) => services.AddRequestTimeouts(limits =>
    {
        limits.DefaultPolicy = Policy(options.RequestTimeout);
        limits.AddPolicy(Upload, Policy(options.UploadTimeout));
    });

    /// <summary>Bounds connections and what comes over them: who sends its headers or its body by the drop is let go.</summary>
    public static void Bound(KestrelServerOptions kestrel, GatewayOptions options)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.RequestHeadersTimeout = Headers;
        limits.KeepAliveTimeout = Idle;
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, Grace);
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, Grace);
        limits.MaxRequestBodySize = MaxBody;
        limits.MaxRequestLineSize = 8 << 10;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestHeadersTotalSize = 16 << 10;
        limits.MaxConcurrentUpgradedConnections = options.Streams;
        limits.MaxConcurrentConnections = options.Streams + OtherConnections;
    }

    /// <summary>Gives an endpoint the time of uploads.</summary>
    public static TBuilder TakesUploads<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequestTimeoutAttribute(Upload));

    /// <summary>Lets calls of an endpoint last as long as their client stays.</summary>
    public static TBuilder LastsLong<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new DisableRequestTimeoutAttribute());

    private static RequestTimeoutPolicy Policy(TimeSpan limit) => new()
    {
        Timeout = limit,
        TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
        WriteTimeoutResponse = context =>
        {
            context.Response.Headers.RetryAfter = "1";
            return Results.Problem("It took too long and was given up; what it was to change may have been changed.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
        },
    };
}

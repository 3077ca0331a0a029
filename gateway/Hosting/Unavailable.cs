using Microsoft.AspNetCore.Diagnostics;
using Orleans.Runtime;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Operations;

namespace Sssaham.Gateway.Hosting;

/// <summary>Answers 503 when what an answer is made of cannot be had now: a disk, a silo. The request was fine and may be repeated.</summary>
internal sealed class Unavailable(IProblemDetailsService problems) : IExceptionHandler
{
    public static bool Is(Exception e) => e is not BadHttpRequestException and (FlowUnavailableException or TradeLogUnavailableException or RetentionUnavailableException or IOException or TimeoutException or OrleansException);

    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!Is(exception)) return ValueTask.FromResult(false);
        httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        httpContext.Response.Headers.RetryAfter = "1";
        return problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            Exception = exception,
            ProblemDetails = { Status = StatusCodes.Status503ServiceUnavailable, Detail = exception is FlowUnavailableException or TradeLogUnavailableException or RetentionUnavailableException ? exception.Message : null },
        });
    }
}

using Microsoft.AspNetCore.Diagnostics;
using Sssaham.GrainInterfaces.Identity;
using Sssaham.GrainInterfaces.Notifications;

namespace Sssaham.Gateway.Hosting;

/// <summary>Answers 404 when a grain itself refused a stranger, say because an account's owner changed a moment ago.</summary>
internal sealed class Forbidden(IProblemDetailsService problems) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not (AccountForbiddenException or NotificationForbiddenException)) return ValueTask.FromResult(false);
        httpContext.Response.StatusCode = StatusCodes.Status404NotFound;
        return problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = { Status = StatusCodes.Status404NotFound, Detail = exception is AccountForbiddenException ? "There is no such account." : "There are no such notifications." } });
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Sssaham.Gateway.Execution;

/// <summary>An answer of a trading endpoint: a body, or a problem.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">What it answers; null for a problem.</param>
/// <param name="Problem">What is wrong; null when nothing is.</param>
/// <param name="Location">Where the order is; null for none.</param>
/// <param name="RetryAfter">Seconds after which to try again; null for none.</param>
internal sealed record TradingAnswer(int Status, object? Body, ProblemDetails? Problem = null, string? Location = null, int? RetryAfter = null) : IResult
{
    public static TradingAnswer Ok(object body, int status = StatusCodes.Status200OK) => new(status, body);

    /// <summary>A body or a query with bad fields.</summary>
    public static TradingAnswer Invalid(IReadOnlyDictionary<string, string[]> errors, int status = StatusCodes.Status400BadRequest) =>
        Failed(status, string.Join(' ', errors.Values.Select(e => e[0])), new Dictionary<string, object?> { ["errors"] = errors });

    /// <summary>A problem.</summary>
    public static TradingAnswer Failed(int status, string reason, IReadOnlyDictionary<string, object?>? more = null, int? retryAfter = null)
    {
        var problem = new ProblemDetails { Status = status, Title = ReasonPhrases.GetReasonPhrase(status), Detail = reason };
        foreach (var (name, value) in more ?? new Dictionary<string, object?>()) problem.Extensions[name] = value;
        return new TradingAnswer(status, null, problem, null, retryAfter);
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (Location is not null) httpContext.Response.Headers.Location = Location;
        if (RetryAfter is { } seconds) httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return (Problem is null ? Results.Json(Body, statusCode: Status) : Results.Problem(Problem)).ExecuteAsync(httpContext);
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Identity;
using Sssaham.Gateway.Market;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Flow;

namespace Sssaham.Gateway.Flow;

/// <summary>What does not add up in a file that was taken.</summary>
internal sealed record SummaryWarning(string Ticker, DateOnly Date, IReadOnlyList<string> Reasons);

/// <summary>What became of a body of broker summaries.</summary>
/// <param name="Status">OK.</param>
/// <param name="Accepted">Files taken; they are durable.</param>
/// <param name="Replaced">How many of them replaced an earlier file of their day.</param>
/// <param name="Rejected">Files refused.</param>
/// <param name="Errors">The refused files by the line on which they start.</param>
/// <param name="ErrorsOmitted">Refused files beyond those listed.</param>
/// <param name="Warnings">Files that were taken and do not add up.</param>
/// <param name="WarningsOmitted">Such files beyond those listed.</param>
/// <param name="Unmapped">Brokers that count as local funds because the map does not know them.</param>
internal sealed record SummaryIngestAnswer(
    string Status,
    int Accepted,
    int Replaced,
    int Rejected,
    IReadOnlyList<LineError> Errors,
    int ErrorsOmitted,
    IReadOnlyList<SummaryWarning> Warnings,
    int WarningsOmitted,
    IReadOnlyList<string> Unmapped);

/// <summary>The way of broker summaries into the system.</summary>
internal static class BrokerSummaryEndpoints
{
    private const string Lines = "application/x-ndjson";
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(1);

    public static void MapBrokerSummaries(this IEndpointRouteBuilder routes) => routes.MapPost("/ingest/broker-summary", PostAsync)
        .RequireOperator().TakesLines(Body.Text("symbol", isRequired: true), Body.Text("date", isRequired: true), Body.Any("data", isRequired: true))
        .TakesUploads()
        .WithoutAudit()
        .WithTags("Ingest")
        .WithSummary("Takes broker summaries: one file, NDJSON or a JSON array of any number (gzip and br accepted); a day sent again is replaced. With Accept: application/x-ndjson a line of progress comes every second, the result last.")
        .Produces<SummaryIngestAnswer>()
        .Refuses(400, 422, 503);

    private static async Task<IResult> PostAsync(HttpContext context, VenueCatalog venues, IGrainFactory grains, TimeProvider time, string? venue = null)
    {
        Venue? market = venues.Default;
        if (!string.IsNullOrEmpty(venue) && !venues.TryGet(venue, out market)) return Problems.Field("venue", "venue: is not configured.");
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = IngestBody.MaxStreamedBytes;
        var session = new BrokerSummarySession(grains, market, time);
        if (context.Request.GetTypedHeaders().Accept.Any(a => a.MediaType.Equals(Lines, StringComparison.OrdinalIgnoreCase))) return new ProgressResult(session, time);
        if (await ReadAsync(context, session) is not { } problem) return Results.Ok(session.Answer());
        if (problem.StatusCode == StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = "1";
        return problem;
    }

    /// <summary>Reads the body to its end; gives what is wrong with it as a whole, or null.</summary>
    private static async Task<ProblemHttpResult?> ReadAsync(HttpContext context, BrokerSummarySession session)
    {
        try
        {
            await IngestBody.ReadAsync(context.Request, BodyLimits.Files, session.Take, () => session.IsPieceFull ? session.DispatchAsync() : ValueTask.CompletedTask, context.RequestAborted);
            await session.CompleteAsync();
            return Problem(session);
        }
        catch (Exception e) when (e is BodyException or BadHttpRequestException)
        {
            // What was read so far may be safe; the client is told how much of it is.
            await session.CompleteAsync();
            return TypedResults.Problem(e.Message, statusCode: e is BodyException body ? body.Status : ((BadHttpRequestException)e).StatusCode, extensions: session.Counts());
        }
    }

    private static ProblemHttpResult? Problem(BrokerSummarySession session)
    {
        if (session.Failure is { } failure) return TypedResults.Problem($"{failure} Not all of the body is known to be safe: send it again.", statusCode: StatusCodes.Status503ServiceUnavailable, extensions: session.Counts());
        var answer = session.Answer();
        if (answer.Accepted > 0) return null;
        if (answer.Rejected == 0) return TypedResults.Problem("The body has no files.", statusCode: StatusCodes.Status400BadRequest);
        var extensions = session.Counts();
        extensions["errors"] = answer.Errors;
        return TypedResults.Problem($"No file of the body could be taken. Line {answer.Errors[0].Line}: {answer.Errors[0].Reason}", statusCode: StatusCodes.Status422UnprocessableEntity, extensions: extensions);
    }

    /// <summary>Answers while it reads: a line of counts every second, last the result or the problem, as it would come without progress.</summary>
    private sealed class ProgressResult(BrokerSummarySession session, TimeProvider time) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = Lines;
            await httpContext.Response.StartAsync(httpContext.RequestAborted);
            var reading = ReadAsync(httpContext, session);
            using var timer = new PeriodicTimer(ProgressEvery, time);
            while (!reading.IsCompleted)
            {
                if (await Task.WhenAny(reading, timer.WaitForNextTickAsync(httpContext.RequestAborted).AsTask()) == reading) break;
                await LineAsync(httpContext, new { progress = session.Counts() });
            }

            await LineAsync(httpContext, await reading is { } problem ? problem.ProblemDetails : session.Answer());
        }

        private static async Task LineAsync(HttpContext context, object line)
        {
            await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line, JsonSerializerOptions.Web));
            await context.Response.Body.WriteAsync("\n"u8.ToArray());
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}

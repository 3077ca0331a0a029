using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Identity;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Gateway.Market;

/// <summary>What became of a body of trades.</summary>
/// <param name="Accepted">Trades taken; they are durable.</param>
/// <param name="Duplicates">Trades seen before; they changed nothing.</param>
/// <param name="Rejected">Lines refused.</param>
/// <param name="Errors">The refused lines with the reason.</param>
/// <param name="ErrorsOmitted">Refused lines beyond those listed.</param>
internal sealed record IngestAnswer(int Accepted, int Duplicates, int Rejected, IReadOnlyList<LineError> Errors, int ErrorsOmitted = 0);

/// <summary>The way of trades into the system.</summary>
internal static partial class IngestEndpoints
{
    /// <summary>Trades that may wait for their answer in this gateway; above it clients are asked to come back.</summary>
    private const int MaxWaiting = 500_000;

    public static void MapIngest(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/ingest/trades", PostTradesAsync)
            .RequireOperator().TakesLines(Body.Text("ticker", isRequired: true), Body.Text("venue"), Body.Whole("tradeNo", isRequired: true), Body.Any("time", isRequired: true), Body.Any("price", isRequired: true), Body.Any("shares"), Body.Any("lots"), Body.Any("quantity"), Body.Text("side", values: ["B", "S", "buy", "sell"]), Body.Text("board"), Body.Text("buyer"), Body.Text("seller")).TakesQuery("dedupe", "number", "none").TakesQuery("import", "true", "false")
            .TakesUploads()
            .WithoutAudit()
            .WithTags("Ingest")
            .WithSummary("Takes trades as NDJSON or a JSON array (gzip and br accepted); answers when the accepted ones are durable.")
            .Produces<IngestAnswer>()
            .Refuses(422, 429, 503);
    }

    private static async Task<IResult> PostTradesAsync(HttpContext context, VenueCatalog venues, TickerTable tickers, TradeLanes lanes)
    {
        if (ReadOptions(context.Request, out var assign, out var any) is { } wrong) return wrong;
        if (lanes.Waiting > MaxWaiting)
        {
            context.Response.Headers.RetryAfter = "1";
            return Results.Problem("More trades are waiting than the disk takes; nothing of this body was read.", statusCode: StatusCodes.Status429TooManyRequests);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = IngestBody.MaxBytes;
        using var session = new IngestSession(venues, tickers, lanes, assign, any);
        try
        {
            await IngestBody.ReadAsync(context.Request, session.Take, () => session.IsPieceFull ? session.DispatchAsync() : ValueTask.CompletedTask, context.RequestAborted);
        }
        catch (Exception e) when (e is BodyException or BadHttpRequestException)
        {
            // What was read so far is on its way already; the client is told how much of it is safe.
            await session.CompleteAsync();
            var status = e is BodyException body ? body.Status : ((BadHttpRequestException)e).StatusCode;
            return Results.Problem(e.Message, statusCode: status, extensions: Counts(session));
        }

        await session.CompleteAsync();
        return Answer(context, session);
    }

    private static IResult Answer(HttpContext context, IngestSession session)
    {
        if (session.Failure is { } failure)
        {
            context.Response.Headers.RetryAfter = "1";
            LogNotAcknowledged(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(IngestEndpoints)), failure.GetType().Name, failure.Message);
            var reason = failure is TradeLogUnavailableException ? failure.Message : "The instruments did not answer in time.";
            return Results.Problem(
                $"{reason} Not all of the body is known to be safe: send it again, what was taken is recognised.",
                statusCode: StatusCodes.Status503ServiceUnavailable,
                extensions: Counts(session));
        }

        var errors = session.Errors();
        if (session.Accepted + session.Duplicates == 0)
        {
            if (errors.Count == 0) return Results.Problem("The body has no lines.", statusCode: StatusCodes.Status400BadRequest);
            var extensions = Counts(session);
            extensions["errors"] = errors;
            return Results.Problem($"No line of the body could be taken. Line {errors[0].Line.ToString(CultureInfo.InvariantCulture)}: {errors[0].Reason}", statusCode: StatusCodes.Status422UnprocessableEntity, extensions: extensions);
        }

        return Results.Ok(new IngestAnswer(session.Accepted, session.Duplicates, session.Rejected, errors, session.Rejected - errors.Count));
    }

    private static Dictionary<string, object?> Counts(IngestSession session) => new()
    {
        ["accepted"] = session.Accepted,
        ["duplicates"] = session.Duplicates,
        ["rejected"] = session.Rejected,
    };

    internal static IResult? ReadOptions(HttpRequest request, out bool assign, out bool any)
    {
        (assign, any) = (false, false);
        if (request.Query.TryGetValue("dedupe", out var dedupe))
        {
            if (dedupe != "none" && dedupe != "number") return Problems.Field("dedupe", "dedupe: must be number (the default) or none.");
            assign = dedupe == "none";
        }

        if (request.Query.TryGetValue("import", out var import))
        {
            if (!bool.TryParse(import, out any)) return Problems.Field("import", "import: must be true or false.");
        }

        return null;
    }

    // Without the stack: under a fault there is one for every body, and the stack is always that of a call to a grain.
    [LoggerMessage(Level = LogLevel.Warning, Message = "Trades were not acknowledged: {Kind}: {Reason}")]
    private static partial void LogNotAcknowledged(ILogger logger, string kind, string reason);
}

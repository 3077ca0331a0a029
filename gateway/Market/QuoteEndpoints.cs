using Microsoft.AspNetCore.Http.Features;
using Orleans.Runtime;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Identity;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Gateway.Market;

/// <summary>The way of best bids and offers into the system.</summary>
internal static class QuoteEndpoints
{
    private const int CallsAtOnce = 16;

    public static void MapQuotes(this IEndpointRouteBuilder routes) => routes.MapPost("/ingest/quotes", PostAsync)
        .RequireOperator().TakesLines(Body.Text("ticker", isRequired: true), Body.Text("venue"), Body.Any("time", isRequired: true), Body.Any("bid"), Body.Any("ask"))
        .TakesUploads()
        .WithoutAudit()
        .WithTags("Ingest")
        .WithSummary("Takes best bids and offers as NDJSON or a JSON array of {ticker, venue, time, bid, ask}. The newest of an instrument's trading day is held, in memory only.")
        .Produces<RegisterAnswer>()
        .Refuses(422, 503);

    private static async Task<IResult> PostAsync(HttpContext context, IGrainFactory grains, VenueCatalog venues, TickerTable tickers, TimeProvider time)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = IngestBody.MaxBytes;
        var quotes = new Dictionary<string, BestQuote>(StringComparer.Ordinal);
        var (taken, errors, rejected) = (0, new List<LineError>(), 0);
        var nowUs = (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10;
        try
        {
            await IngestBody.ReadAsync(context.Request, Take, () => ValueTask.CompletedTask, context.RequestAborted);
        }
        catch (BodyException e)
        {
            return Results.Problem(e.Message, statusCode: e.Status);
        }

        if (taken == 0) return Problems.NothingTaken(errors);

        try
        {
            await Parallel.ForEachAsync(quotes, new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce }, async (quote, _) => await grains.GetGrain<ITickerGrain>(quote.Key).QuoteAsync(quote.Value));
        }
        catch (Exception e) when (e is IOException or TimeoutException or OrleansException or TradeLogUnavailableException)
        {
            context.Response.Headers.RetryAfter = "1";
            return Results.Problem($"Not every instrument has its quote: {e.Message} Send newer ones.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        return Results.Ok(new RegisterAnswer(taken, rejected, errors));

        void Take(int line, ReadOnlySpan<byte> record)
        {
            if (QuoteLine.Read(record, venues, tickers, nowUs, out var instrument, out var quote) is { } fault)
            {
                rejected++;
                if (errors.Count < IngestSession.MaxErrors) errors.Add(new LineError(line, fault.Field, fault.Reason));
                return;
            }

            taken++;
            // Of two at one time the later line counts.
            if (!quotes.TryGetValue(instrument, out var before) || before.TimeUs <= quote!.TimeUs) quotes[instrument] = quote!;
        }
    }
}

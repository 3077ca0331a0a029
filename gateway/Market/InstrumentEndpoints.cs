using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Orleans.Runtime;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Identity;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Gateway.Market;

/// <summary>An instrument as the API shows it: its own settings, or those of its venue.</summary>
internal sealed record InstrumentItem(string Ticker, string Venue, string? Name, string? Sector, decimal? TickSize, decimal LotSize, string Currency);

/// <summary>A page of instruments.</summary>
internal sealed record InstrumentAnswer(string Status, int Total, IReadOnlyList<InstrumentItem> Items, string? NextCursor);

/// <summary>What became of a body of instruments.</summary>
internal sealed record RegisterAnswer(int Accepted, int Rejected, IReadOnlyList<LineError> Errors);

/// <summary>The instruments that are known, and their settings.</summary>
internal static class InstrumentEndpoints
{
    private const int MaxLimit = 10_000;

    public static void MapInstruments(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/instruments", GetAsync)
            .RequireViewer()
            .WithTags("Order flow")
            .WithSummary("The instruments that are known, by venue and ticker.")
            .Produces<InstrumentAnswer>()
            .Refuses(400);
        routes.MapPost("/ingest/instruments", PostAsync)
            .RequireOperator().TakesLines(Body.Text("ticker", isRequired: true), Body.Text("venue"), Body.Text("name"), Body.Text("sector"), Body.Any("tickSize"), Body.Any("lotSize"), Body.Text("currency"))
            .TakesUploads()
            .WithoutAudit()
            .WithTags("Ingest")
            .WithSummary("Registers instruments or changes them: NDJSON or a JSON array of {ticker, venue, name, sector, tickSize, lotSize, currency}.")
            .Produces<RegisterAnswer>()
            .Refuses(422, 503);
    }

    private static async Task<IResult> GetAsync(IGrainFactory grains, VenueCatalog venues, string? venue = null, string? limit = null, string? cursor = null)
    {
        var most = 1000;
        if (limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most) || most < 1)) return Problems.Field("limit", "limit: must be a whole number from 1 up.");
        if (cursor is { Length: > 80 }) return Problems.Field("cursor", "cursor: is not one that this endpoint gave out.");
        Venue? only = null;
        if (!string.IsNullOrEmpty(venue) && !venues.TryGet(venue, out only)) return Problems.Field("venue", "venue: is not configured.");
        most = Math.Min(most, MaxLimit);
        var page = await grains.GetGrain<IInstrumentDirectoryGrain>(IInstrumentDirectoryGrain.Key).ListAsync(only?.Code, cursor, most);
        var items = page.Items.Select(i =>
        {
            var key = InstrumentKey.Parse(i.Key);
            venues.TryGet(key.Venue, out var market);
            var lot = i.LotSize ?? (market is null ? 1 : FixedPoint.ToDecimal(market.Lot, market.QuantityDecimals));
            return new InstrumentItem(key.Ticker, key.Venue, i.Name, i.Sector, i.TickSize, lot, i.Currency ?? market?.Currency ?? "");
        }).ToList();
        return Results.Ok(new InstrumentAnswer("OK", page.Total, items, page.Items.Length == most ? page.Items[^1].Key : null));
    }

    private static async Task<IResult> PostAsync(HttpContext context, IGrainFactory grains, VenueCatalog venues)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = IngestBody.MaxBytes;
        var instruments = new List<InstrumentInfo>();
        var errors = new List<LineError>();
        try
        {
            await IngestBody.ReadAsync(context.Request, Take, () => ValueTask.CompletedTask, context.RequestAborted);
        }
        catch (BodyException e)
        {
            return Results.Problem(e.Message, statusCode: e.Status);
        }

        if (instruments.Count == 0) return Problems.NothingTaken(errors);

        try
        {
            var changed = await grains.GetGrain<IInstrumentDirectoryGrain>(IInstrumentDirectoryGrain.Key).RegisterAsync([.. instruments]);
            // Instruments that are at work read their new tick and lot before this is answered.
            await Parallel.ForEachAsync(changed, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (key, _) => await grains.GetGrain<ITickerGrain>(key).RefreshAsync());
        }
        catch (Exception e) when (e is IOException or TimeoutException or OrleansException)
        {
            context.Response.Headers.RetryAfter = "1";
            return Results.Problem($"The instruments are not known to be safe: {e.Message} Send the body again.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        return Results.Ok(new RegisterAnswer(instruments.Count, errors.Count, errors));

        void Take(int line, ReadOnlySpan<byte> record)
        {
            var fault = InstrumentLine.Read(record, venues, out var info);
            if (fault is null) instruments.Add(info!);
            else if (errors.Count < IngestSession.MaxErrors) errors.Add(new LineError(line, fault.Field, fault.Reason));
        }
    }
}

/// <summary>Reads an instrument as API consumers send it.</summary>
internal static class InstrumentLine
{
    private const int MaxText = 200;

    public static TradeFault? Read(ReadOnlySpan<byte> record, VenueCatalog venues, out InstrumentInfo? info)
    {
        info = null;
        if (JsonRecord.Parse(record, out var unreadable) is not { } document) return unreadable;
        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return new TradeFault("line", "line: must be a JSON object.");
            if (Text(root, "ticker", out var ticker) is { } noTicker) return noTicker;
            if (ticker is null || !InstrumentKey.IsTicker(ticker)) return new TradeFault("ticker", "ticker: must be letters and digits, with single dots, dashes or underscores inside, at most 32 characters.");
            if (Text(root, "venue", out var code) is { } noVenue) return noVenue;
            var venue = venues.Default;
            if (!string.IsNullOrEmpty(code) && !venues.TryGet(code, out venue)) return new TradeFault("venue", "venue: is not a configured venue.");
            if (Text(root, "name", out var name) is { } noName) return noName;
            if (Text(root, "sector", out var sector) is { } noSector) return noSector;
            if (Text(root, "currency", out var currency) is { } noCurrency) return noCurrency;
            if (currency is not null && (currency.Length is < 3 or > 8 || !currency.All(char.IsAsciiLetterOrDigit))) return new TradeFault("currency", "currency: must be a code such as IDR.");
            if (Number(root, "tickSize", venue.PriceDecimals, out var tick) is { } noTick) return noTick;
            if (Number(root, "lotSize", venue.QuantityDecimals, out var lot) is { } noLot) return noLot;
            info = new InstrumentInfo(new InstrumentKey(venue.Code, ticker.ToUpperInvariant()).ToString(), name, sector, tick, lot, currency?.ToUpperInvariant());
            return null;
        }
    }

    private static TradeFault? Text(JsonElement root, string field, out string? value)
    {
        value = null;
        if (!root.TryGetProperty(field, out var element) || element.ValueKind == JsonValueKind.Null) return null;
        if (element.ValueKind != JsonValueKind.String) return new TradeFault(field, $"{field}: must be a text.");
        try
        {
            value = element.GetString();
        }
        catch (InvalidOperationException)
        {
            return new TradeFault(field, $"{field}: is not valid UTF-8.");
        }

        return value!.Length > MaxText ? new TradeFault(field, $"{field}: is longer than {MaxText} characters.") : null;
    }

    private static TradeFault? Number(JsonElement root, string field, int decimals, out decimal? value)
    {
        value = null;
        if (!root.TryGetProperty(field, out var element) || element.ValueKind == JsonValueKind.Null) return null;
        var text = "";
        if (element.ValueKind == JsonValueKind.Number)
        {
            text = element.GetRawText();
        }
        else if (element.ValueKind == JsonValueKind.String)
        {
            if (Text(root, field, out var given) is { } fault) return fault;
            text = given!;
        }

        if (!FixedPoint.TryParse(System.Text.Encoding.UTF8.GetBytes(text), decimals, out var scaled) || scaled is <= 0 or > TradeRules.MaxScaled)
            return new TradeFault(field, $"{field}: must be a number above 0 with at most {decimals} decimals.");
        value = FixedPoint.ToDecimal(scaled, decimals);
        return null;
    }
}

using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Orleans.Runtime;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Identity;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Gateway.Market;

/// <summary>The way of daily bars into the system.</summary>
internal static class DailyBarEndpoints
{
    private const int CallsAtOnce = 16;

    public static void MapDailyBars(this IEndpointRouteBuilder routes) => routes.MapPost("/ingest/bars", PostAsync)
        .RequireOperator().TakesLines(Body.Text("ticker", isRequired: true), Body.Text("venue"), Body.Text("date", isRequired: true), Body.Any("open"), Body.Any("high"), Body.Any("low"), Body.Any("close", isRequired: true), Body.Any("volume"), Body.Any("value"))
        .TakesUploads()
        .WithoutAudit()
        .WithTags("Ingest")
        .WithSummary("Takes daily bars as NDJSON or a JSON array of {ticker, venue, date, open, high, low, close, volume, value}; a date sent again is replaced.")
        .Produces<RegisterAnswer>()
        .Refuses(422, 503);

    private static async Task<IResult> PostAsync(HttpContext context, IGrainFactory grains, VenueCatalog venues, TimeProvider time)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = IngestBody.MaxBytes;
        var bars = new Dictionary<InstrumentKey, Dictionary<DateOnly, DailyBar>>();
        var (taken, errors, rejected) = (0, new List<LineError>(), 0);
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
            await Parallel.ForEachAsync(bars, new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce }, async (instrument, _) =>
            {
                var key = instrument.Key.ToString();
                await grains.GetGrain<IInstrumentDirectoryGrain>(IInstrumentDirectoryGrain.Key).TouchAsync(key);
                var changed = await grains.GetGrain<IDailyBarGrain>(key).PutAsync([.. instrument.Value.Values]);
                // Features are made of closes.
                if (changed > 0) await grains.GetGrain<IBrokerFlowGrain>(key).ClosesChangedAsync();
            });
        }
        catch (Exception e) when (e is IOException or TimeoutException or OrleansException or FlowUnavailableException)
        {
            context.Response.Headers.RetryAfter = "1";
            return Results.Problem($"The bars are not known to be safe: {e.Message} Send the body again.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        return Results.Ok(new RegisterAnswer(taken, rejected, errors));

        void Take(int line, ReadOnlySpan<byte> record)
        {
            var fault = DailyBarLine.Read(record, venues, time.GetUtcNow(), out var key, out var bar);
            if (fault is not null)
            {
                rejected++;
                if (errors.Count < IngestSession.MaxErrors) errors.Add(new LineError(line, fault.Field, fault.Reason));
                return;
            }

            if (!bars.TryGetValue(key, out var dates)) bars[key] = dates = [];
            dates[bar!.Date] = bar;
            taken++;
        }
    }
}

/// <summary>Reads a daily bar as API consumers send it.</summary>
internal static class DailyBarLine
{
    private const decimal Most = 1_000_000_000_000_000_000;

    public static TradeFault? Read(ReadOnlySpan<byte> record, VenueCatalog venues, DateTimeOffset now, out InstrumentKey key, out DailyBar? bar)
    {
        (key, bar) = (default, null);
        if (JsonRecord.Parse(record, out var unreadable) is not { } document) return unreadable;
        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return new TradeFault("line", "line: must be a JSON object.");
            var venue = venues.Default;
            try
            {
                if (!root.TryGetProperty("ticker", out var ticker) || ticker.ValueKind != JsonValueKind.String || !InstrumentKey.IsTicker(Execution.JsonFields.TextOf(ticker))) return new TradeFault("ticker", "ticker: must be a well-formed ticker.");
                if (root.TryGetProperty("venue", out var code) && code.ValueKind != JsonValueKind.Null && (code.ValueKind != JsonValueKind.String || !venues.TryGet(Execution.JsonFields.TextOf(code) ?? "", out venue))) return new TradeFault("venue", "venue: is not configured.");
                key = new InstrumentKey(venue!.Code, Execution.JsonFields.TextOf(ticker)!.ToUpperInvariant());
                if (!root.TryGetProperty("date", out var day) || day.ValueKind != JsonValueKind.String
                    || !DateOnly.TryParseExact(Execution.JsonFields.TextOf(day), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) || !TimeRange.IsUsable(date)) return new TradeFault("date", "date: must be a date such as 2026-02-18.");
                if (date > venue.TradingDate((now.UtcTicks - DateTime.UnixEpoch.Ticks) / 10)) return new TradeFault("date", "date: lies in the future.");
                if (Number(root, "close", positive: true, out var close) is { } badClose) return badClose;
                if (close is null) return new TradeFault("close", "close: is missing.");
                if (Number(root, "open", positive: true, out var open) is { } badOpen) return badOpen;
                if (Number(root, "high", positive: true, out var high) is { } badHigh) return badHigh;
                if (Number(root, "low", positive: true, out var low) is { } badLow) return badLow;
                if (Number(root, "volume", positive: false, out var volume) is { } badVolume) return badVolume;
                if (Number(root, "value", positive: false, out var value) is { } badValue) return badValue;
                if (high < low) return new TradeFault("high", "high: is below low.");
                if (close > high || open > high) return new TradeFault("high", "high: is below open or close.");
                if (close < low || open < low) return new TradeFault("low", "low: is above open or close.");
                bar = new DailyBar(date, open, high, low, close.Value, volume, value);
                return null;
            }
            catch (InvalidOperationException)
            {
                return new TradeFault("line", "line: holds half a character.");
            }
        }
    }

    private static TradeFault? Number(JsonElement root, string name, bool positive, out decimal? number)
    {
        number = null;
        if (!root.TryGetProperty(name, out var given) || given.ValueKind == JsonValueKind.Null) return null;
        decimal parsed;
        var read = given.ValueKind == JsonValueKind.Number ? given.TryGetDecimal(out parsed)
            : decimal.TryParse(Execution.JsonFields.TextOf(given), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out parsed);
        if (!read || parsed >= Most || parsed < 0 || (positive && parsed == 0)) return new TradeFault(name, $"{name}: must be a number {(positive ? "above 0" : "of 0 or more")}.");
        number = parsed;
        return null;
    }
}

using System.Text.Json;
using Microsoft.Extensions.Options;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Market;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Flow;

namespace Sssaham.Gateway.Flow;

/// <summary>Smart money against retail over time: of tickers, of the market, of its sectors.</summary>
internal static class SmartMoneyEndpoints
{
    private const int DefaultDays = 30;
    private const int MostDays = 3660;
    private const int MostTickers = 200;
    private const int MostTop = 100_000;

    public static void MapSmartMoney(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/flow/smart-money", GetAsync)
            .RequireViewer()
            .WithTags("Smart money")
            .WithSummary("Daily or cumulative net value of smart money (foreign + local fund) and retail, summed over ?tickers=A,B; days counts calendar dates back from to (default the last day with data).")
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .Refuses(400, 409);
        routes.MapGet("/flow/market-smart-money", GetMarketAsync)
            .RequireViewer()
            .WithTags("Smart money")
            .WithSummary("The same for a whole venue, its top=N instruments by traded value, or one sector.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .Refuses(400);
        routes.MapGet("/flow/sectors", GetSectorsAsync)
            .RequireViewer()
            .WithTags("Smart money")
            .WithSummary("Net value of smart money and retail by sector.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .Refuses(400);
    }

    private static async Task<IResult> GetAsync(InstrumentResolver resolver, IGrainFactory grains, IOptions<FlowOptions> options, TimeProvider time, string? tickers = null, string? days = null, string? mode = null, string? to = null, string? venue = null)
    {
        var names = Queries.Names(tickers);
        if (names.Length is 0 or > MostTickers) return Problems.Field("tickers", $"tickers: name 1 to {MostTickers}, separated by commas.");
        if (Window(days, mode, to, out var count, out var form, out var last) is { } bad) return bad;
        var (keys, problem) = await resolver.ForListAsync("tickers", names, venue);
        if (problem is not null) return problem;
        var read = await Task.WhenAll(keys.Select(key => grains.GetGrain<IBrokerFlowGrain>(key.ToString()).GetDaysAsync(last, count)));
        // Each ticker counted back from its own newest day, which is no later than the newest of all.
        var end = last ?? read.Max(r => r.Newest) ?? DateOnly.MinValue;
        var series = FlowSeries.Build([.. names.Select((name, i) => (name, (IReadOnlyList<FlowDay>)read[i].Days))], end, count, form, options.Value.NeutralBelow);
        return new JsonAnswer(json => FlowJson.Write(json, time.GetUtcNow(), names, count, form, series, more => Warnings(more, names, read, series)));
    }

    /// <summary>Days whose files do not add up, so that a reader knows which numbers to doubt.</summary>
    private static void Warnings(Utf8JsonWriter json, string[] names, FlowDays[] read, FlowSeries series)
    {
        var shown = series.Points.Select(p => p.Date).ToHashSet();
        var warnings = names.SelectMany((name, i) => read[i].Days.Where(d => d.Warnings.Count > 0 && shown.Contains(d.Date)).Select(d => (name, d))).ToList();
        if (warnings.Count == 0) return;
        json.WriteStartArray("warnings");
        foreach (var (name, day) in warnings)
        {
            json.WriteStartObject();
            json.WriteString("ticker", name);
            json.WriteString("date", FlowText.Date(day.Date));
            FlowText.WriteArray(json, "reasons", day.Warnings);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static async Task<IResult> GetMarketAsync(FlowVenues flows, IGrainFactory grains, IOptions<FlowOptions> options, TimeProvider time, string? days = null, string? mode = null, string? to = null, string? top = null, string? sector = null, string? venue = null)
    {
        if (Window(days, mode, to, out var count, out var form, out var last) is { } bad) return bad;
        if (Queries.Number("top", top, 1, MostTop, 0, out var most) is { } badTop) return badTop;
        if (await flows.FindAsync(venue) is not { } market) return Problems.Field("venue", "venue: is not configured.");
        string[]? instruments = null;
        if (!string.IsNullOrEmpty(sector))
        {
            var sectors = await flows.SectorsAsync(market);
            if (!sectors.TryGetValue(sector, out var members)) return Problems.Field("sector", $"sector: no instrument of {market} has this one.", more: new Dictionary<string, object?> { ["supported"] = sectors.Keys.Order(StringComparer.OrdinalIgnoreCase).ToArray() });
            instruments = [.. members];
        }

        var sum = await grains.GetGrain<IFlowMarketGrain>(market).SumAsync(new MarketFlowQuery(last, count, most, instruments));
        var series = Series(sum, form, options.Value.NeutralBelow);
        var names = sum.Instruments.Select(i => InstrumentKey.Parse(i).Ticker);
        return new JsonAnswer(json => FlowJson.Write(json, time.GetUtcNow(), names, count, form, series, more =>
        {
            more.WriteString("venue", market);
            if (sector is not null) more.WriteString("sector", sector);
            if (most > 0) more.WriteNumber("top", most);
            // Who is missing on which day would be most of the answer; how many are is enough.
            more.WriteStartArray("missing");
            for (var i = 0; i < sum.Days.Length; i++)
            {
                if (sum.Missing[i] == 0) continue;
                more.WriteStartObject();
                more.WriteString("date", FlowText.Date(sum.Days[i].Date));
                more.WriteNumber("count", sum.Missing[i]);
                more.WriteEndObject();
            }

            more.WriteEndArray();
        }));
    }

    private static async Task<IResult> GetSectorsAsync(FlowVenues flows, IGrainFactory grains, IOptions<FlowOptions> options, TimeProvider time, string? days = null, string? to = null, string? venue = null)
    {
        if (Window(days, null, to, out var count, out _, out var last) is { } bad) return bad;
        if (await flows.FindAsync(venue) is not { } market) return Problems.Field("venue", "venue: is not configured.");
        var sectors = await flows.SectorsAsync(market);
        var grain = grains.GetGrain<IFlowMarketGrain>(market);
        // One window for all sectors, although one of them may have no data on its last day.
        last ??= (await grain.SumAsync(new MarketFlowQuery(null, count, 0, null))).To;
        var sums = await Task.WhenAll(sectors.OrderBy(s => s.Key, StringComparer.OrdinalIgnoreCase).Select(async s => (s.Key, Sum: await grain.SumAsync(new MarketFlowQuery(last, count, 0, [.. s.Value])))));
        return new JsonAnswer(json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "OK");
            json.WriteString("generated_at", time.GetUtcNow());
            json.WriteString("venue", market);
            json.WriteNumber("days", count);
            if (last is { } date) json.WriteString("to", FlowText.Date(date));
            json.WriteStartArray("items");
            foreach (var (sector, sum) in sums.Where(s => s.Sum.Days.Length > 0))
            {
                json.WriteStartObject();
                json.WriteString("sector", sector);
                json.WriteNumber("tickers", sum.Instruments.Length);
                json.WriteNumber("value", sum.Days.Sum(d => d.Value));
                FlowJson.WriteSeries(json, Series(sum, FlowMode.Daily, options.Value.NeutralBelow));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static FlowSeries Series(MarketFlow sum, FlowMode mode, decimal neutralBelow)
    {
        decimal smart = 0, retail = 0;
        var points = new List<FlowPoint>(sum.Days.Length);
        foreach (var day in sum.Days)
        {
            smart += day.SmartMoney;
            retail += day.Retail;
            points.Add(new FlowPoint(day.Date, day.SmartMoney, day.Retail, mode == FlowMode.Cumulative ? smart : null, mode == FlowMode.Cumulative ? retail : null, null));
        }

        return new FlowSeries(points, smart, retail, FlowDivergences.Of(smart, retail, neutralBelow));
    }

    private static IResult? Window(string? days, string? mode, string? to, out int count, out FlowMode form, out DateOnly? last)
    {
        (form, last) = (FlowMode.Daily, null);
        if (Queries.Number("days", days, 1, MostDays, DefaultDays, out count) is { } bad) return bad;
        if (Queries.Date("to", to, out last) is { } badDate) return badDate;
        if (mode is not (null or "" or "daily" or "cumulative")) return Problems.Field("mode", "mode: must be daily or cumulative.");
        if (mode == "cumulative") form = FlowMode.Cumulative;
        return null;
    }
}

using System.Globalization;
using System.Text.Json.Serialization;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Gateway.Market;

/// <summary>A row of the market summary. Money is in the instrument's currency, volumes in shares, percentages from −100 up.</summary>
internal sealed record SummaryItem(
    string Ticker,
    string Venue,
    decimal Open,
    decimal High,
    decimal Low,
    decimal Close,
    decimal PricePct,
    decimal Volume,
    decimal Value,
    long Freq,
    decimal Delta,
    decimal DeltaPct,
    decimal Cvd,
    decimal Reference,
    decimal ClassifiedPct,
    DateTimeOffset LastTradeAt,
    DateTimeOffset UpdatedAt);

/// <summary>The market on one trading date.</summary>
internal sealed record SummaryAnswer(string Status, [property: JsonPropertyName("generated_at")] DateTimeOffset GeneratedAt, DateOnly? Date, int Total, IReadOnlyList<SummaryItem> Items);

/// <summary>The most active instruments.</summary>
internal static class SummaryEndpoints
{
    private static readonly Dictionary<string, Func<SummaryItem, IComparable>> Sorts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ticker"] = i => i.Ticker,
        ["value"] = i => i.Value,
        ["volume"] = i => i.Volume,
        ["freq"] = i => i.Freq,
        ["delta"] = i => i.Delta,
        ["deltaPct"] = i => i.DeltaPct,
        ["pricePct"] = i => i.PricePct,
        ["close"] = i => i.Close,
    };

    public static void MapSummary(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/footprint/summary", GetAsync)
            .RequireReader()
            .WithTags("Order flow")
            .WithSummary("One row per instrument of a trading date (default the newest), by traded value unless sort=field or sort=field:asc says otherwise.")
            .Produces<SummaryAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> GetAsync(MarketReader reader, VenueCatalog venues, TimeProvider time, string? date = null, string? sort = null, string? limit = null, string? venue = null)
    {
        DateOnly? day = null;
        if (!string.IsNullOrEmpty(date))
        {
            if (!DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed) || !TimeRange.IsUsable(parsed)) return Problems.Field("date", "date: must be a date such as 2026-02-18.");
            day = parsed;
        }

        var most = int.MaxValue;
        if (limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most) || most < 1)) return Problems.Field("limit", "limit: must be a whole number from 1 up.");
        var (field, order) = (sort ?? "value").SplitAt(':');
        if (!Sorts.TryGetValue(field, out var by)) return Problems.Field("sort", $"sort: must be one of {string.Join(", ", Sorts.Keys)}, with :asc or :desc behind it.");
        if (order is not ("" or "asc" or "desc")) return Problems.Field("sort", "sort: the order is asc or desc.");
        if (!string.IsNullOrEmpty(venue) && !venues.TryGet(venue, out _)) return Problems.Field("venue", "venue: is not configured.");
        var summary = await reader.ReadAsync(day);
        var items = summary.Rows.Select(Item).Where(i => string.IsNullOrEmpty(venue) || i.Venue.Equals(venue, StringComparison.OrdinalIgnoreCase));
        var sorted = order == "asc" || (order.Length == 0 && field.Equals("ticker", StringComparison.OrdinalIgnoreCase)) ? items.OrderBy(by) : items.OrderByDescending(by);
        var all = sorted.ThenBy(i => i.Ticker, StringComparer.Ordinal).ToList();
        return Results.Ok(new SummaryAnswer("OK", time.GetUtcNow(), summary.Day, all.Count, all.Count > most ? all[..most] : all));
    }

    private static SummaryItem Item(DayRow row)
    {
        var key = InstrumentKey.Parse(row.Instrument);
        decimal Price(long price) => FixedPoint.ToDecimal(price, row.PriceDecimals);
        decimal Quantity(long quantity) => FixedPoint.ToDecimal(quantity, row.QuantityDecimals);
        var reference = row.Reference > 0 ? row.Reference : row.Open;
        return new SummaryItem(
            key.Ticker,
            key.Venue,
            Price(row.Open),
            Price(row.High),
            Price(row.Low),
            Price(row.Close),
            reference == 0 ? 0 : Math.Round(100m * (row.Close - reference) / reference, 4),
            Quantity(row.Volume),
            row.Value,
            row.Trades,
            Quantity(row.Delta),
            row.Volume == 0 ? 0 : Math.Round(100m * row.Delta / row.Volume, 4),
            Quantity(row.Delta),
            Price(reference),
            row.ClassifiedPercent,
            DateTimeOffset.FromUnixTimeMilliseconds(row.LastTradeUs / 1000),
            DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedUs / 1000));
    }

    private static (string Head, string Tail) SplitAt(this string text, char at)
    {
        var index = text.IndexOf(at, StringComparison.Ordinal);
        return index < 0 ? (text, "") : (text[..index], text[(index + 1)..]);
    }
}

/// <summary>Reads the market: recent dates from the market grain, older ones from the instruments themselves.</summary>
internal sealed class MarketReader(IGrainFactory grains)
{
    private const int Chunk = 64;

    public async Task<MarketSummary> ReadAsync(DateOnly? day)
    {
        var summary = await grains.GetGrain<IMarketGrain>(IMarketGrain.Key).SummaryAsync(day);
        if (day is null || summary.Rows.Length > 0) return summary;
        var directory = grains.GetGrain<IInstrumentDirectoryGrain>(IInstrumentDirectoryGrain.Key);
        var reader = grains.GetGrain<IMarketReaderGrain>(IMarketGrain.Key);
        var rows = new List<DayRow>();
        string? after = null;
        while (true)
        {
            var page = await directory.ListAsync(null, after, Chunk * 8);
            if (page.Items.Length == 0) break;
            after = page.Items[^1].Key;
            foreach (var part in await Task.WhenAll(page.Items.Select(i => i.Key).Chunk(Chunk).Select(keys => reader.ReadRowsAsync(keys, day.Value)))) rows.AddRange(part);
        }

        return new MarketSummary(day, [.. rows]);
    }
}

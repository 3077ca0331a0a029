using System.Text.Json;
using Sssaham.Domain.Flow;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Market;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Flow;

namespace Sssaham.Gateway.Flow;

/// <summary>The broker summary of an instrument over a range of days.</summary>
internal static class RangeEndpoints
{
    private const int MostDays = 800;

    public static void MapRange(this IEndpointRouteBuilder routes) => routes.MapGet("/range", GetAsync)
        .RequireViewer()
        .WithTags("Smart money")
        .WithSummary("Broker summary by day and by broker, from and to inclusive (default the last 30 calendar days with data).")
        .Produces(StatusCodes.Status200OK, contentType: "application/json")
        .Refuses(400, 409);

    private static async Task<IResult> GetAsync(InstrumentResolver resolver, IGrainFactory grains, string? ticker = null, string? from = null, string? to = null, string? venue = null)
    {
        if (string.IsNullOrEmpty(ticker)) return Problems.Field("ticker", "ticker: is missing.");
        if (Queries.Date("from", from, out var first) is { } badFrom) return badFrom;
        if (Queries.Date("to", to, out var last) is { } badTo) return badTo;
        if (first > last) return Problems.Field("to", "to: must not be before from.");
        var (keys, problem) = await resolver.ForListAsync("ticker", [ticker], venue);
        if (problem is not null) return problem;
        var flow = grains.GetGrain<IBrokerFlowGrain>(keys[0].ToString());
        // An open end is the newest day, and may lie too far behind the start as well.
        var end = last ?? (first is null ? null : (await flow.GetDaysAsync(null, 1)).Newest);
        if (first is { } f && end is { } t && t.DayNumber - f.DayNumber >= MostDays) return Problems.Field("from", $"from: a range has at most {MostDays} calendar days.");
        var range = await flow.GetRangeAsync(first, last, MostDays);
        return new JsonAnswer(json => Write(json, keys[0].Ticker, first ?? (range.Days.Count > 0 ? range.Days[0].Date : null), last ?? (range.Days.Count > 0 ? range.Days[^1].Date : null), range));
    }

    private static void Write(Utf8JsonWriter json, string ticker, DateOnly? from, DateOnly? to, FlowRange range)
    {
        json.WriteStartObject();
        json.WriteString("status", "OK");
        json.WriteString("ticker", ticker);
        json.WriteString("from", from is { } f ? FlowText.Date(f) : null);
        json.WriteString("to", to is { } t ? FlowText.Date(t) : null);
        json.WriteStartArray("days");
        foreach (var day in range.Days)
        {
            json.WriteStartObject();
            json.WriteString("date", FlowText.Date(day.Date));
            json.WriteNumber("smartMoney", day.SmartMoney);
            json.WriteNumber("retail", day.Retail);
            json.WriteNumber("foreign", day.ForeignBuy - day.ForeignSell);
            json.WriteNumber("localFund", day.LocalFundBuy - day.LocalFundSell);
            json.WriteNumber("totalValue", day.TotalValue);
            json.WriteNumber("totalLots", day.TotalLots);
            FlowText.Write(json, "averagePrice", day.AveragePrice);
            FlowText.WriteArray(json, "warnings", day.Warnings);
            FlowText.WriteArray(json, "unmapped", day.Unmapped);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Brokers(json, "brokers", range.Brokers);
        json.WriteStartObject("top");
        Brokers(json, "accumulators", range.Accumulators);
        Brokers(json, "distributors", range.Distributors);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Brokers(Utf8JsonWriter json, string name, IEnumerable<FlowBroker> brokers)
    {
        json.WriteStartArray(name);
        foreach (var broker in brokers)
        {
            json.WriteStartObject();
            json.WriteString("code", broker.Code);
            json.WriteString("name", broker.Name);
            json.WriteString("category", broker.Category.Text());
            json.WriteNumber("buyValue", broker.BuyValue);
            json.WriteNumber("sellValue", broker.SellValue);
            json.WriteNumber("netValue", broker.NetValue);
            json.WriteNumber("buyLots", broker.BuyLots);
            json.WriteNumber("sellLots", broker.SellLots);
            FlowText.Write(json, "buyAvg", broker.BuyAvg);
            FlowText.Write(json, "sellAvg", broker.SellAvg);
            json.WriteNumber("activeDays", broker.ActiveDays);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

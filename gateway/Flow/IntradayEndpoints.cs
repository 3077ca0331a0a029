using Sssaham.Domain.Market;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Market;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Gateway.Flow;

/// <summary>
/// Money flow within the day, by hour. The exchange hides broker codes until the close, so nobody can say whose money it is: the hours
/// tell the aggressors' net value from the footprint, and the answer says so.
/// </summary>
internal static class IntradayEndpoints
{
    private const string Basis = "Value of buy aggressors minus value of sell aggressors on the tape. Broker codes are published after the close only, so smart money and retail cannot be told apart within the day.";

    public static void MapIntradayFlow(this IEndpointRouteBuilder routes) => routes.MapGet("/flow/intraday", GetAsync)
        .RequireViewer()
        .WithTags("Smart money")
        .WithSummary("Net value of aggressors by hour of a trading date (default the newest).")
        .Produces(StatusCodes.Status200OK, contentType: "application/json")
        .Refuses(400, 409);

    private static async Task<IResult> GetAsync(InstrumentResolver resolver, VenueCatalog venues, IGrainFactory grains, TimeProvider time, string? ticker = null, string? date = null, string? venue = null)
    {
        if (string.IsNullOrEmpty(ticker)) return Problems.Field("ticker", "ticker: is missing.");
        if (Queries.Date("date", date, out var day) is { } badDate) return badDate;
        var (keys, problem) = await resolver.ForListAsync("ticker", [ticker], venue);
        if (problem is not null) return problem;
        var bounds = day is { } asked ? venues.Of(keys[0]).DayBounds(asked) : ((long, long)?)null;
        var page = await grains.GetGrain<ITickerGrain>(keys[0].ToString()).GetBarsAsync(new BarQuery("1h", bounds?.Item1, bounds?.Item2, 100, 0));
        var decimals = page.Scale.PriceDecimals + page.Scale.QuantityDecimals;
        return new JsonAnswer(json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "OK");
            json.WriteString("generated_at", time.GetUtcNow());
            json.WriteString("ticker", keys[0].Ticker);
            json.WriteString("venue", keys[0].Venue);
            var shown = day ?? page.Day;
            json.WriteString("date", shown is { } s ? FlowText.Date(s) : null);
            json.WriteString("basis", Basis);
            json.WriteStartArray("items");
            decimal net = 0;
            foreach (var bar in page.Bars)
            {
                var (buy, sell) = Values(bar, decimals);
                net += buy - sell;
                json.WriteStartObject();
                json.WriteNumber("t0", bar.StartUs / 1000);
                json.WriteNumber("t1", bar.EndUs / 1000);
                json.WriteNumber("buyValue", buy);
                json.WriteNumber("sellValue", sell);
                json.WriteNumber("netValue", buy - sell);
                json.WriteNumber("cumNet", net);
                json.WriteNumber("value", FixedPoint.ToDecimal(bar.Value, decimals));
                json.WriteNumber("delta", FixedPoint.ToDecimal(bar.Delta, page.Scale.QuantityDecimals));
                json.WriteNumber("trades", bar.Trades);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static (decimal Buy, decimal Sell) Values(FootprintBar bar, int decimals)
    {
        Int128 buy = 0, sell = 0;
        foreach (var level in bar.Levels)
        {
            buy += (Int128)level.Price * level.Ask;
            sell += (Int128)level.Price * level.Bid;
        }

        return (FixedPoint.ToDecimal(buy, decimals), FixedPoint.ToDecimal(sell, decimals));
    }
}

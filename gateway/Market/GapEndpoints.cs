using System.Globalization;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Gateway.Market;

/// <summary>Gaps in trade numbers.</summary>
internal static class GapEndpoints
{
    public static void MapGaps(this IEndpointRouteBuilder routes) => routes.MapGet("/footprint/gaps", GetAsync)
        .RequireViewer()
        .WithTags("Repair")
        .WithSummary("Trade numbers of a day that are missing: of one instrument where each counts its own trades, of the whole venue where all share a count.")
        .Produces(StatusCodes.Status200OK, contentType: "application/json")
        .Refuses(400, 404, 409);

    private static async Task<IResult> GetAsync(InstrumentResolver resolver, VenueCatalog venues, IGrainFactory grains, TimeProvider time, string? ticker = null, string? venue = null, string? date = null)
    {
        if (Queries.Date("date", date, out var wanted) is { } bad) return bad;
        InstrumentKey? key = null;
        var market = venues.Default;
        if (!string.IsNullOrEmpty(ticker))
        {
            (key, var problem) = await resolver.ForPathAsync(ticker, venue);
            if (problem is not null) return problem;
            market = venues.Of(key!.Value);
        }
        else if (!string.IsNullOrEmpty(venue) && !venues.TryGet(venue, out market!))
        {
            return Problems.Field("venue", "venue: is not configured.");
        }

        var day = wanted ?? market.TradingDate((time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10);
        var gaps = await grains.GetGrain<IVenueGapGrain>(market.Code).GetAsync(new GapQuery(day, key?.ToString()));
        return new JsonAnswer(json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "OK");
            if (key is { } of) json.WriteString("ticker", of.Ticker);
            json.WriteString("venue", market.Code);
            json.WriteString("date", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            json.WriteString("numbering", gaps.Numbering.ToLowerInvariant());
            json.WriteNumber("instruments", gaps.Instruments);
            Number("first", gaps.First);
            Number("last", gaps.Last);
            json.WriteNumber("seen", gaps.Seen);
            json.WriteNumber("missing", gaps.Missing);
            json.WriteNumber("hidden", gaps.Hidden);
            json.WriteNumber("failed", gaps.Failed);
            json.WriteNumber("count", gaps.Count);
            json.WriteStartArray("gaps");
            foreach (var gap in gaps.Gaps)
            {
                json.WriteStartObject();
                if (gap.Instrument is { } instrument) json.WriteString("ticker", InstrumentKey.Parse(instrument).Ticker);
                json.WriteNumber("first", gap.First);
                json.WriteNumber("last", gap.Last);
                json.WriteNumber("count", gap.Count);
                json.WriteString("since", Instants.Format(gap.SinceUs));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("checkedAt", Instants.Format(gaps.CheckedUs));
            json.WriteEndObject();

            void Number(string name, long? value)
            {
                if (value is { } number) json.WriteNumber(name, number);
                else json.WriteNull(name);
            }
        });
    }
}

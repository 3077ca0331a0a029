using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Gateway.Market;

/// <summary>Finds the instrument that a client means by a ticker and, where one code lives on two venues, a venue.</summary>
internal sealed class InstrumentResolver(IGrainFactory grains, VenueCatalog venues)
{
    private const int Listed = 50;

    /// <summary>The instrument, or why there is none.</summary>
    public async Task<Resolution> FindAsync(string? ticker, string? venue)
    {
        if (ticker is null || !InstrumentKey.IsTicker(ticker)) return new Resolution(null, Failure.Malformed, "ticker", "ticker: is not a well-formed ticker.", []);
        var upper = ticker.ToUpperInvariant();
        var known = await Directory.VenuesAsync(upper);
        if (!string.IsNullOrEmpty(venue))
        {
            if (!venues.TryGet(venue, out var wanted)) return new Resolution(null, Failure.Malformed, "venue", $"venue: '{Short(venue)}' is not configured.", [.. venues.All.Select(v => v.Code)]);
            return known.Contains(wanted.Code)
                ? new Resolution(new InstrumentKey(wanted.Code, upper), Failure.None, "", "", [])
                : new Resolution(null, Failure.Unknown, "ticker", $"ticker: {upper} is not known on {wanted.Code}.", known);
        }

        return known.Length switch
        {
            0 => new Resolution(null, Failure.Unknown, "ticker", $"ticker: {upper} is not known.", []),
            1 => new Resolution(new InstrumentKey(known[0], upper), Failure.None, "", "", []),
            _ => new Resolution(null, Failure.Ambiguous, "venue", $"venue: {upper} trades on {string.Join(" and ", known)}; name one with ?venue=.", known),
        };
    }

    /// <summary>The instrument for a path, or the answer that says why not: 400 malformed, 404 unknown, 409 on several venues.</summary>
    public async Task<(InstrumentKey? Key, IResult? Problem)> ForPathAsync(string ticker, string? venue)
    {
        var found = await FindAsync(ticker, venue);
        switch (found.Failure)
        {
            case Failure.None:
                return (found.Key, null);
            case Failure.Ambiguous:
                return (null, Problems.Field(found.Field, found.Reason, StatusCodes.Status409Conflict, new Dictionary<string, object?> { ["venues"] = found.Venues }));
            case Failure.Malformed:
                return (null, Problems.Field(found.Field, found.Reason));
            default:
                return (null, await UnknownAsync(found.Field, found.Reason, StatusCodes.Status404NotFound));
        }
    }

    /// <summary>The instruments for a list of a query, or the answer that says why not: 400 malformed or unknown, 409 on several venues.</summary>
    public async Task<(InstrumentKey[] Keys, IResult? Problem)> ForListAsync(string field, IReadOnlyList<string> tickers, string? venue)
    {
        var keys = new InstrumentKey[tickers.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            var found = await FindAsync(tickers[i], venue);
            if (found.Key is { } key) keys[i] = key;
            else if (found.Failure == Failure.Ambiguous) return ([], Problems.Field(found.Field, found.Reason, StatusCodes.Status409Conflict, new Dictionary<string, object?> { ["venues"] = found.Venues }));
            else if (found.Field == "venue") return ([], Problems.Field(found.Field, found.Reason));
            else return ([], await UnknownAsync(field, $"{field}: {found.Reason["ticker: ".Length..]}", StatusCodes.Status400BadRequest));
        }

        return (keys, null);
    }

    private async Task<IResult> UnknownAsync(string field, string reason, int status)
    {
        var page = await Directory.ListAsync(null, null, Listed);
        var supported = page.Items.Select(i => InstrumentKey.Parse(i.Key).Ticker).ToArray();
        return Problems.Field(field, reason, status, new Dictionary<string, object?> { ["supported"] = supported, ["supportedCount"] = page.Total });
    }

    private IInstrumentDirectoryGrain Directory => grains.GetGrain<IInstrumentDirectoryGrain>(IInstrumentDirectoryGrain.Key);

    private static string Short(string text) => text.Length <= 32 ? text : text[..32];

    internal enum Failure
    {
        None,
        Malformed,
        Unknown,
        Ambiguous,
    }

    internal sealed record Resolution(InstrumentKey? Key, Failure Failure, string Field, string Reason, string[] Venues);
}

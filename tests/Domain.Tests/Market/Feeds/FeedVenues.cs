using System.Text;
using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Feeds;

namespace Sssaham.Domain.Tests.Market.Feeds;

internal static class FeedVenues
{
    public static readonly Venue Idx = new(
        "IDX",
        TimeZoneInfo.CreateCustomTimeZone("WIB", TimeSpan.FromHours(7), "WIB", "WIB"),
        priceDecimals: 0,
        quantityDecimals: 0,
        lot: 100,
        TickGrid.Uniform(1),
        "IDR");

    public static readonly Venue Generic = new("GENERIC", TimeZoneInfo.Utc, priceDecimals: 8, quantityDecimals: 8, lot: 100_000_000, TickGrid.Uniform(1), "USD");

    public static Venue? Find(string code) => code switch
    {
        "IDX" => Idx,
        "GENERIC" => Generic,
        _ => null,
    };

    public static TapeReader Reader(TapeMapping mapping, FeedInstruments? instruments = null, Func<string, TimeZoneInfo?>? zones = null)
    {
        if (TapeReader.TryCreate(mapping, Find, out var reader, out var error, instruments, zones)) return reader;
        throw new InvalidOperationException(error.ToString());
    }

    public static (TapeOutcome Outcome, FeedTrade Trade, FeedError? Error) Read(this TapeReader reader, string line)
    {
        var outcome = reader.TryRead(Encoding.UTF8.GetBytes(line), out var trade, out var error);
        return (outcome, trade, error);
    }

    public static long Us(string instant) =>
        (DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture).UtcTicks - DateTime.UnixEpoch.Ticks) / 10;
}

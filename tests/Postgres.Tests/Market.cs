using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Market;
using Sssaham.Grains.Market;

namespace Sssaham.Postgres.Tests;

/// <summary>Instruments and trades of the archive's tests.</summary>
internal static class Market
{
    public static readonly ArchivedInstrument Bbca = Instrument("IDX", "BBCA");

    public static ArchivedInstrument Instrument(string venue, string ticker)
    {
        var key = new InstrumentKey(venue, ticker);
        return new ArchivedInstrument(key, Tapes.Venues.Of(key), Tapes.Venues.Of(key).Lot);
    }

    public static Trade Trade(long number, long timeUs) => new(timeUs, number, 1500, 200, Side.Buy, SideSource.Given);
}

using Orleans;
using Sssaham.Domain.Market;

namespace Sssaham.GrainInterfaces.Market;

/// <summary>Which bars to read.</summary>
/// <param name="Timeframe">Name of a <see cref="Domain.Market.Timeframe"/>.</param>
/// <param name="FromUs">First instant, inclusive, microseconds since 1970 UTC; null for the newest trading day.</param>
/// <param name="ToUs">Last instant, exclusive; null for the end of the newest trading day.</param>
/// <param name="Limit">Most bars, 1 to 5,000.</param>
/// <param name="Level">Scaled price step to merge levels to; 0 leaves them.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.BarQuery")]
public sealed record BarQuery([property: Id(0)] string Timeframe, [property: Id(1)] long? FromUs, [property: Id(2)] long? ToUs, [property: Id(3)] int Limit = 500, [property: Id(4)] long Level = 0);

/// <summary>Bars by rising start, with what is needed to read their scaled numbers.</summary>
/// <param name="Bars">The bars.</param>
/// <param name="NextUs">Where the next page starts; null at the end.</param>
/// <param name="Day">Newest trading day of the instrument; null when it has none.</param>
/// <param name="Scale">How to read scaled numbers.</param>
/// <param name="Version">Changes whenever a bar of the page may have changed.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.BarPage")]
public sealed record BarPage(
    [property: Id(0)] FootprintBar[] Bars,
    [property: Id(1)] long? NextUs,
    [property: Id(2)] DateOnly? Day,
    [property: Id(3)] InstrumentScale Scale,
    [property: Id(4)] string Version);

/// <summary>How to read an instrument's scaled numbers.</summary>
/// <param name="PriceDecimals">Decimals of prices.</param>
/// <param name="QuantityDecimals">Decimals of quantities.</param>
/// <param name="Lot">Scaled quantity of a lot.</param>
/// <param name="TickFrom">Tick table: lowest scaled price of each band.</param>
/// <param name="TickSize">Tick table: scaled tick of each band.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.InstrumentScale")]
public sealed record InstrumentScale(
    [property: Id(0)] int PriceDecimals,
    [property: Id(1)] int QuantityDecimals,
    [property: Id(2)] long Lot,
    [property: Id(3)] long[] TickFrom,
    [property: Id(4)] long[] TickSize)
{
    /// <summary>The scale of an instrument.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="venue">Its venue.</param>
    /// <returns>The scale.</returns>
    public static InstrumentScale Of(Instrument instrument, Venue venue)
    {
        var bands = instrument.GridOn(venue).Bands;
        var (from, tick) = (new long[bands.Length], new long[bands.Length]);
        for (var i = 0; i < bands.Length; i++) (from[i], tick[i]) = (bands[i].From, bands[i].Tick);
        return new InstrumentScale(venue.PriceDecimals, venue.QuantityDecimals, instrument.LotOn(venue), from, tick);
    }

    /// <summary>The tick table.</summary>
    /// <returns>A grid of the bands.</returns>
    public TickGrid Grid()
    {
        var bands = new TickBand[TickFrom.Length];
        for (var i = 0; i < bands.Length; i++) bands[i] = new TickBand(TickFrom[i], TickSize[i]);
        return new TickGrid(bands);
    }
}

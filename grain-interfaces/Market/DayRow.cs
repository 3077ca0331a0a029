using Orleans;

namespace Sssaham.GrainInterfaces.Market;

/// <summary>The figures of an instrument on one trading day, as the market summary lists them. Scaled integers.</summary>
/// <param name="Instrument">The instrument, <c>VENUE:TICKER</c>.</param>
/// <param name="Day">Trading date.</param>
/// <param name="Open">Price of the first trade.</param>
/// <param name="High">Highest price.</param>
/// <param name="Low">Lowest price.</param>
/// <param name="Close">Price of the last trade.</param>
/// <param name="Volume">Volume.</param>
/// <param name="Value">Traded value in the instrument's currency.</param>
/// <param name="Trades">Number of trades.</param>
/// <param name="Delta">Buy volume − sell volume.</param>
/// <param name="Reference">Close of the trading day before; 0 when it is not known.</param>
/// <param name="LastTradeUs">Time of the last trade (the start of its minute where only bars are known), microseconds since 1970 UTC.</param>
/// <param name="UpdatedUs">When the row was made, microseconds since 1970 UTC.</param>
/// <param name="PriceDecimals">Decimals of prices.</param>
/// <param name="QuantityDecimals">Decimals of quantities.</param>
/// <param name="ClassifiedPercent">Volume with a known aggressor, percent.</param>
/// <param name="TraceParent">The span of the newest traced batch that is in the figures, as <c>traceparent</c> writes it; null without one.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.DayRow")]
public sealed record DayRow(
    [property: Id(0)] string Instrument,
    [property: Id(1)] DateOnly Day,
    [property: Id(2)] long Open,
    [property: Id(3)] long High,
    [property: Id(4)] long Low,
    [property: Id(5)] long Close,
    [property: Id(6)] long Volume,
    [property: Id(7)] decimal Value,
    [property: Id(8)] long Trades,
    [property: Id(9)] long Delta,
    [property: Id(10)] long Reference,
    [property: Id(11)] long LastTradeUs,
    [property: Id(12)] long UpdatedUs,
    [property: Id(13)] int PriceDecimals,
    [property: Id(14)] int QuantityDecimals,
    [property: Id(15)] decimal ClassifiedPercent,
    [property: Id(16)] string? TraceParent = null);

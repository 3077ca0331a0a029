using Orleans;
using Orleans.Concurrency;
using Sssaham.Domain.Market;

namespace Sssaham.GrainInterfaces.Market;

/// <summary>Thresholds of one phantom order on an instrument.</summary>
/// <param name="Id">Names the phantom order in its account.</param>
/// <param name="Below">Crossed by prices at or below this, scaled; null for none.</param>
/// <param name="Above">Crossed by prices at or above this, scaled; null for none.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.PriceThreshold")]
public sealed record PriceThreshold([property: Id(0)] string Id, [property: Id(1)] long? Below, [property: Id(2)] long? Above);

/// <summary>The best bid and offer at a moment. Not durable: only the newest is held.</summary>
/// <param name="TimeUs">When, microseconds since 1970 UTC.</param>
/// <param name="Bid">Best bid, scaled; null when there are no bids.</param>
/// <param name="Ask">Best offer, scaled; null when there are no offers.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.BestQuote")]
public sealed record BestQuote([property: Id(0)] long TimeUs, [property: Id(1)] long? Bid, [property: Id(2)] long? Ask);

/// <summary>What an instrument shows to one who watches it.</summary>
/// <param name="LastPrice">Scaled price of the newest trade in the order of the tape; null when nothing traded.</param>
/// <param name="LastUs">Its time.</param>
/// <param name="Quote">The newest quote, of today; null when none came.</param>
/// <param name="Low">Lowest scaled price traded from the asked moment on; null when nothing traded since.</param>
/// <param name="High">Highest.</param>
/// <param name="ReferencePrice">The close that the day is measured by, scaled; null when it is not known.</param>
/// <param name="Scale">How to read scaled numbers, the tick table and the lot.</param>
/// <param name="Sector">The instrument's sector; null when it is not known.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.PriceView")]
public sealed record PriceView(
    [property: Id(0)] long? LastPrice,
    [property: Id(1)] long? LastUs,
    [property: Id(2)] BestQuote? Quote,
    [property: Id(3)] long? Low,
    [property: Id(4)] long? High,
    [property: Id(5)] long? ReferencePrice,
    [property: Id(6)] InstrumentScale Scale,
    [property: Id(7)] string? Sector);

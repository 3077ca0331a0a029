using Orleans;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.GrainInterfaces.Execution;

/// <summary>Thresholds that an instrument's prices crossed.</summary>
/// <param name="Instrument">The instrument, <c>VENUE:TICKER</c>.</param>
/// <param name="Ids">Phantom orders of the account, in the order of the crossings; each at most twice.</param>
/// <param name="TimeUs">Time of the trade or quote that crossed, microseconds since 1970 UTC.</param>
/// <param name="Price">Scaled price that crossed: of a trade, or a bid.</param>
/// <param name="IsTrade">Whether it was a trade.</param>
/// <param name="Low">Lowest scaled price of the batch.</param>
/// <param name="High">Highest scaled price of the batch.</param>
/// <param name="Last">Last scaled price traded; null when nothing traded.</param>
/// <param name="Quote">The newest quote; null when none came today.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.PriceCrossing")]
public sealed record PriceCrossing(
    [property: Id(0)] string Instrument,
    [property: Id(1)] string[] Ids,
    [property: Id(2)] long TimeUs,
    [property: Id(3)] long Price,
    [property: Id(4)] bool IsTrade,
    [property: Id(5)] long Low,
    [property: Id(6)] long High,
    [property: Id(7)] long? Last,
    [property: Id(8)] BestQuote? Quote);

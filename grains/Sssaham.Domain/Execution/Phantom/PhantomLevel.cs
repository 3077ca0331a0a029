namespace Sssaham.Domain.Execution.Phantom;

/// <summary>A level or distance, given as a price or as a share of the average fill price; exactly one of the two.</summary>
/// <param name="Price">Scaled price (of a trail: scaled distance), above 0.</param>
/// <param name="Percent">Percent of the average fill price, above 0.</param>
public sealed record PhantomLevel(long? Price = null, decimal? Percent = null);

namespace Sssaham.Domain.Execution;

/// <summary>A broker's order number and what was filled under it. An amendment can give an order a second number; each counts its own lots.</summary>
/// <param name="No">The number.</param>
/// <param name="Lots">Cumulative lots filled under the number.</param>
/// <param name="Value">Σ lots × price of those fills, in price units per lot.</param>
/// <param name="Confirmed">True when the broker's answer gave the number to the order, false when its content did.</param>
/// <param name="Closed">Nothing works under the number any more: replaced, or withdrawn while a change was open.</param>
public sealed record BrokerNumber(string No, long Lots = 0, decimal Value = 0, bool Confirmed = false, bool Closed = false);

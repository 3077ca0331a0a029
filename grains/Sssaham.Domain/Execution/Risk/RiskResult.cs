using System.Collections.Immutable;

namespace Sssaham.Domain.Execution.Risk;

/// <summary>Why an order is refused. For the limits with a number, an order passes exactly when what it asks for is at most what is allowed;
/// for the lower price limit and the smallest lot, at least.</summary>
/// <param name="Rule">The limit.</param>
/// <param name="Allowed">What is allowed; null where it is not known or not a number.</param>
/// <param name="Asked">What the order would make of it; null likewise.</param>
/// <param name="Unit">Unit of both: a currency, <c>lots</c>, <c>%</c>, <c>orders</c>; empty without numbers.</param>
/// <param name="Sentence">The reason, for people.</param>
public sealed record RiskRefusal(RiskRule Rule, decimal? Allowed, decimal? Asked, string Unit, string Sentence);

/// <summary>A limit that could not be checked.</summary>
/// <param name="Rule">The limit.</param>
/// <param name="Sentence">What is missing, for people.</param>
public sealed record RiskWarning(RiskRule Rule, string Sentence);

/// <summary>What the gate says.</summary>
/// <param name="Refusals">Empty when the order may go.</param>
/// <param name="Warnings">Limits that passed unchecked; to be recorded with the order.</param>
/// <param name="NextOpenUs">Where the session refuses: when the venue opens next, microseconds since 1970 UTC; else null.</param>
public sealed record RiskResult(ImmutableArray<RiskRefusal> Refusals, ImmutableArray<RiskWarning> Warnings, long? NextOpenUs)
{
    /// <summary>Whether the order may go.</summary>
    public bool Passes => Refusals.IsEmpty;
}

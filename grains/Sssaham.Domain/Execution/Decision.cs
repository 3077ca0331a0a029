namespace Sssaham.Domain.Execution;

/// <summary>How a command was taken.</summary>
public enum AnswerKind
{
    /// <summary>No command was given.</summary>
    None,

    /// <summary>It is done, or will be.</summary>
    Accepted,

    /// <summary>It was so already: the same order, the same wish.</summary>
    Same,

    /// <summary>The client order id stands for an order of other content.</summary>
    Conflict,

    /// <summary>There is no such order.</summary>
    NotFound,

    /// <summary>The order, the account or a rule does not allow it.</summary>
    Refused,
}

/// <summary>The answer to a command.</summary>
/// <param name="Kind">How it was taken.</param>
/// <param name="Order">The order as it will be once the events are applied, or the one that is in the way.</param>
/// <param name="Reason">Why not.</param>
public sealed record Answer(AnswerKind Kind, Order? Order = null, string? Reason = null)
{
    /// <summary>No command was given.</summary>
    public static Answer None { get; } = new(AnswerKind.None);
}

/// <summary>What follows from an input. First the events become durable, then they are applied, then the effects are carried out and the answer given.</summary>
/// <param name="Events">Events in order.</param>
/// <param name="Effects">Effects in order.</param>
/// <param name="Answer">Answer to the caller.</param>
public sealed record Decision(IReadOnlyList<AccountEvent> Events, IReadOnlyList<Effect> Effects, Answer Answer);

namespace Sssaham.Domain.Execution;

/// <summary>What a person finds that became of an order.</summary>
public enum ResolveOutcome
{
    /// <summary>The broker never had it: of a change in doubt the change, else the order.</summary>
    NotReceived,

    /// <summary>The broker has it under a number; its pushes and list say the rest. Of a change in doubt: it is in force under the number.</summary>
    HasNumber,

    /// <summary>It is withdrawn; what was filled stays filled.</summary>
    Cancelled,

    /// <summary>It is looked at and stays what it is. Not for an Unknown order: that one needs a decision.</summary>
    Seen,
}

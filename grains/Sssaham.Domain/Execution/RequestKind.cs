namespace Sssaham.Domain.Execution;

/// <summary>The request that a broker answers, or that did not leave.</summary>
public enum RequestKind
{
    /// <summary>A new order.</summary>
    Submit,

    /// <summary>A cancel.</summary>
    Cancel,

    /// <summary>A change.</summary>
    Amend,
}

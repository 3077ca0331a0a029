namespace Sssaham.Domain.Flow;

/// <summary>What smart money has been doing over the window.</summary>
public enum FlowState : byte
{
    /// <summary>No clear direction, or not enough days.</summary>
    Neutral = 0,

    /// <summary>Smart money builds a position.</summary>
    Accumulation = 1,

    /// <summary>Smart money leaves.</summary>
    Distribution = 2,
}

/// <summary>Names of the states in the API.</summary>
public static class FlowStates
{
    private static readonly string[] Names = ["NEUTRAL", "ACCUMULATION", "DISTRIBUTION"];

    /// <summary>The name in the API.</summary>
    /// <param name="state">One of the three.</param>
    /// <returns><c>NEUTRAL</c>, <c>ACCUMULATION</c> or <c>DISTRIBUTION</c>.</returns>
    public static string Text(this FlowState state) => Names[(int)state];
}

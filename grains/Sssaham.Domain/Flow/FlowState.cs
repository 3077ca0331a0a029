namespace Sssaham.Domain.Flow;

/// <summary>What smart money did over the last 20 trading days.</summary>
public enum FlowState : byte
{
    /// <summary>No clear direction, or too little data.</summary>
    Neutral = 0,

    /// <summary>Smart money builds a position.</summary>
    Accumulation = 1,

    /// <summary>Smart money leaves.</summary>
    Distribution = 2,
}

/// <summary>Texts of <see cref="FlowState"/>.</summary>
public static class FlowStateTexts
{
    /// <summary>The text that answers and archives use.</summary>
    /// <param name="state">The state.</param>
    /// <returns><c>ACCUMULATION</c>, <c>DISTRIBUTION</c> or <c>NEUTRAL</c>.</returns>
    public static string Text(this FlowState state) => state switch
    {
        FlowState.Accumulation => "ACCUMULATION",
        FlowState.Distribution => "DISTRIBUTION",
        _ => "NEUTRAL",
    };
}

namespace Sssaham.Domain.Scoring;

/// <summary>How urgent a divergence is.</summary>
public enum AlertSeverity : byte
{
    /// <summary>No alert.</summary>
    None = 0,

    /// <summary>A shakeout: selling against accumulation.</summary>
    Low = 1,

    /// <summary>A retail trap: buying against distribution.</summary>
    High = 2,
}

namespace Sssaham.Domain.Scoring;

/// <summary>How the session stands to the 20 days before it.</summary>
public enum ScoreRisk : byte
{
    /// <summary>They say nothing about each other.</summary>
    None = 0,

    /// <summary>They agree.</summary>
    Confirmed = 1,

    /// <summary>The session sells while smart money accumulates.</summary>
    Shakeout = 2,

    /// <summary>The session buys while smart money distributes.</summary>
    RetailTrap = 3,
}

using Sssaham.Domain.Scoring;

namespace Sssaham.Grains.Scoring;

/// <summary>Settings of the scores.</summary>
public sealed class ScoringOptions
{
    /// <summary>How often an instrument is scored while its venue is open; a reminder takes a minute at least.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Every number of the score.</summary>
    public ScoreOptions Score { get; set; } = new();

    /// <summary>Alerts that are kept.</summary>
    public int AlertsKept { get; set; } = 2000;
}

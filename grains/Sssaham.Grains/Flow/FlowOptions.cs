using Sssaham.Domain.Flow;

namespace Sssaham.Grains.Flow;

/// <summary>Settings of the broker flow.</summary>
public sealed class FlowOptions
{
    /// <summary>The z-score features.</summary>
    public FeatureOptions Features { get; set; } = new();

    /// <summary>A total nearer to 0 than this, in the instrument's currency, is neither accumulation nor distribution.</summary>
    public decimal NeutralBelow { get; set; }

    /// <summary>Local time of the default venue at which the day is collected and computed, two hours after the close.</summary>
    public TimeSpan RefreshAt { get; set; } = TimeSpan.FromHours(18);

    /// <summary>How long that may take before it counts as stale.</summary>
    public TimeSpan RefreshWithin { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How often the sources are asked, in whole minutes.</summary>
    public TimeSpan CollectEvery { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Calendar days for which raw files are kept.</summary>
    public int RawRetentionDays { get; set; } = 3650;
}

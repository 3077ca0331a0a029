namespace Sssaham.Domain.Flow;

/// <summary>The four z-score features.</summary>
public enum FlowFeature : byte
{
    /// <summary>Net quality, <c>z_ngr</c>.</summary>
    Ngr = 0,

    /// <summary>Effort, <c>z_effort</c>.</summary>
    Effort = 1,

    /// <summary>Price response, <c>z_result</c>.</summary>
    Result = 2,

    /// <summary>Elasticity, <c>z_elas</c>.</summary>
    Elas = 3,
}

/// <summary>How a feature or a state is shown, after the interpretation guide of the smart-money flow specification (section 12).</summary>
/// <param name="Text">A word or two.</param>
/// <param name="Interpretation">What it means.</param>
/// <param name="Class">Colour class: <c>success</c> green, <c>warning</c> yellow, <c>danger</c> red, <c>secondary</c> grey.</param>
public sealed record FeatureBadge(string Text, string Interpretation, string Class)
{
    /// <summary>Z-scores above it are high, below its negative low; between, both ends included, is normal.</summary>
    public const double Threshold = 1;

    private static readonly FeatureBadge None = new("No data", "Not enough days", "secondary");

    /// <summary>The badge of a feature.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="z">Its z-score; null when there is none.</param>
    /// <returns>The badge.</returns>
    public static FeatureBadge Of(FlowFeature feature, double? z)
    {
        if (z is null) return None;
        var level = z > Threshold ? 1 : z < -Threshold ? -1 : 0;
        return (feature, level) switch
        {
            (FlowFeature.Effort, 1) => new("High Volume", "Heavy trading activity", "success"),
            (FlowFeature.Effort, 0) => new("Normal", "Normal activity", "warning"),
            (FlowFeature.Effort, _) => new("Low Volume", "Light activity", "secondary"),
            (FlowFeature.Result, 1) => new("Responsive", "Strong price moves", "success"),
            (FlowFeature.Result, 0) => new("Normal", "Normal response", "warning"),
            (FlowFeature.Result, _) => new("Quiet", "Price stuck", "secondary"),
            (FlowFeature.Ngr, 1) => new("Clean", "Clean accumulation", "success"),
            (FlowFeature.Ngr, 0) => new("Noise", "Mixed flow", "warning"),
            (FlowFeature.Ngr, _) => new("Heavy", "Heavy distribution", "danger"),
            (FlowFeature.Elas, 1) => new("Volatile", "Very responsive", "success"),
            (FlowFeature.Elas, 0) => new("Normal", "Normal", "warning"),
            (FlowFeature.Elas, _) => new("Rigid", "Rigid/stuck", "secondary"),
            _ => throw new ArgumentOutOfRangeException(nameof(feature)),
        };
    }

    /// <summary>The badge of a state.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The badge.</returns>
    public static FeatureBadge Of(FlowState state) => state switch
    {
        FlowState.Accumulation => new(state.Text(), "Smart money building position", "success"),
        FlowState.Distribution => new(state.Text(), "Smart money exiting", "danger"),
        _ => new(state.Text(), "No clear direction", "warning"),
    };
}

namespace Sssaham.Domain.Flow;

/// <summary>The z-score features of an instrument on a day.</summary>
/// <param name="Date">The day, the last of the window.</param>
/// <param name="Days">Days in the window.</param>
/// <param name="Insufficient">Whether there are too few days: all z-scores are null then, and the state is neutral.</param>
/// <param name="State">What smart money has been doing.</param>
/// <param name="SmartNet">Net of smart money over the window, in currency.</param>
/// <param name="RetailNet">Net of private investors over the window, in currency.</param>
/// <param name="CloseSource">Where the day's close is from.</param>
/// <param name="Ngr">Net quality: net of smart money by traded value.</param>
/// <param name="Effort">Effort: natural logarithm of the traded value.</param>
/// <param name="Result">Price response: size of the logarithmic return from the close before.</param>
/// <param name="Elas">Elasticity: that size by traded value.</param>
public sealed record FlowFeatures(
    DateOnly Date,
    int Days,
    bool Insufficient,
    FlowState State,
    decimal SmartNet,
    decimal RetailNet,
    CloseSource CloseSource,
    FeatureScore Ngr,
    FeatureScore Effort,
    FeatureScore Result,
    FeatureScore Elas)
{
    /// <summary>Z-score of net quality (<c>z_ngr</c>); null when there is none.</summary>
    public double? ZNgr => Ngr.Z;

    /// <summary>Z-score of effort (<c>z_effort</c>); null when there is none.</summary>
    public double? ZEffort => Effort.Z;

    /// <summary>Z-score of price response (<c>z_result</c>); null when there is none.</summary>
    public double? ZResult => Result.Z;

    /// <summary>Z-score of elasticity (<c>z_elas</c>); null when there is none.</summary>
    public double? ZElas => Elas.Z;
}

using Orleans;
using Sssaham.Domain.Notifications;

namespace Sssaham.Grains.Notifications;

/// <summary>What is kept of an instrument's price rules.</summary>
[GenerateSerializer]
[Alias("Sssaham.PriceRuleState")]
public sealed class PriceRuleState
{
    /// <summary>Rules by user and id.</summary>
    [Id(0)]
    public Dictionary<string, PriceRuleEntry> Rules { get; set; } = new(StringComparer.Ordinal);

    /// <summary>What fired and was not told yet, oldest first.</summary>
    [Id(1)]
    public List<PriceFiring> Fired { get; set; } = [];

    /// <summary>Time of the newest trade that all rules have seen, microseconds since 1970 UTC; null before the first.</summary>
    [Id(2)]
    public long? SeenUs { get; set; }
}

/// <summary>A price rule and where it stands.</summary>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.PriceRuleEntry")]
public sealed record PriceRuleEntry(
    [property: Id(0)] string UserId,
    [property: Id(1)] string RuleId,
    [property: Id(2)] PriceCondition Condition,
    [property: Id(3)] int Side,
    [property: Id(4)] int Fired,
    [property: Id(5)] long? FiredUs,
    [property: Id(6)] decimal? Reference)
{
    /// <summary>Where it stands.</summary>
    public PriceArm Arm => new(Side, Fired, FiredUs, Reference);

    /// <summary>The same rule where it stands then.</summary>
    /// <param name="arm">Where it stands.</param>
    /// <returns>The entry.</returns>
    public PriceRuleEntry With(PriceArm arm) => this with { Side = arm.Side, Fired = arm.Fired, FiredUs = arm.FiredUs, Reference = arm.Reference };
}

/// <summary>A rule that fired.</summary>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.PriceFiring")]
public sealed record PriceFiring([property: Id(0)] string UserId, [property: Id(1)] NotificationEvent Event);

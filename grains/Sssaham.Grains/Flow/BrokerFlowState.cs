using Sssaham.Domain.Flow;

namespace Sssaham.Grains.Flow;

/// <summary>The reduced days of an instrument. They can be built again from the raw files.</summary>
[GenerateSerializer]
[Alias("Sssaham.BrokerFlowState")]
public sealed class BrokerFlowState
{
    /// <summary>Version of the broker directory that the days were reduced with.</summary>
    [Id(0)]
    public long Directory { get; set; }

    /// <summary>The days, rising.</summary>
    [Id(1)]
    public FlowDay[] Days { get; set; } = [];

    /// <summary>Version of the days when they were stored.</summary>
    [Id(2)]
    public long Version { get; set; }
}

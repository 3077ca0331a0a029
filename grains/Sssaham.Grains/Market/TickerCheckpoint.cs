using Orleans;

namespace Sssaham.Grains.Market;

/// <summary>Where an instrument's newest day stood: a cache of the log, so a lost or unreadable one costs time only.</summary>
[GenerateSerializer]
[Alias("Sssaham.TickerCheckpoint")]
public sealed class TickerCheckpoint
{
    /// <summary>The day as <see cref="Domain.Market.DayBookCodec"/> packs it; empty for none.</summary>
    [Id(0)]
    public byte[] Book { get; set; } = [];

    /// <summary>Sequence of the last log batch in it.</summary>
    [Id(1)]
    public long Sequence { get; set; }
}

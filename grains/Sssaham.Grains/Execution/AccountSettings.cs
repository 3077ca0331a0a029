using Orleans;

namespace Sssaham.Grains.Execution;

/// <summary>What an account keeps beside its journal.</summary>
[GenerateSerializer]
[Alias("Sssaham.AccountSettings")]
public sealed class AccountSettings
{
    /// <summary>Whether it is to be connected.</summary>
    [Id(0)]
    public bool Connect { get; set; }

    /// <summary>The broker's session, encrypted; null for none.</summary>
    [Id(1)]
    public string? Credentials { get; set; }

    /// <summary>Whether what the broker showed at the first connection was taken over.</summary>
    [Id(2)]
    public bool Adopted { get; set; }

    /// <summary>User id of the owner; null for an account of the installation itself.</summary>
    [Id(3)]
    public string? Owner { get; set; }

    /// <summary>Whether it was ever connected: from then on its owner is not changed by connecting.</summary>
    [Id(4)]
    public bool WasConnected { get; set; }

    /// <summary>Number of the last event that the owner was told of; null before anything was to be told.</summary>
    [Id(5)]
    public long? ToldSeq { get; set; }
}

/// <summary>Where an account's book stood: a cache of the journal, so a lost one costs time only.</summary>
[GenerateSerializer]
[Alias("Sssaham.AccountCheckpoint")]
public sealed class AccountCheckpoint
{
    /// <summary>The state as <see cref="Domain.Execution.AccountSnapshotCodec"/> writes it; empty for none.</summary>
    [Id(0)]
    public byte[] State { get; set; } = [];

    /// <summary>Sequence of the journal's last batch in it.</summary>
    [Id(1)]
    public long Sequence { get; set; }
}

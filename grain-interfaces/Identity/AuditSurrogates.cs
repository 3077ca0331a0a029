using Orleans;
using Sssaham.Domain.Identity;

namespace Sssaham.GrainInterfaces.Identity;

/// <summary>The wire form of an <see cref="AuditRecord"/>.</summary>
[GenerateSerializer]
[Alias("Sssaham.AuditRecord")]
public struct AuditRecordSurrogate
{
    /// <summary>When, microseconds since 1970 UTC.</summary>
    [Id(0)]
    public long TimeUs { get; set; }

    /// <summary>Name of the caller, user, key, address, action, target, outcome.</summary>
    [Id(1)]
    public string?[] Texts { get; set; }
}

/// <summary>Converts records to and from their wire form.</summary>
[RegisterConverter]
public sealed class AuditRecordConverter : IConverter<AuditRecord, AuditRecordSurrogate>
{
    /// <inheritdoc/>
    public AuditRecord ConvertFromSurrogate(in AuditRecordSurrogate surrogate)
    {
        var t = surrogate.Texts;
        return new AuditRecord(surrogate.TimeUs, t[0]!, t[1], t[2], t[3], t[4]!, t[5]!, t[6]!);
    }

    /// <inheritdoc/>
    public AuditRecordSurrogate ConvertToSurrogate(in AuditRecord value) =>
        new() { TimeUs = value.TimeUs, Texts = [value.Who, value.UserId, value.KeyId, value.Address, value.Action, value.Target, value.Outcome] };
}

/// <summary>The wire form of an <see cref="AuditEntry"/>.</summary>
[GenerateSerializer]
[Alias("Sssaham.AuditEntry")]
public struct AuditEntrySurrogate
{
    /// <summary>Its number.</summary>
    [Id(0)]
    public long Number { get; set; }

    /// <summary>What happened.</summary>
    [Id(1)]
    public AuditRecord Record { get; set; }

    /// <summary>Hash of the entry before.</summary>
    [Id(2)]
    public byte[] Previous { get; set; }

    /// <summary>Its hash.</summary>
    [Id(3)]
    public byte[] Hash { get; set; }
}

/// <summary>Converts entries to and from their wire form.</summary>
[RegisterConverter]
public sealed class AuditEntryConverter : IConverter<AuditEntry, AuditEntrySurrogate>
{
    /// <inheritdoc/>
    public AuditEntry ConvertFromSurrogate(in AuditEntrySurrogate surrogate) => new(surrogate.Number, surrogate.Record, surrogate.Previous, surrogate.Hash);

    /// <inheritdoc/>
    public AuditEntrySurrogate ConvertToSurrogate(in AuditEntry value) => new() { Number = value.Number, Record = value.Record, Previous = value.Previous, Hash = value.Hash };
}

/// <summary>The wire form of an <see cref="AuditHead"/>.</summary>
[GenerateSerializer]
[Alias("Sssaham.AuditHead")]
public struct AuditHeadSurrogate
{
    /// <summary>Number of the last entry.</summary>
    [Id(0)]
    public long Number { get; set; }

    /// <summary>Its hash.</summary>
    [Id(1)]
    public byte[] Hash { get; set; }
}

/// <summary>Converts ends of chains to and from their wire form.</summary>
[RegisterConverter]
public sealed class AuditHeadConverter : IConverter<AuditHead, AuditHeadSurrogate>
{
    /// <inheritdoc/>
    public AuditHead ConvertFromSurrogate(in AuditHeadSurrogate surrogate) => new(surrogate.Number, surrogate.Hash);

    /// <inheritdoc/>
    public AuditHeadSurrogate ConvertToSurrogate(in AuditHead value) => new() { Number = value.Number, Hash = value.Hash };
}

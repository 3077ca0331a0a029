using Orleans;
using Orleans.Concurrency;
using Sssaham.Domain.Flow;

namespace Sssaham.GrainInterfaces.Flow;

/// <summary>What brokers count as; the key is <c>all</c>. The directory is its list of changes.</summary>
[Alias("Sssaham.IBrokerDirectoryGrain")]
public interface IBrokerDirectoryGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "all";

    /// <summary>The changes that one who knows a version lacks.</summary>
    /// <param name="version">Version known; 0 for the default directory.</param>
    /// <returns>The changes behind it, in their order; none when it is up to date.</returns>
    [AlwaysInterleave]
    [Alias("ChangesSince")]
    Task<BrokerEntry[]> ChangesSinceAsync(long version);

    /// <summary>Changes what a broker counts as. Durable when this returns.</summary>
    /// <param name="entry">The change.</param>
    /// <returns>The directory's version; the same as before when nothing changed.</returns>
    [Alias("Put")]
    Task<long> PutAsync(BrokerEntry entry);
}

/// <summary>The wire form of a <see cref="BrokerEntry"/>.</summary>
[GenerateSerializer]
[Alias("Sssaham.BrokerEntry")]
public struct BrokerEntrySurrogate
{
    /// <summary>Broker code.</summary>
    [Id(0)]
    public string Code { get; set; }

    /// <summary>Name of the house.</summary>
    [Id(1)]
    public string Name { get; set; }

    /// <summary>Category.</summary>
    [Id(2)]
    public byte Category { get; set; }

    /// <summary>Who says so.</summary>
    [Id(3)]
    public string Source { get; set; }

    /// <summary>First trading date.</summary>
    [Id(4)]
    public DateOnly Since { get; set; }
}

/// <summary>Converts broker entries to and from their wire form.</summary>
[RegisterConverter]
public sealed class BrokerEntryConverter : IConverter<BrokerEntry, BrokerEntrySurrogate>
{
    /// <inheritdoc/>
    public BrokerEntry ConvertFromSurrogate(in BrokerEntrySurrogate surrogate) => new(surrogate.Code, surrogate.Name, (BrokerCategory)surrogate.Category, surrogate.Source, surrogate.Since);

    /// <inheritdoc/>
    public BrokerEntrySurrogate ConvertToSurrogate(in BrokerEntry value) => new() { Code = value.Code, Name = value.Name, Category = (byte)value.Category, Source = value.Source, Since = value.Since };
}

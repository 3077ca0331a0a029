using Orleans;
using Orleans.Concurrency;

namespace Sssaham.GrainInterfaces.Operations;

/// <summary>
/// What only a silo itself knows of it; the key is its address. Called with the address as placement hint, else it may live on another
/// silo: <see cref="SiloInfo.Address"/> says where it does.
/// </summary>
[Alias("Sssaham.ISiloGrain")]
public interface ISiloGrain : IGrainWithStringKey
{
    /// <summary>What it is.</summary>
    /// <returns>The silo's facts.</returns>
    [AlwaysInterleave]
    [Alias("Get")]
    Task<SiloInfo> GetAsync();
}

/// <summary>A silo.</summary>
/// <param name="Address">Its address, as Orleans writes it.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="ThreadPoolQueue">Work that waits for a thread.</param>
/// <param name="MemoryBytes">Bytes of memory that the process holds (its working set).</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.SiloInfo")]
public sealed record SiloInfo(
    [property: Id(0)] string Address,
    [property: Id(1)] string Version,
    [property: Id(2)] long ThreadPoolQueue,
    [property: Id(3)] long MemoryBytes);

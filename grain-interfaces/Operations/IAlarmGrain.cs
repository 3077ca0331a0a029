using Orleans;
using Orleans.Concurrency;

namespace Sssaham.GrainInterfaces.Operations;

/// <summary>Something that needs a person.</summary>
/// <param name="Source">What it is about: <c>data</c>, <c>feed:{name}</c>, <c>job:{name}</c>, <c>account:{id}</c>. There is one alarm per source.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="SinceUs">Since when, microseconds since 1970 UTC.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.AlarmInfo")]
public sealed record AlarmInfo([property: Id(0)] string Source, [property: Id(1)] string Message, [property: Id(2)] long SinceUs);

/// <summary>The alarms that are on; the key is <c>all</c>. Nothing is kept: the next check says again what is wrong.</summary>
[Alias("Sssaham.IAlarmGrain")]
public interface IAlarmGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "all";

    /// <summary>Takes all that is wrong now. What is new is raised, what is gone is cleared; what goes on keeps its start.</summary>
    /// <param name="alarms">The alarms, one per source.</param>
    /// <returns>When they are taken.</returns>
    [Alias("Report")]
    Task ReportAsync(AlarmInfo[] alarms);

    /// <summary>The alarms that are on.</summary>
    /// <returns>Alarms by source in ordinal order.</returns>
    [AlwaysInterleave]
    [Alias("List")]
    Task<AlarmInfo[]> ListAsync();
}

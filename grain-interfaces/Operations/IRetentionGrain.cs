using Orleans;

namespace Sssaham.GrainInterfaces.Operations;

/// <summary>Says what a deletion of old days would delete; the key is <c>all</c>. The deletion itself is a run of the job
/// <see cref="JobNames.Retention"/> with the argument <c>{before}/{token}</c>.</summary>
[Alias("Sssaham.IRetentionGrain")]
public interface IRetentionGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "all";

    /// <summary>What is kept of the days before a date.</summary>
    /// <param name="before">First day that would stay.</param>
    /// <returns>The plan; null where data is not kept by day.</returns>
    /// <exception cref="RetentionUnavailableException">The database cannot be read now.</exception>
    [Alias("Plan")]
    Task<DeletionPlan?> PlanAsync(DateOnly before);
}

/// <summary>What a deletion would delete.</summary>
/// <param name="Before">First day that would stay.</param>
/// <param name="Today">Today's trading date.</param>
/// <param name="Latest">The last date that may be asked for: newer days are protected, and of a later date nothing is planned.</param>
/// <param name="Days">How many days.</param>
/// <param name="Parts">The tables.</param>
/// <param name="Token">Stands for these days of these tables; null when there are none.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.DeletionPlan")]
public sealed record DeletionPlan(
    [property: Id(0)] DateOnly Before,
    [property: Id(1)] DateOnly Today,
    [property: Id(2)] DateOnly Latest,
    [property: Id(3)] int Days,
    [property: Id(4)] DeletionPart[] Parts,
    [property: Id(5)] string? Token);

/// <summary>What would be deleted of a table.</summary>
/// <param name="Name">Name of the table.</param>
/// <param name="Days">How many days.</param>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them.</param>
/// <param name="Rows">Rows; an estimate where counting would take long.</param>
/// <param name="Bytes">Bytes on the disk.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.DeletionPart")]
public sealed record DeletionPart(
    [property: Id(0)] string Name,
    [property: Id(1)] int Days,
    [property: Id(2)] DateOnly First,
    [property: Id(3)] DateOnly Last,
    [property: Id(4)] long Rows,
    [property: Id(5)] long Bytes);

/// <summary>What is kept cannot be looked at now.</summary>
[GenerateSerializer]
[Alias("Sssaham.RetentionUnavailableException")]
public sealed class RetentionUnavailableException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What failed.</param>
    public RetentionUnavailableException(string message)
        : base(message)
    {
    }
}

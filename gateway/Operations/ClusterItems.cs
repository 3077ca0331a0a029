using System.Text.Json.Serialization;

namespace Sssaham.Gateway.Operations;

/// <summary>A silo. What it alone knows is null when it did not answer.</summary>
/// <param name="Address">IP address and port.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">As the membership has it: Joining, Active, ShuttingDown, Stopping, Dead.</param>
/// <param name="Since">When it started.</param>
/// <param name="Answers">Whether it answered in time; false for one that is not active.</param>
/// <param name="Version">Version of its program.</param>
/// <param name="CpuPercent">CPU in use, percent of the machine.</param>
/// <param name="MemoryBytes">Memory that its process holds (working set).</param>
/// <param name="ManagedBytes">Managed memory in use, smoothed.</param>
/// <param name="AvailableMemoryBytes">Memory that is left for it, smoothed.</param>
/// <param name="Activations">Grains and other activations on it.</param>
/// <param name="RecentlyUsed">Those of them that were used recently.</param>
/// <param name="ThreadPoolQueue">Work that waits for a thread.</param>
/// <param name="IsOverloaded">Whether it sheds load.</param>
internal sealed record SiloItem(
    string Address,
    string? Name,
    string State,
    DateTimeOffset Since,
    bool Answers,
    string? Version,
    double? CpuPercent,
    long? MemoryBytes,
    long? ManagedBytes,
    long? AvailableMemoryBytes,
    int? Activations,
    int? RecentlyUsed,
    long? ThreadPoolQueue,
    bool? IsOverloaded);

/// <summary>Activations of a type of grain.</summary>
/// <param name="Type">Name of the type.</param>
/// <param name="Activations">How many there are.</param>
/// <param name="Silos">On how many silos.</param>
internal sealed record GrainTypeItem(string Type, long Activations, int Silos);

/// <summary>Sums over the silos that answered.</summary>
/// <param name="Silos">Silos listed.</param>
/// <param name="Active">Members that are active.</param>
/// <param name="Answering">Silos that answered.</param>
/// <param name="Activations">Activations on them.</param>
/// <param name="GrainTypes">Types of grains on them, also those that are not listed.</param>
internal sealed record ClusterTotals(int Silos, int Active, int Answering, long Activations, int GrainTypes);

/// <summary>The cluster.</summary>
/// <param name="Status">OK; DEGRADED when an active silo did not answer; UNKNOWN when nobody could tell who the members are.</param>
/// <param name="GeneratedAt">When this was read.</param>
/// <param name="Message">What could not be read; null when all was.</param>
/// <param name="Silos">The members, and those that left lately.</param>
/// <param name="Grains">Types of grains, those with most activations first.</param>
/// <param name="Totals">Sums.</param>
internal sealed record ClusterAnswer(
    string Status,
    [property: JsonPropertyName("generated_at")] DateTimeOffset GeneratedAt,
    string? Message,
    IReadOnlyList<SiloItem> Silos,
    IReadOnlyList<GrainTypeItem> Grains,
    ClusterTotals Totals);

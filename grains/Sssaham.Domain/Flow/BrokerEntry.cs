namespace Sssaham.Domain.Flow;

/// <summary>A line of the category map: what a broker counts as from a date on.</summary>
/// <param name="Code">Broker code, two to four upper-case letters or digits.</param>
/// <param name="Name">Name of the house; empty when only the exchange's list of members knows it.</param>
/// <param name="Category">Category from <paramref name="Since"/> until the broker's next entry.</param>
/// <param name="Source">Who says so, for people.</param>
/// <param name="Since">First trading date on which it holds.</param>
public sealed record BrokerEntry(string Code, string Name, BrokerCategory Category, string Source, DateOnly Since);

/// <summary>The category of one row of a summary.</summary>
/// <param name="Category">The category.</param>
/// <param name="IsMapped">False when neither the row's type nor the map knows the broker, so that it counts as a local fund by rule.</param>
public readonly record struct BrokerClass(BrokerCategory Category, bool IsMapped);

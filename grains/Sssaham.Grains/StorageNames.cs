namespace Sssaham.Grains;

/// <summary>Names of the grain storages.</summary>
public static class StorageNames
{
    /// <summary>State that can be built again from the trade log: damage is no reason to stop.</summary>
    public const string Cache = "cache";
}

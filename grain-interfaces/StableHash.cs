namespace Sssaham.GrainInterfaces;

/// <summary>A hash that is the same in every process and version: what is stored by it is found again.</summary>
internal static class StableHash
{
    /// <summary>FNV-1a of a text.</summary>
    public static uint Of(string text)
    {
        var hash = 2166136261u;
        foreach (var character in text) hash = (hash ^ character) * 16777619;
        return hash;
    }
}

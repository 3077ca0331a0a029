namespace Sssaham.Silo.Storage.Embedded;

/// <summary>Keys made of parts that may hold any text.</summary>
internal static class StorageKey
{
    /// <summary>Joins parts so that different parts never give the same key, and a person can still read them.</summary>
    /// <param name="parts">The parts.</param>
    /// <returns>The key.</returns>
    public static string Join(params ReadOnlySpan<string> parts)
    {
        var escaped = new string[parts.Length];
        for (var i = 0; i < parts.Length; i++) escaped[i] = Escape(parts[i]);
        return string.Join('/', escaped);
    }

    private static string Escape(string part) => part.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal);
}

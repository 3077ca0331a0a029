namespace Sssaham.Silo.Storage.Embedded;

/// <summary>A value as it is stored.</summary>
/// <param name="Key">Its key.</param>
/// <param name="ETag">Names this very version of the value; positive, and never used twice for one key.</param>
/// <param name="Bytes">The value.</param>
public sealed record StoredValue(string Key, long ETag, ReadOnlyMemory<byte> Bytes);

/// <summary>The value was changed by somebody else since the caller saw it. Nothing was written.</summary>
/// <param name="key">Key of the value.</param>
/// <param name="expected">ETag that the caller expected.</param>
/// <param name="stored">ETag that is stored.</param>
[GenerateSerializer]
[Alias("Sssaham.EtagMismatchException")]
public sealed class EtagMismatchException(string key, long expected, long stored)
    : InvalidOperationException($"The value of '{key}' has ETag {stored}, not {expected}.")
{
    /// <summary>ETag that the caller expected; <see cref="AtomicFileStore.Absent"/> for no value.</summary>
    [Id(0)]
    public long Expected { get; } = expected;

    /// <summary>ETag that is stored; <see cref="AtomicFileStore.Absent"/> for no value.</summary>
    [Id(1)]
    public long Stored { get; } = stored;
}

/// <summary>A file of the store does not hold what was written. It is left as it is, for somebody to look at.</summary>
/// <param name="path">Path of the file in the data folder.</param>
/// <param name="key">Key of the value, as far as it is known.</param>
/// <param name="reason">What is wrong.</param>
[GenerateSerializer]
[Alias("Sssaham.DamagedValueException")]
public sealed class DamagedValueException(string path, string? key, string reason)
    : IOException($"The file '{path}' of {(key is null ? "an unknown key" : $"key '{key}'")} is damaged: {reason}.")
{
    /// <summary>Path of the file in the data folder.</summary>
    [Id(0)]
    public string Path { get; } = path;

    /// <summary>Key of the value; null when only the damaged file could tell it.</summary>
    [Id(1)]
    public string? Key { get; } = key;
}

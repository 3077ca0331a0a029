using Sssaham.Silo.Identity;

namespace Sssaham.Silo.Storage.Identity;

/// <summary>Keys as files of a folder, which only the process's user may enter.</summary>
public sealed class FileKeyStore : IKeyStore
{
    private const string Extension = ".xml";
    private readonly string _folder;

    /// <summary>Makes the folder if need be, and keeps others out of it.</summary>
    /// <param name="folder">The folder.</param>
    public FileKeyStore(string folder)
    {
        _folder = folder;
        OwnFiles.MakeFolder(folder);
        foreach (var file in Files()) OwnFiles.Restrict(file);
    }

    /// <inheritdoc/>
    public IReadOnlyList<StoredKey> Read() => [.. Files().Order(StringComparer.Ordinal).Select(f => new StoredKey(f, File.ReadAllText(f)))];

    /// <inheritdoc/>
    public void Add(string name, string xml) => OwnFiles.Write(Path.Combine(_folder, Path.GetFileName(name) + Extension), xml);

    /// <inheritdoc/>
    public void Replace(StoredKey key, string xml)
    {
        if (File.ReadAllText(key.Id) == key.Xml) OwnFiles.Write(key.Id, xml);
    }

    private IEnumerable<string> Files() => Directory.EnumerateFiles(_folder, "*" + Extension);
}

namespace Sssaham.Silo.Storage.Files;

/// <summary>A folder of a file layer as a layer of its own.</summary>
/// <param name="files">The whole.</param>
/// <param name="folder">The folder, relative.</param>
public sealed class FolderLayer(IFileLayer files, string folder) : IFileLayer
{
    /// <inheritdoc/>
    public IDurableFile Open(string path, bool create) => files.Open(Inside(path), create);

    /// <inheritdoc/>
    public IDurableFile OpenRead(string path) => files.OpenRead(Inside(path));

    /// <inheritdoc/>
    public void CreateFolder(string path) => files.CreateFolder(Inside(path));

    /// <inheritdoc/>
    public void SyncFolder(string path) => files.SyncFolder(Inside(path));

    /// <inheritdoc/>
    public bool Exists(string path) => files.Exists(Inside(path));

    /// <inheritdoc/>
    public IReadOnlyList<string> Files(string path) => files.Files(Inside(path));

    /// <inheritdoc/>
    public IReadOnlyList<string> Folders(string path) => files.Folders(Inside(path));

    /// <inheritdoc/>
    public void Replace(string from, string to) => files.Replace(Inside(from), Inside(to));

    /// <inheritdoc/>
    public void Delete(string path) => files.Delete(Inside(path));

    private string Inside(string path) => path.Length == 0 ? folder : $"{folder}/{path}";
}

namespace Sssaham.Silo.Storage.Files;

/// <summary>
/// The few file operations that durability is built on, so that a test can put a layer underneath which forgets everything that
/// was not synced. Paths are relative to the data folder, with forward slashes. Every failure is an <see cref="IOException"/>.
/// </summary>
public interface IFileLayer
{
    /// <summary>Opens a file for reading and writing.</summary>
    /// <param name="path">Relative path.</param>
    /// <param name="create">True makes a new file and fails when there is one; false opens an existing one.</param>
    /// <returns>The open file.</returns>
    IDurableFile Open(string path, bool create);

    /// <summary>Opens an existing file for reading only, beside any writer.</summary>
    /// <param name="path">Relative path.</param>
    /// <returns>The open file.</returns>
    IDurableFile OpenRead(string path);

    /// <summary>Makes a folder and its parents. The entries are durable when this returns.</summary>
    /// <param name="path">Relative path; empty for the data folder itself.</param>
    void CreateFolder(string path);

    /// <summary>Makes a folder's entries (files made, renamed, deleted in it) durable.</summary>
    /// <param name="path">Relative path; empty for the data folder itself.</param>
    void SyncFolder(string path);

    /// <summary>Whether a file exists.</summary>
    /// <param name="path">Relative path.</param>
    /// <returns>True for a file.</returns>
    bool Exists(string path);

    /// <summary>The names of the files in a folder; none when the folder does not exist.</summary>
    /// <param name="path">Relative path.</param>
    /// <returns>Names without the path, in ordinal order.</returns>
    IReadOnlyList<string> Files(string path);

    /// <summary>The names of the folders in a folder; none when the folder does not exist.</summary>
    /// <param name="path">Relative path.</param>
    /// <returns>Names without the path, in ordinal order.</returns>
    IReadOnlyList<string> Folders(string path);

    /// <summary>Renames a file over another one, atomically. Durable after <see cref="SyncFolder"/>.</summary>
    /// <param name="from">Existing file.</param>
    /// <param name="to">New name in the same folder; replaced when it exists.</param>
    void Replace(string from, string to);

    /// <summary>Deletes a file if it exists. Durable after <see cref="SyncFolder"/>.</summary>
    /// <param name="path">Relative path.</param>
    void Delete(string path);
}

/// <summary>An open file. Writes are durable only after <see cref="Sync"/> returned without an exception.</summary>
public interface IDurableFile : IDisposable
{
    /// <summary>Length in bytes.</summary>
    long Length { get; }

    /// <summary>Reads at a position.</summary>
    /// <param name="position">Position in bytes.</param>
    /// <param name="buffer">Where to.</param>
    /// <returns>Bytes read; fewer than asked only at the end of the file.</returns>
    int Read(long position, Span<byte> buffer);

    /// <summary>Writes at a position; the file grows as needed.</summary>
    /// <param name="position">Position in bytes.</param>
    /// <param name="bytes">What to write.</param>
    void Write(long position, ReadOnlySpan<byte> bytes);

    /// <summary>Cuts the file to a length.</summary>
    /// <param name="length">New length.</param>
    void Truncate(long length);

    /// <summary>Waits until everything written is on the device.</summary>
    void Sync();
}

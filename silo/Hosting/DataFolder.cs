namespace Sssaham.Silo.Hosting;

/// <summary>The data folder, held by this process alone: two writers of one log would destroy it.</summary>
public sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    /// <summary>Makes the folder if need be and takes it.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="DataFolderException">It cannot be made or written, or another process holds it.</exception>
    public DataFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(Path);
            _lock = new FileStream(System.IO.Path.Combine(Path, "LOCK"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DataFolderException($"The data folder '{Path}' cannot be written: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new DataFolderException($"The data folder '{Path}' cannot be used (is another Sssaham running on it?): {e.Message}", e);
        }
    }

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}

/// <summary>The data folder cannot be used; the message is for the operator.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="inner">The cause.</param>
public sealed class DataFolderException(string message, Exception inner) : Exception(message, inner);

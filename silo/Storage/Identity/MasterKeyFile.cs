using Microsoft.Extensions.Configuration;
using Sssaham.Silo.Hosting;
using Sssaham.Silo.Identity;

namespace Sssaham.Silo.Storage.Identity;

/// <summary>The master key of the embedded default: unless one is configured it is made at the first start and kept beside the data folder, so that a copy of the folder alone does not read its secrets.</summary>
internal static class MasterKeyFile
{
    private const string Setting = "Security:MasterKeyFile";
    private const string Extension = ".masterkey";

    /// <summary>Reads the key that is configured or kept, or makes one.</summary>
    /// <param name="configuration">All configuration.</param>
    /// <param name="folder">The data folder.</param>
    /// <exception cref="ArgumentException">The file cannot be read or made, or what is in it is no key.</exception>
    public static MasterKeys Of(IConfiguration configuration, DataFolder folder)
    {
        if (MasterKeys.Of(configuration) is { } configured) return configured;
        var path = configuration[Setting] is { Length: > 0 } given ? Path.GetFullPath(given) : Path.TrimEndingDirectorySeparator(folder.Path) + Extension;
        try
        {
            if (!File.Exists(path)) OwnFiles.Write(path, MasterKeys.New() + "\n");
            OwnFiles.Restrict(path);
            return new MasterKeys(File.ReadAllText(path).Trim(), []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"The master key cannot be kept in '{path}': {e.Message} Set {Setting} to a file outside of the data folder, or Security:MasterKey.", e);
        }
    }
}

using Microsoft.Extensions.Configuration;

namespace Sssaham.Silo.Hosting;

/// <summary>Settings as files of a folder, one each, so that secrets stay out of environments and command lines: what containers and systemd mount.</summary>
public static class SecretFiles
{
    private const string Setting = $"{SssahamOptions.Section}:SecretsPath";

    /// <summary>
    /// Adds the files of the folder in <c>Sssaham:SecretsPath</c>, which win over every other source. A file's name is the setting's with
    /// <c>__</c> for each colon, such as <c>ConnectionStrings__Sssaham</c>. Without the setting nothing is read.
    /// </summary>
    /// <param name="configuration">All configuration.</param>
    /// <exception cref="ArgumentException">There is no such folder, or it cannot be read.</exception>
    public static void AddSecretFiles(this IConfigurationManager configuration)
    {
        if (configuration[Setting] is not { Length: > 0 } folder) return;
        try
        {
            configuration.AddKeyPerFile(Path.GetFullPath(folder), optional: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{Setting}: '{folder}' cannot be read: {e.Message}", e);
        }
    }
}

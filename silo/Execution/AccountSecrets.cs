using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Sssaham.Grains.Execution;

namespace Sssaham.Silo.Execution;

/// <summary>
/// Secrets encrypted by ASP.NET Core's data protection, with keys in files that only the process's user reads, or in a repository that
/// the processes of a cluster share. Whoever has the data folder or the database whole has the keys, too: it keeps sessions out of
/// logs, journals and copies of single files or tables, not from the machine's owner.
/// </summary>
internal sealed class AccountSecrets : IAccountSecrets
{
    /// <summary>Part of every key: another name makes all that is stored unreadable.</summary>
    private const string Application = "sssaham";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string Purpose = "account-credentials";
    private readonly string? _folder;
    private readonly IDataProtectionProvider _provider;

    /// <summary>Opens the key ring, and makes its folder if need be.</summary>
    /// <param name="folder">Folder of the keys.</param>
    public AccountSecrets(string folder)
    {
        _folder = folder;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerOnly);
        Restrict();
        _provider = DataProtectionProvider.Create(new DirectoryInfo(folder), b => b.SetApplicationName(Application));
    }

    /// <summary>Opens the key ring of a cluster.</summary>
    /// <param name="keys">Where the keys are.</param>
    public AccountSecrets(IXmlRepository keys)
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName(Application);
        services.Configure<KeyManagementOptions>(o => o.XmlRepository = keys);
        _provider = services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>();
    }

    /// <inheritdoc/>
    public string Protect(string accountId, IReadOnlyList<string> lines)
    {
        var stored = Protector(accountId).Protect(JsonSerializer.Serialize(lines));
        // The first use, and one every few months, makes a key.
        Restrict();
        return stored;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string>? Unprotect(string accountId, string stored)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(Protector(accountId).Unprotect(stored));
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return null;
        }
    }

    private IDataProtector Protector(string accountId) => _provider.CreateProtector(Purpose, accountId);

    private void Restrict()
    {
        // Windows' profile folders are the user's own; elsewhere the folder's mode keeps others out before a key's own mode does.
        if (_folder is null || OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(_folder, OwnerOnly);
        foreach (var key in Directory.EnumerateFiles(_folder, "*.xml")) File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}

using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Identity;

namespace Sssaham.Silo.Execution;

/// <summary>
/// Secrets encrypted by ASP.NET Core's data protection. Its keys are where the secrets are, encrypted by a master key that is not: whoever
/// has the data folder or the database alone reads no secrets.
/// </summary>
internal sealed class AccountSecrets : IAccountSecrets, IIdentitySecrets
{
    /// <summary>Part of every key: another name makes all that is stored unreadable.</summary>
    private const string Application = "sssaham";
    private const string Purpose = "account-credentials";
    private const string IdentityPurpose = "identity";
    private readonly IDataProtectionProvider _provider;

    /// <summary>Opens the key ring.</summary>
    /// <param name="keys">Where the keys are.</param>
    public AccountSecrets(IXmlRepository keys)
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName(Application);
        services.Configure<KeyManagementOptions>(o => o.XmlRepository = keys);
        _provider = services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>();
    }

    /// <inheritdoc/>
    public string Protect(string accountId, IReadOnlyList<string> lines) => Protector(accountId).Protect(JsonSerializer.Serialize(lines));

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

    /// <inheritdoc/>
    string IIdentitySecrets.Protect(string purpose, byte[] secret) => Convert.ToBase64String(_provider.CreateProtector(IdentityPurpose, purpose).Protect(secret));

    /// <inheritdoc/>
    byte[]? IIdentitySecrets.Unprotect(string purpose, string stored)
    {
        try
        {
            return _provider.CreateProtector(IdentityPurpose, purpose).Unprotect(Convert.FromBase64String(stored));
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private IDataProtector Protector(string accountId) => _provider.CreateProtector(Purpose, accountId);
}

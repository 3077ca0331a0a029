using Microsoft.Extensions.Logging.Abstractions;
using Sssaham.Silo.Execution;
using Sssaham.Silo.Identity;
using Sssaham.Silo.Storage.Identity;

namespace Sssaham.Cluster.Tests.Execution;

/// <summary>Secrets with keys in a folder.</summary>
internal static class SecretsIn
{
    public static AccountSecrets Folder(string folder, string? master = null, params string[] old) => Of(new FileKeyStore(folder), master, old);

    /// <summary>Opens the ring as a host does when it starts.</summary>
    public static AccountSecrets Of(IKeyStore store, string? master, params string[] old)
    {
        var keys = new SealedKeys(store, master is null ? null : new MasterKeys(master, old), NullLogger<SealedKeys>.Instance);
        keys.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
        return new AccountSecrets(keys);
    }
}

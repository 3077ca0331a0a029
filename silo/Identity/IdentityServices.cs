using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Identity;
using Sssaham.Grains.Operations;
using Sssaham.Silo.Execution;

namespace Sssaham.Silo.Identity;

/// <summary>Adds what users' grains need.</summary>
internal static class IdentityServices
{
    /// <summary>Adds secrets that are encrypted where they are stored; takes the place of what was added before.</summary>
    /// <param name="services">The services.</param>
    /// <param name="keys">Makes the key ring, which is looked at when the host starts.</param>
    public static void AddSecrets(this IServiceCollection services, Func<IServiceProvider, SealedKeys> keys)
    {
        services.Replace(ServiceDescriptor.Singleton(keys));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SealedKeys>(p => p.GetRequiredService<SealedKeys>()));
        services.Replace(ServiceDescriptor.Singleton(p => new AccountSecrets(p.GetRequiredService<SealedKeys>())));
        services.Replace(ServiceDescriptor.Singleton<IAccountSecrets>(p => p.GetRequiredService<AccountSecrets>()));
        services.Replace(ServiceDescriptor.Singleton<IIdentitySecrets>(p => p.GetRequiredService<AccountSecrets>()));
    }

    /// <summary>Adds the settings of signing keys, and the check of the audit log.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">All configuration.</param>
    public static void AddIdentityGrains(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IJobWork, AuditCheckJob>();
        services.AddOptions<IdentityGrainOptions>().Bind(configuration.GetSection("Identity"))
            .Validate(o => o.SigningKeyLifetime >= TimeSpan.FromHours(1) && o.KeepOldKeys >= TimeSpan.FromHours(1), "Identity: SigningKeyLifetime and KeepOldKeys must be an hour or more.").ValidateOnStart();
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sssaham.Grains.Operations;

namespace Sssaham.Silo.Operations;

/// <summary>Adds what runs the jobs; every area adds its own jobs as <see cref="IJobWork"/>.</summary>
internal static class OperationsServices
{
    /// <summary>Adds the jobs' supervisor and the jobs of every form.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">All configuration.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddOperations(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<HealthOptions>(configuration.GetSection("Health"));
        services.Configure<RetentionOptions>(configuration.GetSection(RetentionOptions.Section));
        services.AddSingleton<IJobWork, HealthJob>();
        services.AddSingleton<IJobWork, RetentionJob>();
        services.AddSingleton<JobCatalog>();
        services.AddHostedService<JobSupervisor>();
        return services;
    }
}

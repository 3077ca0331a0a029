using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Flow;
using Sssaham.Grains.Identity;
using Sssaham.Grains.Market;
using Sssaham.Grains.Operations;
using Sssaham.Silo.Hosting;
using Sssaham.Silo.Identity;
using Sssaham.Silo.Storage.Execution;
using Sssaham.Silo.Storage.Postgres.Tables;
using Sssaham.Silo.Storage.Postgres.TradeLog;

namespace Sssaham.Silo.Storage.Postgres;

/// <summary>Puts PostgreSQL where the data folder would be.</summary>
public static class PostgresServices
{
    /// <summary>
    /// Replaces the trade log, the accounts' journal and secrets, the archives, the flow cache and the probe. Called after the services
    /// of the data folder, or without them. The migrations must have been applied before anything is used.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Settings.</param>
    /// <param name="master">The master key; null leaves the keys of stored secrets in the clear.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddPostgresStorage(this IServiceCollection services, PostgresOptions options, MasterKeys? master = null)
    {
        services.AddSingleton(options);
        services.AddSingleton<PostgresDatabase>();
        services.AddSingleton(p => Log(p, LogTables.Trades, options.TradeWriters));
        services.Replace(ServiceDescriptor.Singleton<ITradeLog>(p => p.GetRequiredService<PostgresTradeLog>()));
        services.AddKeyedSingleton(EmbeddedStorage.Journal, (p, _) => Log(p, LogTables.Orders, options.OrderWriters));
        services.Replace(ServiceDescriptor.Singleton<IAccountJournal>(p => new LogAccountJournal(p.GetRequiredKeyedService<PostgresTradeLog>(EmbeddedStorage.Journal))));
        services.Replace(ServiceDescriptor.Singleton<IFootprintArchive, PostgresFootprintArchive>());
        services.Replace(ServiceDescriptor.Singleton<IBrokerSummaryArchive, PostgresBrokerSummaryArchive>());
        services.Replace(ServiceDescriptor.Singleton<IFlowCache, PostgresFlowCache>());
        services.Replace(ServiceDescriptor.Singleton<IDataProbe, PostgresDataProbe>());
        services.AddSecrets(p => new SealedKeys(new PostgresKeyStore(p.GetRequiredService<PostgresDatabase>()), master, p.GetRequiredService<ILogger<SealedKeys>>()));
        services.Replace(ServiceDescriptor.Singleton<IAuditStore, PostgresAuditStore>());
        services.AddSingleton<IRetainedDays, PostgresRetainedDays>();
        services.AddSingleton<IJobWork, ProjectTablesJob>();
        return services;
    }

    private static PostgresTradeLog Log(IServiceProvider services, LogTables tables, int writers) =>
        new(services.GetRequiredService<PostgresDatabase>(), services.GetRequiredService<PostgresOptions>(), tables, writers, services.GetRequiredService<ILogger<PostgresTradeLog>>());
}

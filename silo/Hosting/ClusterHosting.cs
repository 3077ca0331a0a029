using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Providers;
using Orleans.Serialization;
using Orleans.Storage;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Execution.Paper;
using Sssaham.Grains.Flow;
using Sssaham.Grains.Scoring;
using Sssaham.Silo.Execution;
using Sssaham.Silo.Operations;
using Sssaham.Silo.Storage.Postgres;

namespace Sssaham.Silo.Hosting;

/// <summary>The PostgreSQL form: silos and gateways as processes of their own, as many as there are machines, on one database.</summary>
public static class ClusterHosting
{
    private const string Invariant = "Npgsql";
    private const string ServiceId = "sssaham";

    /// <summary>Adds a silo of the cluster.</summary>
    /// <param name="builder">The host.</param>
    /// <returns>The host.</returns>
    /// <exception cref="ArgumentException">A setting is wrong.</exception>
    public static IHostApplicationBuilder AddClusterSilo(this IHostApplicationBuilder builder)
    {
        var (options, postgres) = Read(builder.Configuration);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddPostgresStorage(postgres);
        services.AddMarket(builder.Configuration);
        services.AddOperations(builder.Configuration);
        services.AddFlow(builder.Configuration);
        services.AddExecution(builder.Configuration);
        builder.UseOrleans(silo =>
        {
            var address = IPAddress.Parse(options.Address);
            silo.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (options.ClusterId, ServiceId));
            silo.ConfigureEndpoints(address, Port(options.SiloPort, 11111), Port(options.ClientPort, 30000), listenOnAnyHostAddress: !IPAddress.IsLoopback(address));
            silo.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = (Invariant, postgres.ConnectionString));
            silo.UseAdoNetReminderService(o => (o.Invariant, o.ConnectionString) = (Invariant, postgres.ConnectionString));
            foreach (var name in new[] { ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, StorageNames.Cache })
            {
                silo.AddAdoNetGrainStorage(name, (OptionsBuilder<AdoNetGrainStorageOptions> storage) => storage.Configure<Serializer>((o, serializer) =>
                {
                    (o.Invariant, o.ConnectionString) = (Invariant, postgres.ConnectionString);
                    // Numbers of members and aliases of types: renames leave old states readable.
                    o.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
                }));
            }

            // A silo that is killed is noticed within seconds; one that only pauses for a collection is not evicted.
            silo.Configure<ClusterMembershipOptions>(o =>
            {
                o.ProbeTimeout = TimeSpan.FromSeconds(1.5);
                o.NumMissedProbesLimit = 3;
                o.TableRefreshTimeout = TimeSpan.FromSeconds(10);
            });
        });
        return builder;
    }

    /// <summary>Adds a client of the cluster with what a gateway needs beside it.</summary>
    /// <param name="builder">The host.</param>
    /// <returns>The host.</returns>
    /// <exception cref="ArgumentException">A setting is wrong.</exception>
    public static IHostApplicationBuilder AddClusterClient(this IHostApplicationBuilder builder)
    {
        var (options, postgres) = Read(builder.Configuration);
        var (services, configuration) = (builder.Services, builder.Configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(VenueConfiguration.Read(configuration));
        services.Configure<FlowOptions>(configuration.GetSection("Flow"));
        services.Configure<ScoringOptions>(configuration.GetSection("Scoring"));
        services.Configure<TradingOptions>(configuration.GetSection("Trading"));
        services.Configure<PaperOptions>(configuration.GetSection("Brokers:Paper"));
        services.AddSingleton(configuration.GetSection(IpotConnector.Section).Get<IpotOptions>() ?? new IpotOptions());
        services.AddSingleton<IBrokerConnector, IpotConnector>();
        services.AddSingleton<IBrokerConnector, PaperConnector>();
        services.AddSingleton<TradeLanes>();
        services.AddSingleton<BrokerDirectoryCache>();
        services.AddSingleton<Scorer>();
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (options.ClusterId, ServiceId));
            client.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = (Invariant, postgres.ConnectionString));
            client.Configure<GatewayOptions>(o => o.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
            // Silos may start after the gateway.
            client.UseConnectionRetryFilter(async (_, cancel) =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancel);
                return true;
            });
        });
        return builder;
    }

    /// <summary>Reads where the database is.</summary>
    /// <param name="configuration">All configuration.</param>
    /// <returns>The settings and the database.</returns>
    internal static (SssahamOptions Options, PostgresOptions Postgres) Read(IConfiguration configuration)
    {
        var options = configuration.GetSection(SssahamOptions.Section).Get<SssahamOptions>() ?? new SssahamOptions();
        var connection = configuration.GetConnectionString(SssahamOptions.ConnectionName);
        options.Check(connection);
        // Pools are per connection string: membership, grain state and reminders share one that is capped, too.
        var capped = new NpgsqlConnectionStringBuilder(connection) { MaxPoolSize = options.MaxConnections }.ConnectionString;
        return (options, new PostgresOptions { ConnectionString = capped, MaxConnections = options.MaxConnections });
    }

    private static int Port(int configured, int usual) => configured == 0 ? usual : configured;
}

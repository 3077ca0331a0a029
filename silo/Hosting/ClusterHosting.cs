using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Hosting;
using Orleans.Providers;
using Orleans.Serialization;
using Orleans.Storage;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Execution.Paper;
using Sssaham.Grains.Flow;
using Sssaham.Grains.Market;
using Sssaham.Grains.Operations;
using Sssaham.Grains.Scoring;
using Sssaham.Silo.Execution;
using Sssaham.Silo.Identity;
using Sssaham.Silo.Notifications;
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
        var address = AdvertisedAddress.Of(options.Address);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        (builder.Configuration.GetSection(RetentionOptions.Section).Get<RetentionOptions>() ?? new RetentionOptions())
            .Check((builder.Configuration.GetSection("Market").Get<MarketOptions>() ?? new MarketOptions()).RetentionDays);
        services.AddPostgresStorage(postgres, MasterKeys.Of(builder.Configuration));
        services.AddMarket(builder.Configuration);
        services.AddOperations(builder.Configuration);
        services.AddFlow(builder.Configuration);
        services.AddExecution(builder.Configuration);
        services.AddIdentityGrains(builder.Configuration);
        services.AddNotificationGrains(builder.Configuration);
        services.AddHostedService<SiloDrain>();
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (options.ClusterId, ServiceId));
            silo.ConfigureEndpoints(address, Port(options.SiloPort, 11111), Port(options.ClientPort, 30000), listenOnAnyHostAddress: !IPAddress.IsLoopback(address));
            ClusterTls.Use(silo, options.Tls);
            silo.Configure<ExceptionSerializationOptions>(CarryNpgsql);
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

            if (Telemetry.IsOn(builder.Configuration)) silo.AddActivityPropagation();
            silo.FeedDashboard(builder.Configuration);
            // A silo that is killed is noticed within seconds; one that only pauses for a collection is not evicted.
            silo.Configure<ClusterMembershipOptions>(o =>
            {
                o.ProbeTimeout = TimeSpan.FromSeconds(1);
                o.NumMissedProbesLimit = 3;
                o.TableRefreshTimeout = TimeSpan.FromSeconds(10);
                // When all die at once nobody is left to declare them dead: the first that starts does it once they have been silent for three
                // of these, and looks at that anew when it could not join for the second.
                o.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(10);
                o.MaxJoinAttemptTime = TimeSpan.FromSeconds(45);
            });
            // What gateways ask is refused before the silo's own work (stops, feeds) is starved, or its memory ends.
            silo.Configure<LoadSheddingOptions>(o => (o.LoadSheddingEnabled, o.CpuThreshold, o.MemoryThreshold) = (true, options.ShedAboveCpu, options.ShedAboveMemory));
            // Before that, what nobody has called lately goes: instruments stay for hours otherwise.
            silo.Configure<GrainCollectionOptions>(o => o.EnableActivationSheddingOnMemoryPressure = true);
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
        services.AddTradeLanes(configuration);
        services.AddSingleton<BrokerDirectoryCache>();
        services.AddSingleton<Scorer>();
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (options.ClusterId, ServiceId));
            ClusterTls.Use(client, options.Tls);
            client.Configure<ExceptionSerializationOptions>(CarryNpgsql);
            client.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = (Invariant, postgres.ConnectionString));
            client.Configure<GatewayOptions>(o => o.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
            if (Telemetry.IsOn(configuration)) client.AddActivityPropagation();
            if (OrleansDashboard.IsOn(configuration)) client.AddDashboard();
            client.UseConnectionRetryFilter<SiloAwaited>();
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
        var capped = new NpgsqlConnectionStringBuilder(connection) { MaxPoolSize = options.MaxConnections };
        // Npgsql 10 asks for Kerberos' encryption first; images of .NET lack its library, and every new connection would throw and print.
        if (!capped.ShouldSerialize("GSS Encryption Mode")) capped.GssEncryptionMode = GssEncryptionMode.Disable;
        return (options, new PostgresOptions { ConnectionString = capped.ConnectionString, MaxConnections = options.MaxConnections });
    }

    // The cause inside of a failure of the database: Orleans would send a fault of the serializer instead, which nobody takes for a failure of the database.
    private static void CarryNpgsql(ExceptionSerializationOptions exceptions) => exceptions.SupportedNamespacePrefixes.Add("Npgsql");

    private static int Port(int configured, int usual) => configured == 0 ? usual : configured;
}

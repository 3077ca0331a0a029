using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains;
using Sssaham.Grains.Flow;
using Sssaham.Grains.Market;
using Sssaham.Grains.Market.Feeds;
using Sssaham.Grains.Operations;
using Sssaham.Grains.Scoring;
using Sssaham.Silo.Execution;
using Sssaham.Silo.Feeds;
using Sssaham.Silo.Flow;
using Sssaham.Silo.Identity;
using Sssaham.Silo.Notifications;
using Sssaham.Silo.Operations;
using Sssaham.Silo.Storage.Archive;
using Sssaham.Silo.Storage.Embedded;
using Sssaham.Silo.Storage.Files;
using Sssaham.Silo.Storage.Flow;
using Sssaham.Silo.Storage.TradeLog;

namespace Sssaham.Silo.Hosting;

/// <summary>Puts a silo together: the same parts in a process of its own and inside the gateway.</summary>
public static class SiloHosting
{
    /// <summary>Adds a silo of the embedded default: one process, loopback only, everything durable in the data folder.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="folder">The data folder, held by this process.</param>
    /// <returns>The host.</returns>
    public static IHostApplicationBuilder AddEmbeddedSilo(this IHostApplicationBuilder builder, DataFolder folder)
    {
        var options = builder.Configuration.GetSection(SssahamOptions.Section).Get<SssahamOptions>() ?? new SssahamOptions();
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddEmbeddedStorage(builder.Configuration, folder);
        services.AddMarket(builder.Configuration);
        services.AddOperations(builder.Configuration);
        services.AddFlow(builder.Configuration);
        services.AddExecution(builder.Configuration);
        services.AddIdentityGrains(builder.Configuration);
        services.AddNotificationGrains(builder.Configuration);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(
                options.SiloPort == 0 ? FreePort() : options.SiloPort,
                options.ClientPort == 0 ? FreePort() : options.ClientPort,
                serviceId: "sssaham",
                clusterId: "embedded");
            silo.Configure<EndpointOptions>(e => e.AdvertisedIPAddress = IPAddress.Loopback);
            silo.AddEmbeddedGrainStorageAsDefault();
            silo.AddEmbeddedGrainStorage(StorageNames.Cache, forgetDamage: true);
            silo.UseEmbeddedReminders();
            if (Telemetry.IsOn(builder.Configuration)) silo.AddActivityPropagation();
            silo.FeedDashboard(builder.Configuration);
        });
        return builder;
    }

    /// <summary>Adds the venues, the way into the instruments, and the feeds.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">All configuration.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddMarket(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<MarketOptions>(configuration.GetSection("Market"));
        services.TryAddSingleton(VenueConfiguration.Read(configuration));
        services.AddTradeLanes(configuration);
        services.AddSingleton<HandOver>();
        services.AddSingleton<DayReads>();
        services.AddSingleton<IFeedRunnerFactory, FeedRunnerFactory>();
        services.AddHostedService<MarketSupervisor>();
        services.AddSingleton<IJobWork, RepairJob>();
        return services;
    }

    /// <summary>Adds the way into the instruments.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">All configuration.</param>
    /// <exception cref="ArgumentException">A setting is wrong.</exception>
    internal static void AddTradeLanes(this IServiceCollection services, IConfiguration configuration)
    {
        var tracedEvery = configuration.GetValue("Telemetry:TradeSampling", 1000);
        if (tracedEvery < 0) throw new ArgumentException("Telemetry:TradeSampling must be 0 or more.");
        services.AddSingleton(p => MarketMetrics.Watch(new TradeLanes(p.GetRequiredService<IGrainFactory>(), tracedEvery)));
    }

    /// <summary>Adds broker flow and scores.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">All configuration.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddFlow(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<FlowOptions>(configuration.GetSection("Flow"));
        services.Configure<ScoringOptions>(configuration.GetSection("Scoring"));
        services.AddSingleton<BrokerDirectoryCache>();
        services.AddSingleton<Scorer>();
        services.AddSingleton<SummaryIntake>();
        services.Configure<CollectorOptions>(configuration.GetSection("Flow:Sources"));
        services.AddSingleton<IBrokerSummarySource, SimulatorSource>();
        services.AddSingleton<IBrokerSummarySource>(p => ActivatorUtilities.CreateInstance<HttpSource>(p, new HttpMessageInvoker(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })));
        services.AddHostedService<FlowSupervisor>();
        services.AddSingleton<IJobWork, DailyRefreshJob>();
        services.AddSingleton<IJobWork, CollectorJob>();
        services.AddSingleton<IJobWork, BrokerRecomputeJob>();
        services.AddSingleton<IJobWork, ScoreJob>();
        return services;
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Execution.Paper;
using Sssaham.Silo.Hosting;
using Sssaham.Silo.Storage.Execution;
using Sssaham.Silo.Storage.Files;
using Sssaham.Silo.Storage.TradeLog;

namespace Sssaham.Silo.Execution;

/// <summary>Adds what trading accounts need.</summary>
internal static class ExecutionServices
{
    /// <summary>Folder of the accounts' journal in the data folder, and key of its log among the services.</summary>
    public const string Journal = "orders";

    /// <summary>Adds the journal, the secrets, the brokers and the accounts' supervisor.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">All configuration.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddExecution(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddKeyedSingleton(Journal, (p, _) => new SegmentTradeLog(
            new FolderLayer(p.GetRequiredService<IFileLayer>(), Journal),
            p.GetRequiredService<SegmentTradeLogOptions>(),
            p.GetRequiredService<ILogger<SegmentTradeLog>>(),
            // An event makes sense only behind those before it.
            inOrder: true));
        services.AddSingleton<IAccountJournal>(p => new LogAccountJournal(p.GetRequiredKeyedService<SegmentTradeLog>(Journal)));
        services.AddSingleton<IAccountSecrets>(p => new AccountSecrets(Path.Combine(p.GetRequiredService<DataFolder>().Path, "keys")));
        services.AddOptions<TradingOptions>().Bind(configuration.GetSection("Trading")).Validate(IsSound, "Trading: a limit or time-out is out of its range.").ValidateOnStart();
        services.AddSingleton<IFaultPoints>(new FaultPoints(configuration));
        services.AddSingleton(configuration.GetSection(IpotConnector.Section).Get<IpotOptions>() ?? new IpotOptions());
        services.AddSingleton<IBrokerConnector, IpotConnector>();
        services.Configure<PaperOptions>(configuration.GetSection("Brokers:Paper"));
        services.AddSingleton<IBrokerConnector, PaperConnector>();
        services.AddHostedService<AccountSupervisor>();
        return services;
    }

    private static bool IsSound(TradingOptions options) =>
        options.Risk.Problems().Count == 0 && options.Phantom.Problems().Count == 0 && options.Orders.Validate().Count == 0
        && options is { Waiting: > 0, CheckpointEvents: > 0, VolatilityDays: > 2 and <= 1000 };
}

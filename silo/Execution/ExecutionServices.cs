using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Execution.Paper;

namespace Sssaham.Silo.Execution;

/// <summary>Adds what trading accounts need.</summary>
internal static class ExecutionServices
{
    /// <summary>Adds the brokers and the accounts' supervisor.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">All configuration.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddExecution(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TradingOptions>().Bind(configuration.GetSection("Trading")).Validate(IsSound, "Trading: a limit or time-out is out of its range.").ValidateOnStart();
        services.AddSingleton<IFaultPoints>(new FaultPoints(configuration));
        services.AddSingleton(configuration.GetSection(IpotConnector.Section).Get<IpotOptions>() ?? new IpotOptions());
        services.AddSingleton<IBrokerConnector, IpotConnector>();
        services.Configure<PaperOptions>(configuration.GetSection("Brokers:Paper"));
        services.AddSingleton<IBrokerConnector, PaperConnector>();
        services.AddHostedService<AccountSupervisor>();
        services.AddHostedService<RehearsalService>();
        return services;
    }

    private static bool IsSound(TradingOptions options) =>
        options.Risk.Problems().Count == 0 && options.Phantom.Problems().Count == 0 && options.Orders.Validate().Count == 0
        && options is { Waiting: > 0, CheckpointEvents: > 0, VolatilityDays: > 2 and <= 1000 }
        && options.SellAtLastAfter > TimeSpan.Zero && options.SellAtLastAfter <= TimeSpan.FromDays(1);
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Dashboard;

namespace Sssaham.Silo.Hosting;

/// <summary>Orleans' own pages about grains and silos.</summary>
public static class OrleansDashboard
{
    /// <summary>Whether they are served and fed; setting <c>Operations:Dashboard</c>, the same for silos and gateways.</summary>
    /// <param name="configuration">All configuration.</param>
    /// <returns>True unless it is switched off.</returns>
    public static bool IsOn(IConfiguration configuration) => configuration.GetValue("Operations:Dashboard", true);

    /// <summary>Feeds the pages from this silo; the times of each method only with <c>Operations:Profiling</c>.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="configuration">All configuration.</param>
    /// <returns>The silo.</returns>
    public static ISiloBuilder FeedDashboard(this ISiloBuilder silo, IConfiguration configuration)
    {
        if (!IsOn(configuration)) return silo;
        var before = silo.Services.ToHashSet();
        silo.AddDashboard();
        if (configuration.GetValue("Operations:Profiling", false)) return silo;
        // A filter around every call: a sixth of all that is allocated while the market is open.
        foreach (var filter in silo.Services.Where(s => s.ServiceType == typeof(IIncomingGrainCallFilter) && !before.Contains(s)).ToList()) silo.Services.Remove(filter);
        return silo;
    }
}

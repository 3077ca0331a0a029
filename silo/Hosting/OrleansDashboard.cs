using Microsoft.Extensions.Configuration;

namespace Sssaham.Silo.Hosting;

/// <summary>Orleans' own pages about grains and silos.</summary>
public static class OrleansDashboard
{
    /// <summary>Whether they are served and fed; setting <c>Operations:Dashboard</c>, the same for silos and gateways.</summary>
    /// <param name="configuration">All configuration.</param>
    /// <returns>True unless it is switched off.</returns>
    public static bool IsOn(IConfiguration configuration) => configuration.GetValue("Operations:Dashboard", true);
}

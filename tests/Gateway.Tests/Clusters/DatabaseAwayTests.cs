using System.Net;
using System.Text;
using Shouldly;
using Sssaham.Chaos.Processes;
using Sssaham.Gateway.Tests.Support;
using Sssaham.Postgres.Tests.Server;

namespace Sssaham.Gateway.Tests.Clusters;

/// <summary>A database that is away for a while: nobody takes that for an error of the program, and no process ends by it.</summary>
public sealed class DatabaseAwayTests
{
    private static readonly string[] Reads = ["/footprint/BBCA", "/divergence/alerts", "/admin/audit", "/api/v1/security/users", "/footprint/repairs", "/flow/smart-money?tickers=BBCA"];

    [PostgresFact]
    public async Task While_the_database_is_away_calls_get_503_and_behind_it_all_goes_on_with_nothing_missing_in_the_audit_log()
    {
        await using var cluster = await ProcessCluster.StartAsync(null, 1, 1, durable: false, siloArguments: ["--Simulator:Enabled=false"]);
        using var admin = new Api(cluster.Gateways[0].Http, ProcessCluster.Key);
        using var stranger = new Api(cluster.Gateways[0].Http, null);
        cluster.KillDatabase();
        var away = new List<Answer>();
        foreach (var path in Reads) away.Add(await admin.GetAsync(path));
        away.Add(await LoginAsync(stranger));
        away.ShouldAllBe(a => a.Status == HttpStatusCode.OK || a.Status == HttpStatusCode.NotFound || a.Status == HttpStatusCode.BadRequest || a.Status == HttpStatusCode.ServiceUnavailable, string.Join('\n', away));
        away.Count(a => a.Status == HttpStatusCode.ServiceUnavailable).ShouldBeGreaterThan(2, string.Join('\n', away));
        // The audit log tries again each second, and each time finds nobody.
        await Task.Delay(TimeSpan.FromSeconds(3));
        cluster.All.ShouldAllBe(p => p.Runs, cluster.Logs());

        cluster.StartDatabase();
        await Eventually.IsTrueAsync(async () => (await LoginAsync(stranger)).Status == HttpStatusCode.Unauthorized);
        await Eventually.IsTrueAsync(async () => await admin.GetAsync("/admin/audit") is { Status: HttpStatusCode.OK } audit && audit.Text.Contains("POST /login", StringComparison.Ordinal) && audit.Text.Contains("\"503", StringComparison.Ordinal));
        foreach (var path in Reads) (await admin.GetAsync(path)).Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.BadRequest);
        cluster.All.ShouldAllBe(p => p.Runs);
    }

    private static Task<Answer> LoginAsync(Api api) => api.PostAsync("/login", Encoding.UTF8.GetBytes("""{"username":"nobody","password":"not the password"}"""));
}

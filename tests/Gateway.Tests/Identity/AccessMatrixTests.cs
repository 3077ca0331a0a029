using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Shouldly;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Security;
using Sssaham.Gateway.Tests.Execution;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Identity;

/// <summary>
/// Every endpoint that exists, called by everybody: what comes of it is the table of <c>docs/security.md</c>. To write the table anew, run
/// the test with SSSAHAM_SNAPSHOT=write and look at the difference.
/// </summary>
public sealed class AccessMatrixTests
{
    private const string Begin = "<!-- endpoints: written by AccessMatrixTests -->\n";
    private const string End = "<!-- end of endpoints -->\n";
    private const string Dashboard = "/admin/orleans";

    /// <summary>Endpoints that end the session of who calls.</summary>
    private static readonly string[] Ending = ["/logout", "/sessions"];

    [Fact]
    public async Task Every_endpoint_declares_for_whom_it_is()
    {
        var endpoints = await GatewayEndpoint.AllAsync();
        endpoints.Count.ShouldBeGreaterThan(90);
        endpoints.Where(e => !Access.IsDeclared(e.Endpoint)).Select(e => e.ToString()).ShouldBeEmpty();
        string[] needs = [.. Roles.All, Access.User, Access.SignedIn, ""];
        foreach (var endpoint in endpoints) needs.ShouldContain(endpoint.Need, endpoint.ToString());
    }

    [Fact]
    public async Task Everybody_gets_through_to_what_the_table_says_and_to_nothing_else()
    {
        var endpoints = await GatewayEndpoint.AllAsync();
        var gateway = new SharedGateway { Settings = ["--Brokers:Paper:Venue=GENERIC"] };
        await gateway.InitializeAsync();
        try
        {
            var now = await DescribeAsync(gateway, endpoints);
            var path = DocumentPath();
            var text = await File.ReadAllTextAsync(path);
            var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
            if (Environment.GetEnvironmentVariable("SSSAHAM_SNAPSHOT") == "write") await File.WriteAllTextAsync(path, text[..from] + now + text[to..]);
            else now.ShouldBe(text[from..to]);
        }
        finally
        {
            await gateway.DisposeAsync();
        }
    }

    private static async Task<string> DescribeAsync(SharedGateway gateway, IReadOnlyList<GatewayEndpoint> endpoints)
    {
        var (viewer, trader, owner) = (await Someone.NewAsync(gateway), await Someone.NewAsync(gateway, Roles.Trader), await Someone.NewAsync(gateway, Roles.Trader));
        var (operating, admin) = (await Someone.NewAsync(gateway, Roles.Operator), await Someone.NewAsync(gateway, Roles.Admin));
        var account = "paper:" + owner.Name;
        (await gateway.Api.PostTradesAsync([new TestTrade("MATRIX", 1, DateTimeOffset.UtcNow, 100, 1000, 'S', "GENERIC")])).Status.ShouldBe(HttpStatusCode.OK);
        await OwnAsync(gateway, trader, "paper:" + trader.Name);
        await OwnAsync(gateway, owner, account);
        (await owner.CallAsync("POST", "/api/v1/trading/orders", new { accountId = account, code = "MATRIX", side = "BUY", price = 90, lot = 1 })).Status.ShouldBe(HttpStatusCode.Accepted);
        var key = await owner.ApiKeyAsync(Roles.Viewer);
        (MatrixCaller Caller, Someone? User)[] callers =
        [
            (new("nobody", () => [("X-Forwarded-For", "203.0.113.7")]), null),
            (new("this machine", () => []), null),
            By("viewer", viewer),
            By("trader", trader),
            By("owner", owner),
            (new("its key to read", () => [("X-Api-Key", key)]), null),
            By("operator", operating),
            By("admin", admin),
            (new("admin key", () => [("X-Api-Key", GatewayProcess.Key)]), null),
        ];
        var rows = new Dictionary<string, string>();
        foreach (var endpoint in endpoints)
        {
            var row = new List<string>();
            foreach (var (caller, user) in callers)
            {
                row.Add(await caller.CallAsync(gateway.Process.Address, endpoint, account));
                if (user is not null && Ending.Any(e => endpoint.Path.EndsWith(e, StringComparison.Ordinal))) (await user.LoginAsync()).Status.ShouldBe(HttpStatusCode.OK);
            }

            var name = endpoint.Path.StartsWith(Dashboard, StringComparison.Ordinal) ? $"`{Dashboard}/*`" : $"`{endpoint}`";
            rows.TryAdd(name, string.Join(" | ", row));
            rows[name].ShouldBe(string.Join(" | ", row), endpoint.ToString());
        }

        var table = new StringBuilder();
        table.Append("| | ").AppendJoin(" | ", callers.Select(c => c.Caller.Name)).Append(" |\n|").Append(string.Concat(Enumerable.Repeat("---|", callers.Length + 1))).Append('\n');
        foreach (var (name, row) in rows) table.Append("| ").Append(name).Append(" | ").Append(row).Append(" |\n");
        return table.ToString();
    }

    private static (MatrixCaller Caller, Someone? User) By(string name, Someone user) => (new MatrixCaller(name, () => [("Authorization", "Bearer " + user.Access)]), user);

    private static async Task OwnAsync(SharedGateway gateway, Someone user, string account)
    {
        (await user.CallAsync("POST", $"/api/v1/trading/accounts/{account}/connect")).Status.ShouldBe(HttpStatusCode.OK);
        await gateway.Api.UntilReadyAsync(account, () => gateway.Process.Output);
    }

    private static string DocumentPath([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../../docs/security.md"));
}

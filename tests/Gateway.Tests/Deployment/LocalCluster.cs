using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Shouldly;
using Sssaham.Gateway.Tests.Support;

namespace Sssaham.Gateway.Tests.Deployment;

/// <summary>What <c>deploy/local-cluster</c> starts, of the programs that the tests were built with, on ports and in a folder of its own.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private const int GatewayOffset = 21;
    private readonly int _base = FreeBase();
    private readonly string _folder = Directory.CreateTempSubdirectory("sssaham-cluster-").FullName;
    private readonly Dictionary<string, string> _settings;

    private LocalCluster(int silos, int gateways, string[] siloSettings)
    {
        _settings = new Dictionary<string, string>
        {
            ["PROGRAMS"] = AppContext.BaseDirectory.TrimEnd('/'),
            ["CLUSTER_DIR"] = _folder,
            ["CLUSTER_PORT"] = _base.ToString(CultureInfo.InvariantCulture),
            ["SILOS"] = silos.ToString(CultureInfo.InvariantCulture),
            ["GATEWAYS"] = gateways.ToString(CultureInfo.InvariantCulture),
            ["SILO_ARGS"] = string.Join(' ', siloSettings),
        };
    }

    /// <summary>Starts a cluster and waits until all of it is ready.</summary>
    public static async Task<LocalCluster> StartAsync(int silos, int gateways, params string[] siloSettings)
    {
        var cluster = new LocalCluster(silos, gateways, siloSettings);
        try
        {
            await cluster.RunAsync("up");
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client of a gateway.</summary>
    /// <param name="gateway">Its number, from 1.</param>
    public Api Api(int gateway = 1) => new(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_base + GatewayOffset - 1 + gateway}")), File.ReadAllText(Path.Combine(_folder, "admin-key")).Trim());

    /// <summary>Runs a command of the script, which must go well.</summary>
    /// <returns>What it wrote.</returns>
    public Task<string> RunAsync(params string[] command) => OutputAsync("local-cluster", command);

    /// <summary>Runs one of PostgreSQL's programs or another script against the cluster's database; it must go well.</summary>
    /// <returns>What it wrote.</returns>
    public async Task<string> AgainstDatabaseAsync(params string[] command) =>
        await OutputAsync("local-cluster", ["with-database", .. command]);

    /// <summary>What the processes wrote.</summary>
    public string Logs() => string.Join('\n', Directory.EnumerateFiles(_folder, "*.log").Select(f => $"{Path.GetFileName(f)}:\n{File.ReadAllText(f)}"));

    public async ValueTask DisposeAsync()
    {
        await DeployScript.RunAsync(_settings, "local-cluster", "down");
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> OutputAsync(string script, string[] arguments)
    {
        var (code, output) = await DeployScript.RunAsync(_settings, script, arguments);
        code.ShouldBe(0, $"{script} {string.Join(' ', arguments)}\n{output}\n{Logs()}");
        return output;
    }

    /// <summary>Ports that are free now, below those that the system gives to others.</summary>
    private static int FreeBase()
    {
        while (true)
        {
            var first = 10_000 + (50 * Random.Shared.Next(400));
            if (Enumerable.Range(first, 50).All(IsFree)) return first;
        }
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

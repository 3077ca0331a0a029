using System.Net;
using System.Net.Sockets;
using Sssaham.Postgres.Tests.Server;

namespace Sssaham.Chaos.Processes;

/// <summary>PostgreSQL, silos and gateways as processes of this machine; each in a network of its own where that can be had.</summary>
public sealed class ProcessCluster : IAsyncDisposable
{
    /// <summary>The key that the gateways take.</summary>
    public const string Key = "chaos-key-0123456789abcdef0123";

    private readonly PostgresServer _server;

    private ProcessCluster(PostgresServer server, ClusterNetwork? network, string folder, string connection, List<ClusterProcess> silos, List<ClusterProcess> gateways)
    {
        _server = server;
        (Network, Folder, Connection, Silos, Gateways) = (network, folder, connection, silos, gateways);
    }

    /// <summary>The network that can be cut; null when all share the loopback.</summary>
    public ClusterNetwork? Network { get; }

    /// <summary>Where the logs are.</summary>
    public string Folder { get; }

    /// <summary>How this process reaches the database.</summary>
    public string Connection { get; }

    /// <summary>The silos.</summary>
    public IReadOnlyList<ClusterProcess> Silos { get; }

    /// <summary>The gateways.</summary>
    public IReadOnlyList<ClusterProcess> Gateways { get; }

    /// <summary>All of them.</summary>
    public IEnumerable<ClusterProcess> All => Silos.Concat(Gateways);

    /// <summary>Starts everything and waits until it is ready.</summary>
    /// <param name="network">The network of the processes; null for the loopback.</param>
    /// <param name="silos">How many silos.</param>
    /// <param name="gateways">How many gateways.</param>
    /// <param name="durable">Whether the database waits for the disk.</param>
    /// <param name="siloArguments">More settings of the silos.</param>
    /// <param name="gatewayArguments">More settings of the gateways.</param>
    /// <param name="variable">A variable of their environment.</param>
    /// <param name="programs">Folder of the program for each process by index, silos first; this version's when it gives null.</param>
    public static async Task<ProcessCluster> StartAsync(ClusterNetwork? network, int silos, int gateways, bool durable = true, string[]? siloArguments = null, string[]? gatewayArguments = null, Func<int, string?>? programs = null, (string Name, string Value)? variable = null)
    {
        if (PostgresBinaries.Missing is { } missing) throw new InvalidOperationException(missing);
        var folder = Directory.CreateTempSubdirectory("sssaham-chaos-").FullName;
        var server = new PostgresServer(durable, network is null ? null : ClusterNetwork.Subnet);
        var connection = server.CreateDatabase();
        var theirs = network is null ? connection : connection.Replace("127.0.0.1", ClusterNetwork.Database, StringComparison.Ordinal);
        var members = new List<ClusterProcess>();
        for (var i = 0; i < silos + gateways; i++) members.Add(Member(i, silos, network, theirs, folder, (i < silos ? siloArguments : gatewayArguments) ?? [], programs?.Invoke(i), variable));
        var cluster = new ProcessCluster(server, network, folder, connection, members[..silos], members[silos..]);
        try
        {
            cluster.Silos[0].Start();
            await cluster.Silos[0].ReadyAsync();
            foreach (var other in members.Skip(1)) other.Start();
            foreach (var other in members) await other.ReadyAsync();
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }

        return cluster;
    }

    /// <summary>Ends the database as a power cut ends it, and starts it again.</summary>
    public void RestartDatabase()
    {
        KillDatabase();
        StartDatabase();
    }

    /// <summary>Ends the database as a power cut ends it.</summary>
    public void KillDatabase() => _server.Kill();

    /// <summary>Starts the database again and waits until it takes connections.</summary>
    public void StartDatabase() => _server.Start();

    /// <summary>A client of a gateway.</summary>
    /// <param name="gateway">Which one.</param>
    /// <param name="patience">How long an answer may take.</param>
    public static HttpClient Client(ClusterProcess gateway, TimeSpan patience)
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = gateway.Http, Timeout = patience };
        client.DefaultRequestHeaders.Add("X-Api-Key", Key);
        return client;
    }

    /// <summary>What a process wrote.</summary>
    public string Log(ClusterProcess process)
    {
        // The process may be writing it.
        using var file = new FileStream(Path.Combine(Folder, $"{process.Name}.log"), FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    /// <summary>What all of them wrote.</summary>
    public string Logs() => string.Join('\n', All.Select(p => $"--- {p.Name}\n{Log(p)}"));

    /// <summary>Ends everything. The logs stay.</summary>
    public ValueTask DisposeAsync()
    {
        foreach (var process in All.Reverse()) process.Dispose();
        _server.Dispose();
        Network?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static ClusterProcess Member(int i, int silos, ClusterNetwork? network, string connection, string folder, string[] more, string? program, (string Name, string Value)? variable)
    {
        var isSilo = i < silos;
        var name = isSilo ? $"silo{i + 1}" : $"gateway{i - silos + 1}";
        var address = network?.Add(name, isSilo ? 11 + i : 51 + i - silos) ?? "127.0.0.1";
        var http = network is null ? FreePort() : 8080;
        string[] arguments =
        [
            $"--contentRoot={program ?? AppContext.BaseDirectory}",
            "--Sssaham:Storage=PostgreSQL",
            $"--ConnectionStrings:Sssaham={connection}",
            $"--Urls=http://{(network is null ? "127.0.0.1" : "0.0.0.0")}:{http}",
            $"--Security:AdminKey={Key}",
            "--Simulator:Enabled=false",
            "--AllowedHosts=*",
            .. isSilo
                ? (string[])[$"--Sssaham:Address={address}", $"--Sssaham:SiloPort={(network is null ? FreePort() : 11111)}", $"--Sssaham:ClientPort={(network is null ? FreePort() : 30000)}"]
                : [],
            .. more,
        ];
        return new ClusterProcess(name, address, http, Path.Combine(program ?? AppContext.BaseDirectory, isSilo ? "Sssaham.Silo.dll" : "Sssaham.Gateway.dll"), arguments, Path.Combine(folder, $"{name}.log"), network is not null, variable);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

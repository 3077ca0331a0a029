using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Sssaham.Silo.Storage.Postgres;

namespace Sssaham.Postgres.Tests.Server;

/// <summary>A PostgreSQL server of the tests' own: data in a temporary folder, a free port of the loopback, a socket folder of its own.</summary>
public sealed class PostgresServer : IDisposable
{
    private const string Template = "migrated";

    /// <summary>An extension that every database has; none unless this variable names one.</summary>
    private static readonly string? Extension = Environment.GetEnvironmentVariable("POSTGRES_EXTENSION");
    private readonly string? _root;
    private readonly int _port = FreePort();
    private readonly string? _network;
    private int _databases;

    /// <summary>Makes the server and a database with all migrations, which every other one is copied from.</summary>
    public PostgresServer()
        : this(durable: false)
    {
    }

    /// <summary>Makes the server.</summary>
    /// <param name="durable">Whether commits wait for the disk; a server that is killed, unlike a machine, loses nothing without it.</param>
    /// <param name="network">A network besides the loopback that it serves, for example <c>10.0.0.0/24</c>.</param>
    internal PostgresServer(bool durable, string? network = null)
    {
        _network = network;
        if (PostgresBinaries.Missing is not null) return;
        _root = Directory.CreateTempSubdirectory("sssaham-pg-").FullName;
        PostgresBinaries.Own(_root);
        try
        {
            Make(durable);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private string Data => Path.Combine(_root!, "data");

    /// <summary>Makes a database with all tables.</summary>
    /// <returns>Its connection string.</returns>
    public string CreateDatabase() => Create($" TEMPLATE {Template}");

    /// <summary>Makes a database without any table.</summary>
    /// <returns>Its connection string.</returns>
    public string CreateEmptyDatabase() => Create("");

    /// <summary>Kills all of the server's processes; what was committed is recovered at the next start.</summary>
    public void Kill() => PostgresBinaries.RunProgram("pg_ctl", "stop", "--pgdata", Data, "--mode", "immediate", "--silent");

    /// <summary>Starts the server and waits until it takes connections.</summary>
    public void Start() => PostgresBinaries.RunProgram("pg_ctl", "start", "--pgdata", Data, "--log", Path.Combine(_root!, "log"), "--wait", "--silent");

    /// <summary>Ends the server and removes its folder.</summary>
    public void Dispose()
    {
        if (_root is null) return;
        if (File.Exists(Path.Combine(Data, "postmaster.pid"))) Kill();
        Directory.Delete(_root, recursive: true);
    }

    private void Make(bool durable)
    {
        PostgresBinaries.RunProgram("initdb", "--pgdata", Data, "--username", "sssaham", "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync");
        File.AppendAllText(Path.Combine(Data, "postgresql.conf"), Settings(durable));
        if (_network is not null) File.AppendAllText(Path.Combine(Data, "pg_hba.conf"), $"host all all {_network} trust\n");
        Start();
        Execute("postgres", $"CREATE DATABASE {Template}");
        // Unpooled: a database that somebody is connected to cannot be copied.
        using var source = NpgsqlDataSource.Create(ConnectionString(Template) + ";Pooling=false");
        if (Extension is not null)
        {
            using var extend = source.CreateCommand($"CREATE EXTENSION {Extension}");
            extend.ExecuteNonQuery();
        }

        PostgresMigrations.ApplyAsync(source).GetAwaiter().GetResult();
    }

    private string Settings(bool durable) => string.Create(
        CultureInfo.InvariantCulture,
        $"""

        listen_addresses = '{(_network is null ? "127.0.0.1" : "*")}'
        max_connections = 300
        port = {_port}
        unix_socket_directories = '{_root}'
        fsync = {(durable ? "on" : "off")}
        {(Extension is null ? "" : $"shared_preload_libraries = '{Extension}'")}
        {(Extension == "timescaledb" ? "timescaledb.telemetry_level = off\ntimescaledb.max_background_workers = 0" : "")}

        """);

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private string Create(string template)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        Execute("postgres", $"CREATE DATABASE {name}{template}");
        return ConnectionString(name);
    }

    private void Execute(string database, string sql)
    {
        using var source = NpgsqlDataSource.Create(ConnectionString(database));
        using var command = source.CreateCommand(sql);
        command.ExecuteNonQuery();
    }

    private string ConnectionString(string database) => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username=sssaham;Database={database}");
}

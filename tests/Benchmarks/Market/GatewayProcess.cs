using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Sssaham.Benchmarks.Market;

/// <summary>A gateway in a process of its own on a fresh data folder, as a user runs it.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    public const string Key = "benchmark-key-0123456789abcdef";
    private readonly Process _process;
    private readonly bool _keep;

    private GatewayProcess(Process process, string data, Uri address, bool keep)
    {
        _process = process;
        _keep = keep;
        Data = data;
        Address = address;
    }

    public string Data { get; }

    public Uri Address { get; }

    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<GatewayProcess> StartAsync(string? data = null, bool keep = false, params string[] more)
    {
        data ??= Directory.CreateTempSubdirectory("sssaham-bench-").FullName;
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "Sssaham.Gateway.dll"),
            $"--contentRoot={AppContext.BaseDirectory}",
            $"--Urls=http://127.0.0.1:{port}",
            $"--Sssaham:DataPath={data}",
            $"--Security:AdminKey={Key}",
            "--Simulator:Enabled=false",
            .. more,
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var gateway = new GatewayProcess(process, data, new Uri($"http://127.0.0.1:{port}"), keep);
        using var client = gateway.Client();
        for (var i = 0; ; i++)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
                if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound) return gateway;
            }
            catch (HttpRequestException) when (i < 200 && !process.HasExited)
            {
            }

            await Task.Delay(100);
        }
    }

    public HttpClient Client(int connections = 64)
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections }) { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Add("X-Api-Key", Key);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        if (!_keep) Directory.Delete(Data, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

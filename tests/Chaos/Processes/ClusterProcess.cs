using System.Diagnostics;

namespace Sssaham.Chaos.Processes;

/// <summary>A silo or a gateway as a process of its own, that can be killed and started again under the same address.</summary>
public sealed class ClusterProcess(string name, string address, int port, string program, string[] arguments, string log, bool ownNetwork, (string Name, string Value)? variable = null) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(5) };
    private Process? _process;
    private TimeSpan _cpuBefore;

    /// <summary>What it is called.</summary>
    public string Name => name;

    /// <summary>Where others reach it.</summary>
    public string Address => address;

    /// <summary>Where it answers HTTP.</summary>
    public Uri Http { get; } = new($"http://{address}:{port}");

    /// <summary>Whether it runs.</summary>
    public bool Runs => _process is { HasExited: false };

    /// <summary>Processor time of all its lives.</summary>
    public TimeSpan Cpu
    {
        get
        {
            if (!Runs) return _cpuBefore;
            _process!.Refresh();
            return _cpuBefore + _process.TotalProcessorTime;
        }
    }

    /// <summary>Bytes in memory; 0 while it does not run.</summary>
    public long ResidentBytes
    {
        get
        {
            if (!Runs) return 0;
            _process!.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts it; <see cref="ReadyAsync"/> waits until it serves.</summary>
    public void Start()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(program);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        if (variable is { } set) start.Environment[set.Name] = set.Value;
        if (ownNetwork) ClusterNetwork.Enter(start, name);
        var process = Process.Start(start)!;
        var writer = TextWriter.Synchronized(new StreamWriter(log, append: true) { AutoFlush = true });
        process.OutputDataReceived += (_, e) => writer.WriteLine(e.Data);
        process.ErrorDataReceived += (_, e) => writer.WriteLine(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        if (!Runs) return;
        _cpuBefore = Cpu;
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGTERM, and waits for the end.</summary>
    public async Task StopAsync() => await EndAsync("-TERM");

    /// <summary>Makes it stand still: SIGSTOP.</summary>
    public void Pause() => Signal("-STOP");

    /// <summary>Lets it go on: SIGCONT.</summary>
    public void Resume() => Signal("-CONT");

    /// <summary>Whether it says that it is ready.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Client.GetAsync(new Uri(Http, "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Waits until it is ready.</summary>
    public async Task ReadyAsync()
    {
        var watch = Stopwatch.StartNew();
        while (!await IsReadyAsync())
        {
            if (!Runs) throw new InvalidOperationException($"{name} has ended; see {log}.");
            if (watch.Elapsed > Patience) throw new TimeoutException($"{name} does not become ready; see {log}.");
            await Task.Delay(100);
        }
    }

    /// <summary>Kills it.</summary>
    public void Dispose() => Kill();

    private async Task EndAsync(string signal)
    {
        if (!Runs) return;
        var cpu = Cpu;
        Signal(signal);
        await _process!.WaitForExitAsync();
        _cpuBefore = cpu;
        _process.Dispose();
        _process = null;
    }

    private void Signal(string signal)
    {
        if (!Runs) return;
        using var kill = Process.Start("kill", [signal, $"{_process!.Id}"]);
        kill.WaitForExit();
    }
}

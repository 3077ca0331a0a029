using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Sssaham.Gateway.Tests.Support;

/// <summary>A gateway in a process of its own, as a user runs it: it can be killed, stopped, and started again on the same data.</summary>
internal sealed partial class GatewayProcess : IAsyncDisposable
{
    public const string Key = "test-key-0123456789abcdefghij";
    private const int Terminate = 15;
    private const string Probe = "/instruments?limit=1";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly string[] _more;
    private readonly bool _ownsData;
    private readonly bool _testJobs;
    private readonly StringBuilder _output = new();
    private Process? _process;
    private TaskCompletionSource<Uri> _listening = new();

    private GatewayProcess(string? data, string[] more, bool testJobs = false)
    {
        _testJobs = testJobs;
        _ownsData = data is null;
        Data = data ?? NewFolder();
        _more = more;
    }

    public string Data { get; }

    /// <summary>Where it listens; another address after each start.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>All addresses it listens on.</summary>
    public IReadOnlyList<Uri> Addresses => [.. Listening().Matches(Output).Select(m => new Uri(m.Groups[1].Value))];

    /// <summary>Whether the process lives.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Memory of the process, bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process!.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>What the processes wrote, for failures and for tests of messages.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>What was logged as an error: category, message and exception.</summary>
    public IReadOnlyList<string> Errors => [.. ErrorEntry().Matches(Output).Select(m => m.Value)];

    public static string NewFolder() => Directory.CreateTempSubdirectory("sssaham-test-").FullName;

    /// <summary>Starts a gateway and waits until it answers.</summary>
    public static async Task<GatewayProcess> StartAsync(string? data = null, params string[] more)
    {
        var gateway = new GatewayProcess(data, more);
        await gateway.RestartAsync();
        return gateway;
    }

    /// <summary>Starts a gateway that has the jobs of this assembly besides its own (<see cref="Operations.TestJobs"/>).</summary>
    public static async Task<GatewayProcess> StartWithTestJobsAsync()
    {
        var gateway = new GatewayProcess(null, [], testJobs: true);
        await gateway.RestartAsync();
        return gateway;
    }

    /// <summary>Starts a gateway that is expected to end by itself.</summary>
    public static async Task<(int ExitCode, string Output)> RunToEndAsync(string data, params string[] more)
    {
        await using var gateway = new GatewayProcess(data, more);
        gateway.Launch();
        return (await gateway.WaitForExitAsync(), gateway.Output);
    }

    /// <summary>Starts the process again on the same data and waits until it answers.</summary>
    public async Task RestartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            Launch();
            if (await BecomesReadyAsync()) return;
            // The silo picks its port before it binds it; another program may take it in between.
            if (attempt == 3 || !Output.Contains("address already in use", StringComparison.OrdinalIgnoreCase)) throw new InvalidOperationException($"The gateway did not start:\n{Output}");
        }
    }

    /// <summary>Starts the process and does not wait for anything.</summary>
    public void Launch()
    {
        _listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        var tests = typeof(GatewayProcess).Assembly.GetName().Name;
        // The program finds only the assemblies that the dependencies list: with the tests' list it finds the tests' too.
        string[] jobs = _testJobs ? ["exec", "--depsfile", Beside($"{tests}.deps.json"), "--runtimeconfig", Beside("Sssaham.Gateway.runtimeconfig.json")] : [];
        if (_testJobs) start.Environment["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = tests;
        string[] arguments =
        [
            .. jobs,
            Beside("Sssaham.Gateway.dll"),
            $"--contentRoot={AppContext.BaseDirectory}",
            "--Urls=http://127.0.0.1:0",
            $"--Sssaham:DataPath={Data}",
            $"--Security:AdminKey={Key}",
            "--Simulator:Enabled=false",
            "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information",
            // The least that is allowed: passwords are hashed at a low priority, and beside other tests that takes its time.
            "--Identity:HashRounds=100000",
            .. _more,
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var listening = _listening;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Take(line.Data, listening);
        process.ErrorDataReceived += (_, line) => Take(line.Data, listening);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
    }

    /// <summary>Ends the process at once, as a power cut would end it.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Asks the process to end and waits for it.</summary>
    public async Task<int> StopAsync()
    {
        if (Signal(_process!.Id, Terminate) != 0) throw new InvalidOperationException("The signal could not be sent.");
        return await WaitForExitAsync();
    }

    public async Task<int> WaitForExitAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await _process!.WaitForExitAsync(limit.Token);
        var code = _process.ExitCode;
        _process.Dispose();
        _process = null;
        return code;
    }

    public Api Api(string? key = Key) => new(Address, key);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            if (!_process.HasExited) _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        if (!_ownsData) return;
        Directory.Delete(Data, recursive: true);
        File.Delete(Data + ".masterkey");
    }

    private static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);

    private async Task<bool> BecomesReadyAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var exited = _process!.WaitForExitAsync(limit.Token);
        if (await Task.WhenAny(_listening.Task, exited) == exited) return false;
        Address = await _listening.Task;
        using var api = Api();
        using var nobody = Api(null);
        // One of them may read, unless all are sent to HTTPS.
        await Eventually.IsTrueAsync(async () => IsServed(await api.GetAsync(Probe)) || IsServed(await nobody.GetAsync(Probe)), () => Output);
        return true;
    }

    private static bool IsServed(Answer answer) => answer.Status is HttpStatusCode.OK or HttpStatusCode.PermanentRedirect;

    private void Take(string? line, TaskCompletionSource<Uri> listening)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
        if (Listening().Match(line) is { Success: true } match) listening.TrySetResult(new Uri(match.Groups[1].Value));
    }

    [GeneratedRegex("^(fail|crit): .*(\\n[ \\t].*)*", RegexOptions.Multiline)]
    private static partial Regex ErrorEntry();

    [GeneratedRegex("Now listening on: (\\S+)")]
    private static partial Regex Listening();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}

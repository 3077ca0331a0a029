using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.TestingHost;
using Shouldly;
using Sssaham.Cluster.Tests.Feeds;
using Sssaham.Cluster.Tests.Storage;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.Grains.Operations;
using Sssaham.Silo.Operations;
using Sssaham.Silo.Storage.Embedded;
using Sssaham.Silo.Storage.Files;

namespace Sssaham.Cluster.Tests.Operations;

/// <summary>A silo with the jobs' grains and their supervisor on a disk in memory, that can be ended, cut off and started anew.</summary>
internal sealed class JobCluster : IAsyncDisposable
{
    private InProcessTestCluster? _cluster;

    /// <summary>The clock; it stands until a test moves it.</summary>
    public Market.ManualTime Time { get; private init; } = null!;

    public PowerCutFileLayer Disk { get; } = new();

    public ScriptedWork Work { get; } = new();

    public DataSwitch Data { get; } = new();

    public LogLines Lines { get; } = new();

    public IJobGrain Job => Grain(ScriptedWork.JobName);

    public IServiceProvider Silo => _cluster!.Silos[0].ServiceProvider;

    private IGrainFactory Grains => _cluster!.Client;

    public static long Us(string instant) => Instants.TryParse(System.Text.Encoding.UTF8.GetBytes(instant), out var us) ? us : throw new FormatException(instant);

    public static async Task<JobCluster> StartAsync(string now)
    {
        var cluster = new JobCluster { Time = new Market.ManualTime(DateTimeOffset.UnixEpoch.AddTicks(Us(now) * 10)) };
        await cluster.StartAsync();
        return cluster;
    }

    public IJobGrain Grain(string name) => Grains.GetGrain<IJobGrain>(name);

    public IAlarmGrain Alarms => Grains.GetGrain<IAlarmGrain>(IAlarmGrain.Key);

    /// <summary>Starts the silo and waits until the jobs keep their schedules; without a supervisor nobody has called them yet.</summary>
    public async Task StartAsync(bool supervised = true)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<TimeProvider>(Time);
            silo.Services.AddSingleton<IFileLayer>(Disk);
            silo.Services.AddSingleton<IJobWork>(Work);
            silo.Services.AddSingleton<IJobWork, HealthJob>();
            silo.Services.AddSingleton<IDataProbe>(Data);
            silo.Services.AddSingleton(VenueCatalog.Standard());
            silo.Services.AddSingleton<JobCatalog>();
            if (supervised) silo.Services.AddHostedService<JobSupervisor>();
            silo.Services.AddLogging(l => l.ClearProviders().AddProvider(Lines));
            silo.AddEmbeddedGrainStorageAsDefault().UseEmbeddedReminders();
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        if (!supervised) return;
        await Job.EnsureAsync();
        await Grain(HealthJob.JobName).EnsureAsync();
    }

    /// <summary>Ends the silo as a user's Ctrl-C does.</summary>
    public async Task StopAsync()
    {
        if (_cluster is null) return;
        await _cluster.DisposeAsync();
        _cluster = null;
    }

    /// <summary>Ends the silo as a power cut does: from now on it writes nothing, and what was not synced is lost.</summary>
    public async Task CutPowerAsync()
    {
        Disk.CutPowerAfter(0);
        await StopAsync();
        Disk.PowerCut();
    }

    public void SetTime(string instant) => Time.Advance(DateTimeOffset.UnixEpoch.AddTicks(Us(instant) * 10) - Time.GetUtcNow());

    public async Task<JobStatus> StatusAsync() => (await Job.StatusAsync()).ShouldNotBeNull();

    /// <summary>Waits until the job is as it should be.</summary>
    public async Task<JobStatus> UntilAsync(Func<JobStatus, bool> reached)
    {
        JobStatus? last = null;
        await Eventually.TrueAsync(async () => reached(last = await StatusAsync()), () => $"{last}, history {string.Join("; ", History(last!))}");
        return last!;
    }

    /// <summary>Waits until a run of a due time has ended.</summary>
    public Task<JobStatus> UntilEndedAsync(string run) => UntilAsync(s => s.Running is null && s.History.Any(r => r.Id == run));

    /// <summary>Ended runs, the oldest first.</summary>
    public static string[] History(JobStatus status) => [.. status.History.Reverse().Select(r => $"{r.Id} {r.Cause} {r.Outcome}: {r.Message}")];

    public ValueTask DisposeAsync() => new(StopAsync());
}

/// <summary>A data folder that is well or ill as a test says.</summary>
internal sealed class DataSwitch : IDataProbe
{
    private readonly ManualResetEventSlim _open = new(true);
    private volatile string? _fault;

    public string? Fault
    {
        get => _fault;
        set => _fault = value;
    }

    /// <summary>The disk takes no answer.</summary>
    public void Hold() => _open.Reset();

    public void Release() => _open.Set();

    public string? Check()
    {
        _open.Wait();
        return _fault;
    }
}

/// <summary>What the silo logs of alarms.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _alarms = new();

    public IReadOnlyList<string> Alarms => [.. _alarms];

    public ILogger CreateLogger(string categoryName) => new Writer(categoryName.EndsWith(".AlarmGrain", StringComparison.Ordinal) ? _alarms : null);

    public void Dispose()
    {
    }

    private sealed class Writer(ConcurrentQueue<string>? lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines?.Enqueue($"{logLevel}: {formatter(state, exception)}");
    }
}

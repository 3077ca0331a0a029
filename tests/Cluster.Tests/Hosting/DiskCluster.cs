using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.TestingHost;
using Sssaham.Cluster.Tests.Execution;
using Sssaham.Cluster.Tests.Storage;
using Sssaham.Grains.Identity;
using Sssaham.Silo.Storage.Embedded;
using Sssaham.Silo.Storage.Files;

namespace Sssaham.Cluster.Tests.Hosting;

/// <summary>A silo that knows users, on a disk whose power can be cut, with a clock that the test sets.</summary>
internal abstract class DiskCluster : IAsyncDisposable
{
    private InProcessTestCluster? _cluster;

    public PowerCutFileLayer Disk { get; } = new();

    public SetClock Clock { get; } = new();

    public string Keys { get; } = Directory.CreateTempSubdirectory("sssaham-keys-").FullName;

    public IGrainFactory Grains => _cluster!.Client;

    public async Task RestartAsync()
    {
        Disk.CutPowerAfter(0);
        await _cluster!.DisposeAsync();
        Disk.PowerCut();
        await BeginAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster!.DisposeAsync();
        Directory.Delete(Keys, recursive: true);
    }

    /// <summary>Starts a silo on the disk as it is.</summary>
    protected async Task BeginAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IFileLayer>(Disk);
            silo.Services.AddSingleton<TimeProvider>(Clock);
            silo.Services.AddSingleton<IIdentitySecrets>(SecretsIn.Folder(Keys));
            silo.Services.AddOptions<IdentityGrainOptions>();
            Add(silo.Services);
            silo.AddEmbeddedGrainStorageAsDefault().UseEmbeddedReminders();
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    /// <summary>What the grains under test need besides.</summary>
    protected virtual void Add(IServiceCollection services)
    {
    }
}

/// <summary>A clock that stands where the test puts it; timers run as ever.</summary>
internal sealed class SetClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 2, 18, 2, 0, 5, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}

using Microsoft.Extensions.DependencyInjection;
using Sssaham.Cluster.Tests.Flow;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Scoring;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Identity;
using Sssaham.Grains.Scoring;
using Sssaham.Silo.Execution;

namespace Sssaham.Cluster.Tests.Scoring;

/// <summary>A silo that scores; few alerts are kept.</summary>
public sealed class ScoreCluster : FlowCluster
{
    public const int AlertsKept = 5;

    internal Scorer Scorer => Silo.GetRequiredService<Scorer>();

    internal IMarketGrain All => Grains.GetGrain<IMarketGrain>(IMarketGrain.Key);

    internal IAlertGrain Alerts => Grains.GetGrain<IAlertGrain>(IAlertGrain.Key);

    internal IScoringGrain Scoring(string key) => Grains.GetGrain<IScoringGrain>(key);

    protected override void Add(IServiceCollection services)
    {
        services.Configure<ScoringOptions>(o => o.AlertsKept = AlertsKept);
        services.AddSingleton<IFaultPoints>(new Execution.FaultSwitch());
        services.AddSingleton<IIdentitySecrets>(Execution.SecretsIn.Folder(Directory.CreateTempSubdirectory("sssaham-keys-").FullName));
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sssaham.Cluster.Tests.Hosting;
using Sssaham.Domain.Notifications;
using Sssaham.GrainInterfaces.Identity;
using Sssaham.GrainInterfaces.Notifications;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Notifications;

namespace Sssaham.Cluster.Tests.Notifications;

/// <summary>A silo with notifications and channels that the test answers for.</summary>
internal sealed class NotificationCluster : DiskCluster
{
    public ScriptedChannel Webhook { get; } = new(NotificationChannels.Webhook);

    public ScriptedChannel Mail { get; } = new(NotificationChannels.Email);

    public static async Task<NotificationCluster> StartAsync()
    {
        var cluster = new NotificationCluster();
        await cluster.BeginAsync();
        return cluster;
    }

    public INotificationGrain Of(string user) => Grains.GetGrain<INotificationGrain>(user);

    /// <summary>A user with a role and a confirmed address.</summary>
    public async Task<INotificationGrain> NewUserAsync(string user, string role)
    {
        await Grains.GetGrain<IUserGrain>(user).PutAsync(new UserAccount { Id = user, UserName = user, Email = user + "@example.id", EmailConfirmed = true, Role = role }, null);
        return Of(user);
    }

    protected override void Add(IServiceCollection services)
    {
        services.AddSingleton<IFaultPoints>(new Execution.FaultSwitch());
        services.AddSingleton<IDeliveryChannel>(Webhook);
        services.AddSingleton<IDeliveryChannel>(Mail);
        services.AddOptions<Sssaham.Grains.Scoring.ScoringOptions>();
        services.Configure<NotificationOptions>(o => o.FirstPause = TimeSpan.FromSeconds(10));
        services.AddLogging(l => l.ClearProviders());
    }
}

/// <summary>A channel that notes what it gets and answers as a test says.</summary>
internal sealed class ScriptedChannel(string name) : IDeliveryChannel
{
    public ConcurrentQueue<Delivery> Sent { get; } = new();

    public Func<Delivery, DeliveryOutcome> Answer { get; set; } = _ => DeliveryOutcome.Delivered;

    public string Name => name;

    public Task<DeliveryOutcome> SendAsync(Delivery delivery, CancellationToken cancel)
    {
        Sent.Enqueue(delivery);
        return Task.FromResult(Answer(delivery));
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Sssaham.Cluster.Tests.Execution;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Identity;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Identity;
using Sssaham.GrainInterfaces.Notifications;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Identity;
using Sssaham.Grains.Market;
using Sssaham.Grains.Notifications;

namespace Sssaham.Cluster.Tests.Notifications;

/// <summary>Instruments with prices, and users with rules about them.</summary>
public sealed class PriceRuleCluster : TickerCluster
{
    private readonly string _keys = Directory.CreateTempSubdirectory("sssaham-keys-").FullName;
    private long _trades;

    internal RefusedCalls Refused { get; } = new();

    /// <summary>A user with a role and a confirmed address.</summary>
    internal async Task<INotificationGrain> NewUserAsync(string user)
    {
        await Grains.GetGrain<IUserGrain>(user).PutAsync(new UserAccount { Id = user, UserName = user, Email = user + "@example.id", EmailConfirmed = true, Role = Roles.Viewer }, null);
        return Grains.GetGrain<INotificationGrain>(user);
    }

    internal Task TradeAsync(string instrument, long price) => Ticker(instrument).SendAsync(new Trade(Tapes.At(Tapes.Today, 10, 0) + _trades, ++_trades, price, 100));

    protected override void Configure(MarketOptions options) => options.ArchiveEvery = TimeSpan.FromDays(1000);

    protected override void Add(IServiceCollection services)
    {
        services.AddSingleton<IIncomingGrainCallFilter>(Refused);
        services.AddSingleton<IFaultPoints>(new FaultSwitch());
        services.AddSingleton<IIdentitySecrets>(SecretsIn.Folder(_keys));
        services.AddOptions<IdentityGrainOptions>();
        services.AddOptions<NotificationOptions>();
    }
}

/// <summary>Calls of grains that fail as if their silo had died.</summary>
internal sealed class RefusedCalls : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<string, (int Left, bool IsCarriedOut)> _fates = new(StringComparer.Ordinal);

    /// <summary>Has so many calls of a method fail.</summary>
    /// <param name="method">The method.</param>
    /// <param name="times">How many.</param>
    /// <param name="isCarriedOut">Whether they do what they are for, and only their answers are lost.</param>
    public void Next(string method, int times, bool isCarriedOut = false) => _fates[method] = (times, isCarriedOut);

    /// <summary>How many of a method are still to fail.</summary>
    public int Left(string method) => _fates.GetValueOrDefault(method).Left;

    /// <summary>No call fails any more.</summary>
    public void End() => _fates.Clear();

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.InterfaceMethod?.Name is not { } method || !_fates.TryGetValue(method, out var fate) || fate.Left == 0)
        {
            await context.Invoke();
            return;
        }

        _fates[method] = (fate.Left - 1, fate.IsCarriedOut);
        if (fate.IsCarriedOut) await context.Invoke();
        throw new TimeoutException("The silo is gone.");
    }
}

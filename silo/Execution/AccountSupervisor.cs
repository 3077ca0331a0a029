using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.Silo.Hosting;

namespace Sssaham.Silo.Execution;

/// <summary>
/// Keeps this silo's share of the accounts awake: every few seconds, and at once when silos come or go, so that the accounts of a dead
/// silo wake elsewhere. Connects the configured accounts that nobody has connected before.
/// </summary>
internal sealed partial class AccountSupervisor(
    IGrainFactory grains,
    IClusterMembershipService membership,
    ILocalSiloDetails silo,
    IConfiguration configuration,
    IHostApplicationLifetime lifetime,
    ILogger<AccountSupervisor> logger) : BackgroundService
{
    /// <summary>Calls under way at once; an account that hangs holds one of them until its call times out.</summary>
    private const int AtOnce = 32;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim _changed = new(0);
    private readonly SemaphoreSlim _calls = new(AtOnce, AtOnce);
    private readonly ConcurrentDictionary<string, bool> _underWay = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _toConnect = new(ConfiguredAccount.ToConnect(configuration).Select(id => KeyValuePair.Create(id, true)), StringComparer.Ordinal);

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _changed.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = lifetime.UntilStopping(stoppingToken);
        await lifetime.StartedAsync(stopping.Token);
        await Task.WhenAll(WatchAsync(stopping.Token), SuperviseAsync(stopping.Token));
    }

    private async Task WatchAsync(CancellationToken stopping)
    {
        await foreach (var _ in membership.MembershipUpdates.WithCancellation(stopping)) _changed.Release();
    }

    private async Task SuperviseAsync(CancellationToken stopping)
    {
        while (true)
        {
            await TryAsync("all", SeeToAllAsync, stopping);
            await _changed.WaitAsync(Beat, stopping);
        }
    }

    private async Task SeeToAllAsync(CancellationToken stopping)
    {
        var directory = grains.GetGrain<IAccountDirectoryGrain>(IAccountDirectoryGrain.Key);
        await directory.EnsureAsync();
        var entries = await directory.ListAsync();
        foreach (var entry in entries) _toConnect.TryRemove(entry.AccountId, out var _);
        var active = membership.CurrentSnapshot.Members.Values.Where(m => m.Status == SiloStatus.Active).Select(m => m.SiloAddress).ToList();
        foreach (var entry in entries)
        {
            if (entry.KeepAwake && AccountShare.IsOf(entry.AccountId, active, silo.SiloAddress)) Start(entry.AccountId, WakeAsync, stopping);
        }

        foreach (var account in _toConnect.Keys)
        {
            if (AccountShare.IsOf(account, active, silo.SiloAddress)) Start(account, ConnectAsync, stopping);
        }
    }

    private Task WakeAsync(string account) => grains.GetGrain<IBrokerAccountGrain>(account).WakeAsync();

    private async Task ConnectAsync(string account)
    {
        try
        {
            await grains.GetGrain<IBrokerAccountGrain>(account).ConnectAsync(null, "configuration");
        }
        catch (ArgumentException)
        {
            // No later try would find the account valid.
            _toConnect.TryRemove(account, out var _);
            throw;
        }
    }

    /// <summary>Sees to an account without waiting for it, unless somebody still does.</summary>
    private void Start(string account, Func<string, Task> act, CancellationToken stopping)
    {
        if (_underWay.TryAdd(account, true)) _ = OneAsync(account, act, stopping);
    }

    private async Task OneAsync(string account, Func<string, Task> act, CancellationToken stopping)
    {
        try
        {
            await TryAsync(
                account,
                async cancel =>
                {
                    await _calls.WaitAsync(cancel);
                    try
                    {
                        await act(account);
                    }
                    finally
                    {
                        _calls.Release();
                    }
                },
                stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The silo stops; the account wakes elsewhere.
        }
        finally
        {
            _underWay.TryRemove(account, out var _);
        }
    }

    private async Task TryAsync(string what, Func<CancellationToken, Task> act, CancellationToken stopping)
    {
        try
        {
            await act(stopping);
        }
#pragma warning disable CA1031 // The supervisor outlives whatever it supervises; the next beat tries again.
        catch (Exception e) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogTrouble(logger, e, what);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The supervisor could not see to the accounts: {What}")]
    private static partial void LogTrouble(ILogger logger, Exception cause, string what);
}

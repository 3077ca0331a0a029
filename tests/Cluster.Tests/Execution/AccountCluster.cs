using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Cluster.Tests.Storage;
using Sssaham.Domain.Execution.Risk;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Identity;
using Sssaham.Grains.Market;
using Sssaham.IpotSimulator;
using Sssaham.Silo.Execution;
using Sssaham.Silo.Storage.Execution;
using Sssaham.Silo.Storage.TradeLog;
using Xunit;

namespace Sssaham.Cluster.Tests.Execution;

/// <summary>
/// A silo with the real account grain, journal and IPOT link on disks in memory, against a simulated broker. Each test has a broker, an
/// account and an instrument of its own; only the silo is shared.
/// </summary>
public abstract class AccountCluster(string venue, DateTimeOffset start) : TickerCluster, IAsyncLifetime
{
    private static int _accounts;
    private readonly List<IpotServer> _brokers = [];
    private SegmentTradeLog? _journal;

    internal string Venue => venue;

    internal RunningTime Clock { get; } = new(start);

    internal PowerCutFileLayer JournalDisk { get; } = new(new Random(3));

    internal FaultSwitch Faults { get; } = new();

    /// <summary>Crossings that instruments tell of do not arrive.</summary>
    internal volatile bool LosesCrossings;

    internal IpotOptions Ipot { get; } = new()
    {
        Venue = venue,
        FirstPause = TimeSpan.FromMilliseconds(50),
        LongestPause = TimeSpan.FromMilliseconds(200),
        ListQuiet = TimeSpan.FromMilliseconds(100),
        RefreshEvery = TimeSpan.FromMilliseconds(100),
        AnswerWithin = TimeSpan.FromSeconds(5),
        // The simulator pings every five seconds.
        DeadAfter = TimeSpan.FromSeconds(7),
        OrdersPerSecond = 1000,
        Burst = 1000,
    };

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        if (_journal is { } journal) await journal.DisposeAsync();
        foreach (var broker in _brokers) await broker.DisposeAsync();
    }

    /// <summary>An account that no other test has, at a broker of its own.</summary>
    internal async Task<TestedAccount> NewAccountAsync()
    {
        var broker = await IpotServer.StartAsync();
        _brokers.Add(broker);
        Ipot.Url = broker.Address.ToString();
        var custCode = string.Create(CultureInfo.InvariantCulture, $"R{10_000_000 + Interlocked.Increment(ref _accounts)}");
        broker.CustCodes = [custCode];
        return new TestedAccount(this, broker, custCode, NewKey(venue).Split(':')[1]);
    }

    /// <summary>Takes the disks of accounts away, as the end of the process does.</summary>
    internal void EndProcess()
    {
        JournalDisk.CutPowerAfter(0);
        StateDisk.CutPowerAfter(0);
    }

    /// <summary>Cuts the power, or only ends the process, and starts anew.</summary>
    internal async Task RestartAllAsync(bool powerCut)
    {
        EndProcess();
        await StopAsync();
        await _journal!.DisposeAsync();
        if (powerCut) JournalDisk.PowerCut();
        else JournalDisk.RestartProcess();
        _journal = null;
        if (powerCut) StateDisk.PowerCut();
        else StateDisk.RestartProcess();
        await Log.RestartAsync(powerCut);
        await StartAsync();
    }

    protected override void Configure(MarketOptions options) => options.ArchiveEvery = TimeSpan.FromDays(1000);

    protected override void Add(IServiceCollection services)
    {
        _journal ??= new SegmentTradeLog(JournalDisk, new SegmentTradeLogOptions(), NullLogger<SegmentTradeLog>.Instance, inOrder: true);
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IAccountJournal>(new LogAccountJournal(_journal));
        services.AddSingleton<IAccountSecrets, OpenSecrets>();
        services.AddSingleton<IIdentitySecrets, OpenSecrets>();
        services.AddSingleton<IFaultPoints>(Faults);
        services.AddSingleton(Ipot);
        services.AddSingleton<IBrokerConnector, IpotConnector>();
        services.AddSingleton<IOutgoingGrainCallFilter>(new Crossings(this));
        services.Configure<TradingOptions>(options =>
        {
            options.Risk = new RiskLimits { PositionPercent = 100, ConcentrationPercent = 100, DailyLossPercent = 100, OrdersPerSecond = 1000, OrdersPerMinute = 10_000, DuplicateWindow = TimeSpan.Zero };
            options.Orders = options.Orders with { AckTimeoutUs = 2_000_000, RequestTimeoutUs = 2_000_000 };
        });
    }

    /// <summary>Sessions as they are: encryption has tests of its own.</summary>
    private sealed class OpenSecrets : IAccountSecrets, IIdentitySecrets
    {
        public string Protect(string accountId, IReadOnlyList<string> lines) => string.Join('\n', lines);

        public IReadOnlyList<string> Unprotect(string accountId, string stored) => stored.Split('\n');

        public string Protect(string purpose, byte[] secret) => Convert.ToBase64String(secret);

        byte[] IIdentitySecrets.Unprotect(string purpose, string stored) => Convert.FromBase64String(stored);
    }

    private sealed class Crossings(AccountCluster cluster) : IOutgoingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context) =>
            cluster.LosesCrossings && context.MethodName == nameof(IBrokerAccountGrain.CrossedAsync) ? Task.CompletedTask : context.Invoke();
    }
}

/// <summary>A venue that trades round the clock, with IDX's lots and ticks.</summary>
public sealed class RoundTheClockAccounts() : AccountCluster("SIM", TimeProvider.System.GetUtcNow());

/// <summary>IDX, on a Wednesday morning at ten.</summary>
public sealed class IdxAccounts() : AccountCluster("IDX", IdxHours.At(10, 0));

/// <summary>The first day of the accounts at IDX.</summary>
internal static class IdxHours
{
    /// <summary>A time of the day in Jakarta, or of a day after.</summary>
    public static DateTimeOffset At(int hour, int minute, int daysLater = 0) => DateTimeOffset.UnixEpoch.AddTicks(Tapes.At(Tapes.Today.AddDays(daysLater), hour, minute) * 10);
}

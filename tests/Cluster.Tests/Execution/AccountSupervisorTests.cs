using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Reflection;
using System.Threading.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.Silo.Execution;
using Xunit;

namespace Sssaham.Cluster.Tests.Execution;

/// <summary>The supervisor against grains that only note who was called: which accounts it wakes and connects, and when.</summary>
public sealed class AccountSupervisorTests : IAsyncLifetime
{
    private static readonly SiloAddress Here = SiloAddress.New(IPAddress.Loopback, 1, 1);
    private static readonly SiloAddress There = SiloAddress.New(IPAddress.Loopback, 2, 1);
    private readonly GrainScript _grains = new();
    private readonly Members _members = new();
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);
    private AccountSupervisor? _supervisor;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_supervisor is null) return;
        await _supervisor.StopAsync(CancellationToken.None);
        _supervisor.Dispose();
    }

    [Fact]
    public async Task Accounts_of_other_silos_are_woken_as_soon_as_those_are_gone()
    {
        var accounts = Enumerable.Range(0, 20).Select(i => $"paper:{i}").ToList();
        foreach (var account in accounts) _grains.Entries[account] = true;
        _grains.Entries["paper:asleep"] = false;
        _members.Set(Here, There);
        await StartAsync();
        var mine = accounts.Where(a => AccountShare.IsOf(a, [Here, There], Here)).ToList();
        mine.Count.ShouldBeInRange(1, 19);
        await Eventually.BeTrueAsync(() => Task.FromResult(mine.All(_grains.Called.ContainsKey)), "not all of this silo are awake");
        _grains.Called.Keys.Where(k => k.StartsWith("paper:", StringComparison.Ordinal)).ShouldBe(mine, ignoreOrder: true);
        _members.Set(Here);
        await Eventually.BeTrueAsync(() => Task.FromResult(accounts.All(_grains.Called.ContainsKey)), "not all are awake");
        _grains.Called.ContainsKey("paper:asleep").ShouldBeFalse();
        _grains.Ensured.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Accounts_that_hang_or_fail_hold_up_no_other()
    {
        _grains.Act = account => account switch
        {
            "paper:1" => new TaskCompletionSource().Task,
            "paper:2" => Task.FromException(new InvalidOperationException("no")),
            _ => Task.CompletedTask,
        };
        foreach (var i in Enumerable.Range(1, 5)) _grains.Entries[$"paper:{i}"] = true;
        _members.Set(Here);
        await StartAsync();
        await Eventually.BeTrueAsync(() => Task.FromResult(Enumerable.Range(1, 5).All(i => _grains.Called.ContainsKey($"paper:{i}"))), "not all are awake");
        // Each change is a round: whoever hangs is not called again, whoever failed is.
        await Eventually.BeTrueAsync(() => { _members.Set(Here); return Task.FromResult(_grains.Called["paper:2"] > 2 && _grains.Called["paper:5"] > 2); }, "no further round");
        _grains.Called["paper:1"].ShouldBe(1);
    }

    [Fact]
    public async Task Configured_accounts_are_connected_until_they_are_known_and_those_that_are_not_valid_once()
    {
        _grains.Entries["paper:known"] = false;
        var tries = 0;
        _grains.Act = account => account switch
        {
            "ipot:bad" => Task.FromException(new ArgumentException("Brokers:Ipot:Url is not set")),
            "paper:new" when Interlocked.Increment(ref tries) == 1 => Task.FromException(new IOException("disk full")),
            _ => Task.CompletedTask,
        };
        _members.Set(Here);
        await StartAsync(("Accounts:0:Id", "paper:known"), ("Accounts:1:Id", "paper:new"), ("Accounts:2:Id", "ipot:bad"), ("Accounts:3:Id", "paper:off"), ("Accounts:3:Connect", "false"));
        await Eventually.BeTrueAsync(() => { _members.Set(Here); return Task.FromResult(_grains.Called.GetValueOrDefault("connect paper:new") >= 2); }, "not connected");
        _grains.Entries["paper:new"] = true;
        await Eventually.BeTrueAsync(() => { _members.Set(Here); return Task.FromResult(_grains.Called.ContainsKey("paper:new")); }, "not woken");
        _grains.Called["connect ipot:bad"].ShouldBe(1);
        _grains.Called.ContainsKey("connect paper:known").ShouldBeFalse();
        _grains.Called.ContainsKey("connect paper:off").ShouldBeFalse();
        _grains.Called.ContainsKey("connect paper:demo").ShouldBeFalse();
    }

    [Fact]
    public async Task Without_configuration_a_paper_account_is_connected()
    {
        _members.Set(Here);
        await StartAsync();
        await Eventually.BeTrueAsync(() => Task.FromResult(_grains.Called.ContainsKey("connect paper:demo")), "not connected");
    }

    private async Task StartAsync(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
        var silo = Fake<ILocalSiloDetails>((_, _) => Here);
        _supervisor = new AccountSupervisor(_grains.Factory, _members, silo, configuration, _lifetime, NullLogger<AccountSupervisor>.Instance);
        await _supervisor.StartAsync(CancellationToken.None);
        _lifetime.NotifyStarted();
    }

    private static T Fake<T>(Func<MethodInfo, object?[], object?> answer)
        where T : class
    {
        var fake = DispatchProxy.Create<T, Proxy>();
        ((Proxy)(object)fake).Answer = answer;
        return fake;
    }

    /// <summary>An object of any interface. A class of its own would count as an implementation of the grain.</summary>
    public class Proxy : DispatchProxy
    {
        internal Func<MethodInfo, object?[], object?> Answer { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Answer(targetMethod!, args ?? []);
    }

    private sealed class GrainScript
    {
        private int _ensured;

        public GrainScript() => Factory = Fake<IGrainFactory>((method, arguments) => method.ReturnType == typeof(IBrokerAccountGrain) ? Account((string)arguments[0]!) : Directory());

        public IGrainFactory Factory { get; }

        public int Ensured => _ensured;

        public ConcurrentDictionary<string, bool> Entries { get; } = new(StringComparer.Ordinal);

        /// <summary>Calls by account; those that connect with <c>connect</c> before it.</summary>
        public ConcurrentDictionary<string, int> Called { get; } = new(StringComparer.Ordinal);

        public Func<string, Task> Act { get; set; } = _ => Task.CompletedTask;

        private IAccountDirectoryGrain Directory() => Fake<IAccountDirectoryGrain>((method, _) =>
        {
            if (method.Name == nameof(IAccountDirectoryGrain.ListAsync)) return Task.FromResult(Entries.Select(e => new AccountEntry(e.Key, e.Value)).ToArray());
            Interlocked.Increment(ref _ensured);
            return Task.CompletedTask;
        });

        private IBrokerAccountGrain Account(string id) => Fake<IBrokerAccountGrain>((method, _) =>
        {
            var connects = method.Name == nameof(IBrokerAccountGrain.ConnectAsync);
            Called.AddOrUpdate(connects ? $"connect {id}" : id, 1, (_, n) => n + 1);
            return connects ? ConnectedAsync(id) : Act(id);
        });

        private async Task<AccountStatus> ConnectedAsync(string id)
        {
            await Act(id);
            return new AccountStatus(id, "Connecting", null, 0, false, false, 0, 0, 0, 0);
        }
    }

    private sealed class Members : IClusterMembershipService
    {
        private readonly Channel<ClusterMembershipSnapshot> _updates = Channel.CreateUnbounded<ClusterMembershipSnapshot>();
        private long _version;

        public ClusterMembershipSnapshot CurrentSnapshot { get; private set; } = null!;

        public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => _updates.Reader.ReadAllAsync();

        public void Set(params SiloAddress[] active)
        {
            var members = active.ToImmutableDictionary(s => s, s => new ClusterMember(s, SiloStatus.Active, s.ToString()));
            if (!members.ContainsKey(There)) members = members.Add(There, new ClusterMember(There, SiloStatus.Dead, "dead"));
            CurrentSnapshot = new ClusterMembershipSnapshot(members, new MembershipVersion(++_version));
            _updates.Writer.TryWrite(CurrentSnapshot);
        }

        public ValueTask Refresh(MembershipVersion minimumVersion, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public Task<bool> TryKill(SiloAddress siloAddress) => Task.FromResult(false);
    }
}

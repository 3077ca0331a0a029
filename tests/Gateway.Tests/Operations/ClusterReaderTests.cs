using System.Net;
using Orleans;
using Orleans.Runtime;
using Shouldly;
using Sssaham.Gateway.Operations;
using Sssaham.Gateway.Tests.Execution;
using Sssaham.GrainInterfaces.Operations;
using Xunit;

namespace Sssaham.Gateway.Tests.Operations;

/// <summary>What is shown of a cluster in which not everybody answers.</summary>
public sealed class ClusterReaderTests
{
    private static readonly SiloAddress[] Addresses = [.. Enumerable.Range(1, 3).Select(i => SiloAddress.New(IPAddress.Loopback, 11110 + i, i))];
    private readonly HashSet<SiloAddress> _hanging = [];
    private readonly ClusterReader _reader;
    private Func<Task<MembershipEntry[]>> _hosts = () => Task.FromResult(Members(SiloStatus.Active));

    public ClusterReaderTests()
    {
        var management = FakeGrain.Of<IManagementGrain>((name, args) => name == nameof(IManagementGrain.GetDetailedHosts) ? _hosts() : Ask(name, (SiloAddress[])args[0]!));
        _reader = new ClusterReader(FakeGrain.Of<IGrainFactory>((_, args) => args[0] is long ? management : SiloGrain((string)args[0]!)), new ImpatientTime());
    }

    [Fact]
    public async Task A_silo_that_hangs_is_listed_without_figures_and_the_others_with_theirs()
    {
        _hanging.Add(Addresses[1]);
        var answer = await _reader.ReadAsync(default);
        answer.Status.ShouldBe("DEGRADED");
        answer.Silos.Select(s => (s.Address, s.Answers, s.Version)).ShouldBe([("127.0.0.1:11111", true, "1.2.3"), ("127.0.0.1:11112", false, null), ("127.0.0.1:11113", true, "1.2.3")]);
        answer.Grains.ShouldBe([new GrainTypeItem("Sssaham.TickerGrain", 14, 2), new GrainTypeItem("Sssaham.JobGrain", 2, 2)]);
        answer.Totals.ShouldBe(new ClusterTotals(3, 3, 2, 0, 2));
    }

    [Fact]
    public async Task Without_the_membership_the_last_known_members_are_asked()
    {
        _hosts = () => Task.FromException<MembershipEntry[]>(new IOException("no database"));
        (await _reader.ReadAsync(default)).ShouldSatisfyAllConditions(a => a.Status.ShouldBe("UNKNOWN"), a => a.Silos.ShouldBeEmpty(), a => a.Message.ShouldNotBeNull());
        _hosts = () => Task.FromResult(Members(SiloStatus.Active));
        (await _reader.ReadAsync(default)).Status.ShouldBe("OK");
        _hosts = () => new TaskCompletionSource<MembershipEntry[]>().Task;
        var answer = await _reader.ReadAsync(default);
        (answer.Status, answer.Totals.Answering).ShouldBe(("DEGRADED", 3));
        answer.Message!.ShouldContain("was a member");
    }

    [Fact]
    public async Task Those_that_left_are_listed_last_and_only_some_of_them()
    {
        MembershipEntry[] gone = [.. Enumerable.Range(0, 50).Select(i => Member(SiloAddress.New(IPAddress.Loopback, 20_000 + i, i), SiloStatus.Dead))];
        _hosts = () => Task.FromResult<MembershipEntry[]>([.. gone, .. Members(SiloStatus.Active)]);
        var answer = await _reader.ReadAsync(default);
        answer.Status.ShouldBe("OK");
        answer.Silos.Count.ShouldBe(3 + 20);
        answer.Silos.Take(3).ShouldAllBe(s => s.State == "Active");
        answer.Silos.Skip(3).ShouldAllBe(s => s.State == "Dead" && !s.Answers);
    }

    private static MembershipEntry[] Members(SiloStatus status) => [.. Addresses.Select(a => Member(a, status))];

    private static MembershipEntry Member(SiloAddress address, SiloStatus status) => new() { SiloAddress = address, SiloName = "silo", Status = status, StartTime = DateTime.UnixEpoch };

    private object Ask(string name, SiloAddress[] silos)
    {
        var silo = silos.ShouldHaveSingleItem();
        var hangs = _hanging.Contains(silo);
        if (name == nameof(IManagementGrain.GetRuntimeStatistics))
            return hangs ? new TaskCompletionSource<SiloRuntimeStatistics[]>().Task : Task.FromResult<SiloRuntimeStatistics[]>([(SiloRuntimeStatistics)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof(SiloRuntimeStatistics))]);
        if (hangs) return new TaskCompletionSource<SimpleGrainStatistic[]>().Task;
        return Task.FromResult<SimpleGrainStatistic[]>(
        [
            new SimpleGrainStatistic { GrainType = "Sssaham.TickerGrain,Sssaham.Grains", SiloAddress = silo, ActivationCount = 7 },
            new SimpleGrainStatistic { GrainType = "Sssaham.JobGrain,Sssaham.Grains", SiloAddress = silo, ActivationCount = 1 },
        ]);
    }

    private ISiloGrain SiloGrain(string address) => FakeGrain.Of<ISiloGrain>((_, _) =>
        _hanging.Contains(SiloAddress.FromParsableString(address)) ? new TaskCompletionSource<SiloInfo>().Task : Task.FromResult(new SiloInfo(address, "1.2.3", 0, 1)));

    /// <summary>Whatever is waited for has taken too long unless it is there already.</summary>
    private sealed class ImpatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}

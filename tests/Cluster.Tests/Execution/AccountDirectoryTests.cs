using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.TestingHost;
using Shouldly;
using Sssaham.Cluster.Tests.Storage;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.Silo.Storage.Embedded;
using Sssaham.Silo.Storage.Files;
using Xunit;

namespace Sssaham.Cluster.Tests.Execution;

public sealed class AccountDirectoryTests
{
    private readonly PowerCutFileLayer _disk = new();

    [Fact]
    public async Task What_was_noted_survives_a_power_cut_and_is_listed_in_order()
    {
        await using (var cluster = await StartAsync())
        {
            var directory = Directory(cluster);
            (await directory.ListAsync()).ShouldBeEmpty();
            await directory.NoteAsync("paper:demo", true);
            await directory.NoteAsync("ipot:R10000012345", true);
            await directory.NoteAsync("paper:demo", false);
            await directory.NoteAsync("paper:demo", false);
            _disk.CutPowerAfter(0);
            await Should.ThrowAsync<Exception>(directory.NoteAsync("paper:late", true));
        }

        _disk.PowerCut();
        _disk.AllFiles().ShouldContain(f => f.StartsWith("reminders/", StringComparison.Ordinal));
        await using (var cluster = await StartAsync())
        {
            AccountEntry[] expected = [new("ipot:R10000012345", true), new("paper:demo", false)];
            (await Directory(cluster).ListAsync()).ShouldBe(expected);
            (await Directory(cluster).FindAsync("paper:demo")).ShouldBe(expected[1]);
            (await Directory(cluster).FindAsync("paper:late")).ShouldBeNull();
        }
    }

    [Fact]
    public async Task What_could_not_be_written_is_not_listed_and_can_be_noted_again()
    {
        await using var cluster = await StartAsync();
        var directory = Directory(cluster);
        await directory.NoteAsync("paper:a", true);
        _disk.FailNextWrites = 1;
        await Should.ThrowAsync<Exception>(directory.NoteAsync("paper:b", true));
        (await directory.ListAsync()).ShouldBe([new AccountEntry("paper:a", true)]);
        _disk.FailNextWrites = 1;
        await Should.ThrowAsync<Exception>(directory.NoteAsync("paper:a", false));
        (await directory.ListAsync()).ShouldBe([new AccountEntry("paper:a", true)]);
        await directory.NoteAsync("paper:b", false);
        AccountEntry[] expected = [new("paper:a", true), new("paper:b", false)];
        (await directory.ListAsync()).ShouldBe(expected);
    }

    private static IAccountDirectoryGrain Directory(InProcessTestCluster cluster) => cluster.Client.GetGrain<IAccountDirectoryGrain>(IAccountDirectoryGrain.Key);

    private async Task<InProcessTestCluster> StartAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IFileLayer>(_disk);
            silo.AddEmbeddedGrainStorageAsDefault().UseEmbeddedReminders();
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}

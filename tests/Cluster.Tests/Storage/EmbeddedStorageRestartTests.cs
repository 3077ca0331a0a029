using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.TestingHost;
using Shouldly;
using Sssaham.Silo.Storage.Embedded;
using Sssaham.Silo.Storage.Files;
using Xunit;

namespace Sssaham.Cluster.Tests.Storage;

/// <summary>A whole silo on a real folder, ended and started anew.</summary>
public sealed class EmbeddedStorageRestartTests : IDisposable
{
    /// <summary>Not a measure of anything: it only keeps a broken build from hanging.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("sssaham-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_grains_state_and_its_reminder_survive_a_restart_of_the_silo()
    {
        await using (var cluster = await StartAsync(new ReminderBell()))
        {
            var grain = cluster.Client.GetGrain<IRestartGrain>("IDX:BBCA");
            await grain.WriteAsync("before");
            await grain.RemindAsync("bell", TimeSpan.FromSeconds(1));
            await cluster.StopAllSilosAsync();
        }

        Directory.EnumerateFiles(Path.Combine(_folder, "grains", "Default"), "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        Directory.EnumerateFiles(Path.Combine(_folder, "reminders"), "*", SearchOption.AllDirectories).ShouldHaveSingleItem();

        var bell = new ReminderBell();
        await using (var cluster = await StartAsync(bell))
        {
            // Nobody has called the grain yet: what wakes it is the reminder that the silo found on the disk.
            (await bell.Rung.WaitAsync(Limit)).ShouldBe("IDX:BBCA bell before");

            var grain = cluster.Client.GetGrain<IRestartGrain>("IDX:BBCA");
            (await grain.ReadAsync()).ShouldBe("before");
            await grain.WriteAsync("after");
            (await grain.ForgetAsync("bell")).ShouldBeTrue();
            await cluster.StopAllSilosAsync();
        }

        await using (var cluster = await StartAsync(new ReminderBell()))
        {
            var grain = cluster.Client.GetGrain<IRestartGrain>("IDX:BBCA");
            (await grain.ReadAsync()).ShouldBe("after");
            (await grain.ForgetAsync("bell")).ShouldBeFalse();
            await grain.ClearAsync();
            (await grain.ReadAsync()).ShouldBe("");
            await cluster.StopAllSilosAsync();
        }
    }

    private async Task<InProcessTestCluster> StartAsync(ReminderBell bell)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IFileLayer>(new DiskFileLayer(_folder));
            silo.Services.AddSingleton(bell);
            silo.AddEmbeddedGrainStorageAsDefault().UseEmbeddedReminders();
            silo.Configure<ReminderOptions>(o => o.MinimumReminderPeriod = TimeSpan.FromSeconds(1));
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}

/// <summary>Tells the test of a reminder.</summary>
public sealed class ReminderBell
{
    private readonly TaskCompletionSource<string> _rung = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<string> Rung => _rung.Task;

    public void Ring(string what) => _rung.TrySetResult(what);
}

/// <summary>A grain with a state and a reminder.</summary>
[Alias("tests.IRestartGrain")]
public interface IRestartGrain : IGrainWithStringKey
{
    [Alias("Write")]
    Task WriteAsync(string text);

    [Alias("Read")]
    Task<string> ReadAsync();

    [Alias("Clear")]
    Task ClearAsync();

    [Alias("Remind")]
    Task RemindAsync(string name, TimeSpan period);

    [Alias("Forget")]
    Task<bool> ForgetAsync(string name);
}

/// <inheritdoc cref="IRestartGrain"/>
public sealed class RestartGrain([PersistentState("note")] IPersistentState<StoredNote> note, ReminderBell bell) : Grain, IRestartGrain, IRemindable
{
    public async Task WriteAsync(string text)
    {
        note.State.Text = text;
        await note.WriteStateAsync();
    }

    public Task<string> ReadAsync() => Task.FromResult(note.State.Text);

    public Task ClearAsync() => note.ClearStateAsync();

    public Task RemindAsync(string name, TimeSpan period) => this.RegisterOrUpdateReminder(name, period, period);

    public async Task<bool> ForgetAsync(string name)
    {
        if (await this.GetReminder(name) is not { } reminder) return false;
        await this.UnregisterReminder(reminder);
        return true;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        bell.Ring($"{this.GetPrimaryKeyString()} {reminderName} {note.State.Text}");
        return Task.CompletedTask;
    }
}

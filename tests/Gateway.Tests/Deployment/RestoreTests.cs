using System.Net;
using Shouldly;
using Sssaham.Gateway.Tests.Execution;
using Sssaham.Gateway.Tests.Support;
using Sssaham.Postgres.Tests.Server;
using Xunit;

namespace Sssaham.Gateway.Tests.Deployment;

/// <summary>Back-up, everything gone, restore: the same answers, by the scripts that an operator uses.</summary>
public sealed class RestoreTests : IDisposable
{
    private const string Later = "LATER";
    private static readonly Dictionary<string, string> None = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("sssaham-backup-").FullName;

    private string BackUp => Path.Combine(_folder, "backup");

    [PostgresFact]
    public async Task A_database_that_was_dropped_answers_the_same_after_a_restore_and_goes_on()
    {
        await using var cluster = await LocalCluster.StartAsync(1, 1, KnownMarket.Settings);
        using var api = cluster.Api();
        await KnownMarket.FillAsync(api, cluster.Logs);
        (await cluster.RunAsync("sanity")).ShouldContain("All is well.");
        var before = await KnownMarket.AnswersAsync(api);
        await cluster.AgainstDatabaseAsync("backup", "postgres", BackUp);

        await api.PostTradesAsync([TestTrade.At(Later, 1, 0)]);
        await cluster.RunAsync("stop", "gateway", "1");
        await cluster.RunAsync("stop", "silo", "1");
        await cluster.AgainstDatabaseAsync("dropdb", "sssaham");
        await cluster.AgainstDatabaseAsync("restore", "postgres", BackUp);
        await cluster.RunAsync("start", "silo", "1");
        await cluster.RunAsync("start", "gateway", "1");

        await SameAsync(api, before, cluster.Logs);
        (await cluster.RunAsync("sanity")).ShouldContain("All is well.");
    }

    [Fact]
    public async Task A_data_folder_that_was_deleted_answers_the_same_after_a_restore_and_goes_on()
    {
        await using var gateway = await GatewayProcess.StartAsync(null, KnownMarket.Settings);
        IReadOnlyDictionary<string, string> before;
        using (var api = gateway.Api())
        {
            await KnownMarket.FillAsync(api, () => gateway.Output);
            before = await KnownMarket.AnswersAsync(api);
        }

        var (refused, reason) = await DeployScript.RunAsync(None, "backup", "embedded", gateway.Data, BackUp);
        (refused, File.Exists(BackUp)).ShouldBe((1, false), reason);
        reason.ShouldContain("A process runs");
        await gateway.StopAsync();
        await WellAsync("backup", "embedded", gateway.Data, BackUp);
        (await DeployScript.RunAsync(None, "restore", "embedded", BackUp, gateway.Data)).ExitCode.ShouldBe(1, "nothing is written over");
        Directory.Delete(gateway.Data, recursive: true);
        await WellAsync("restore", "embedded", BackUp, gateway.Data);

        await gateway.RestartAsync();
        using var again = gateway.Api();
        await SameAsync(again, before, () => gateway.Output);
    }

    [Fact]
    public async Task A_back_up_that_is_not_what_was_written_is_refused()
    {
        await using var gateway = await GatewayProcess.StartAsync();
        await gateway.StopAsync();
        await WellAsync("backup", "embedded", gateway.Data, BackUp);
        var bytes = await File.ReadAllBytesAsync(BackUp);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(BackUp, bytes);
        var target = Path.Combine(_folder, "target");
        var (code, output) = await DeployScript.RunAsync(None, "restore", "embedded", BackUp, target);
        (code, Directory.Exists(target)).ShouldBe((1, false), output);
        output.ShouldContain("is not what was written");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task WellAsync(string script, params string[] arguments)
    {
        var (code, output) = await DeployScript.RunAsync(None, script, arguments);
        code.ShouldBe(0, output);
    }

    private static async Task SameAsync(Api api, IReadOnlyDictionary<string, string> before, Func<string> output)
    {
        await api.UntilReadyAsync(KnownMarket.Account, output);
        await KnownMarket.ShowsAsync(api, before);
        (await api.GetAsync($"/footprint/{Later}")).Status.ShouldBe(HttpStatusCode.NotFound, "what came after the back-up is gone");
        await KnownMarket.GoesOnAsync(api, output);
    }
}

using System.Net;
using System.Net.Sockets;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Sssaham.Gateway.Tests.Faults;

/// <summary>What cannot work ends at once with a line that an operator understands.</summary>
public sealed class StartFaultTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = GatewayProcess.NewFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_is_named()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");
        await EndsAsync(Path.Combine(file, "data"), "data folder");
    }

    [Fact]
    public async Task A_data_folder_that_is_a_file_is_named()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");
        await EndsAsync(file, "data folder");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_data_folder_that_can_only_be_read_is_named(bool used)
    {
        using var disk = SmallDisk.TryMount("8m", output);
        if (disk is null) return;
        if (used)
        {
            await using var gateway = await GatewayProcess.StartAsync(disk.Path);
            await gateway.StopAsync();
        }

        disk.Remount("ro").ShouldBeTrue();
        await EndsAsync(disk.Path, "data folder");
    }

    [Fact]
    public async Task A_second_process_on_the_same_folder_is_refused_and_the_first_goes_on()
    {
        await using var first = await GatewayProcess.StartAsync(_folder);
        await EndsAsync(_folder, "another Sssaham");
        using var api = first.Api();
        (await api.PostTradesAsync([TestTrade.At("LOCK", 1, 0)])).Number("accepted").ShouldBe(1);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await EndsAsync(_folder, "cannot be listened on", $"--Urls={new Uri($"http://{listener.LocalEndpoint}")}");
    }

    [Theory]
    [InlineData("--Security:AdminKey=short", "AdminKey")]
    [InlineData("--Venues:IDX:TimeZone=Mars/Olympus", "time zone")]
    [InlineData("--Venues:IDX:Lot=-1", "Lot")]
    [InlineData("--Urls=nonsense", "Urls")]
    [InlineData("--Urls=http://127.0.0.1:99999", "Urls")]
    public async Task A_wrong_setting_is_named(string setting, string name) => await EndsAsync(_folder, name, setting);

    private static async Task EndsAsync(string data, string says, params string[] more)
    {
        var (code, text) = await GatewayProcess.RunToEndAsync(data, more);
        code.ShouldNotBe(0, text);
        var message = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l.StartsWith("Sssaham cannot start: ", StringComparison.Ordinal)).ShouldHaveSingleItem(text);
        message.ShouldContain(says, Case.Insensitive);
        text.ShouldNotContain("   at ");
    }
}

using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using Sssaham.Gateway.Security;
using Sssaham.Gateway.Tests.Identity;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Http;

public sealed partial class FirstStartTests
{
    [Fact]
    public async Task The_first_start_makes_a_random_key_shows_it_once_and_nothing_else_opens_the_door()
    {
        var data = Path.Combine(GatewayProcess.NewFolder(), "data");
        try
        {
            await using var gateway = await GatewayProcess.StartAsync(data, "--Security:AdminKey=");
            await Eventually.IsTrueAsync(() => Task.FromResult(gateway.Output.Contains("Ctrl-C stops it", StringComparison.Ordinal)));
            var key = AdminKeyLine().Match(gateway.Output).Groups[1].Value;
            key.ShouldMatch("^sk-[0-9a-f]{48}$");
            (await StatusAsync(gateway, key)).ShouldBe(HttpStatusCode.OK);
            foreach (var known in (string[])["", "admin", "password", "sk-", "changeme", "test", GatewayProcess.Key, key[..^1], key.ToUpperInvariant()]) (await StatusAsync(gateway, known)).ShouldBe(HttpStatusCode.Unauthorized, known);
            using var api = gateway.Api(null);
            foreach (var name in (string[])["admin", "root", "sssaham", "operator", "demo", "guest"])
            {
                foreach (var password in (string[])[name, "admin", "password", "changeme", "123456"])
                    (await api.SendAsync(HttpMethod.Post, "/login", Someone.Json(new { username = name, password }), [])).Status.ShouldBe(HttpStatusCode.Unauthorized, $"{name} {password}");
            }

            gateway.Kill();
            var secrets = new[] { key, key[3..], await File.ReadAllTextAsync(data + ".masterkey") }.Select(s => s.Trim()).ToList();
            foreach (var file in Directory.GetFiles(data, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "LOCK"))
                secrets.ShouldAllBe(s => !System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)).Contains(s), file);
            if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(data + ".masterkey").ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

            var shown = AdminKeyLine().Count(gateway.Output);
            await gateway.RestartAsync();
            await Eventually.IsTrueAsync(() => Task.FromResult(Regex.Count(gateway.Output, "Ctrl-C stops it") == 2));
            (shown, AdminKeyLine().Count(gateway.Output)).ShouldBe((1, 1));
            (await StatusAsync(gateway, key)).ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(data)!, recursive: true);
        }
    }

    [Fact]
    public async Task A_data_folder_without_its_master_key_is_not_opened_by_another_one()
    {
        var data = Path.Combine(GatewayProcess.NewFolder(), "data");
        try
        {
            await using (var gateway = await GatewayProcess.StartAsync(data))
            {
                // The first token has a signing key made and encrypted.
                using var api = gateway.Api(null);
                (await api.SendAsync(HttpMethod.Post, "/register", Someone.Json(new { username = "budi", email = "budi@example.id", password = Someone.Password }), [])).Status.ShouldBe(HttpStatusCode.Created);
                (await api.SendAsync(HttpMethod.Post, "/login", Someone.Json(new { username = "budi", password = Someone.Password }), [])).Status.ShouldBe(HttpStatusCode.OK);
            }

            Directory.GetFiles(Path.Combine(data, "keys")).ShouldHaveSingleItem();
            File.Delete(data + ".masterkey");
            var (code, output) = await GatewayProcess.RunToEndAsync(data);
            code.ShouldBe(1, output);
            output.ShouldContain("Security:MasterKey is not the one");
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(data)!, recursive: true);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("sk-change-me-change-me-change-me")]
    [InlineData("sk-…………………………………………………………………………")]
    public void A_cluster_takes_no_key_that_is_missing_or_that_anybody_would_try(string? key) => Should.Throw<ArgumentException>(() => AdminKey.Load(null, key)).Message.ShouldContain("Security:AdminKey");

    private static async Task<HttpStatusCode> StatusAsync(GatewayProcess gateway, string key)
    {
        using var api = gateway.Api(key);
        return (await api.GetAsync("/admin/cluster")).Status;
    }

    [GeneratedRegex("admin key  (\\S+)")]
    private static partial Regex AdminKeyLine();
}

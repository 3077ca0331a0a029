using System.Diagnostics;
using System.Net;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Sssaham.Benchmarks.Execution;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Identity;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Benchmarks.Identity;

/// <summary>Access tokens and API keys: checked for the first time (signature, and a call of the user's grain), and again within half a minute. And how long a password is hashed.</summary>
internal static class CredentialChecks
{
    private const int Users = 100;
    private const int Each = 20;
    private const int Again = 1_000_000;

    public static async Task RunAsync()
    {
        var data = Directory.CreateTempSubdirectory("sssaham-bench-").FullName;
        await using var app = GatewayHost.Build(["--Urls=http://127.0.0.1:0", $"--Sssaham:DataPath={data}", "--Security:AdminKey=benchmark-key-0123456789abcdef", "--Simulator:Enabled=false"]);
        await app.StartAsync();
        var (tokens, keys) = await MakeAsync(app);
        var check = app.Services.GetRequiredService<CredentialCheck>();
        var caller = new DefaultHttpContext { RequestServices = app.Services, Connection = { RemoteIpAddress = IPAddress.Loopback } };
        await MeasureAsync("access token", tokens, token => check.TokenAsync(caller, token));
        await MeasureAsync("API key", keys, key => check.ApiKeyAsync(caller, key));
        Hash(app);
        await app.StopAsync();
        Directory.Delete(data, recursive: true);
    }

    private static async Task MeasureAsync(string what, List<string> credentials, Func<string, ValueTask<ClaimsPrincipal?>> check)
    {
        // The code is compiled and the users are awake.
        foreach (var credential in credentials[..(credentials.Count / 4)]) await CheckAsync(credential);
        var first = new Latencies();
        foreach (var credential in credentials[(credentials.Count / 4)..])
        {
            var from = Stopwatch.GetTimestamp();
            await CheckAsync(credential);
            first.Add(from, Stopwatch.GetTimestamp());
        }

        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Again; i++) await CheckAsync(credentials[i % credentials.Count]);
        Machine.Report($"{what}, from the cache", Stopwatch.GetElapsedTime(start).TotalMicroseconds / Again, "us", 5);
        Machine.Report($"{what}, the first time, p50", first.P50 * 1000, "us", 300);
        Console.WriteLine($"    {first}");

        async ValueTask CheckAsync(string credential)
        {
            if (await check(credential) is null) throw new InvalidOperationException($"A good {what} was refused.");
        }
    }

    private static async Task<(List<string> Tokens, List<string> Keys)> MakeAsync(WebApplication app)
    {
        var grains = app.Services.GetRequiredService<IGrainFactory>();
        var signer = grains.GetGrain<ISigningKeyGrain>(ISigningKeyGrain.Key);
        var (tokens, keys, now) = (new List<string>(), new List<string>(), DateTimeOffset.UtcNow);
        for (var i = 0; i < Users; i++)
        {
            var id = Guid.NewGuid().ToString("N");
            var user = grains.GetGrain<IUserGrain>(id);
            await user.PutAsync(new UserAccount { Id = id, UserName = $"user{i}", SecurityStamp = "s", Role = Roles.Trader }, null);
            var family = RefreshToken.New(id);
            await user.StartSessionAsync(family.SessionId, family.Hash, TimeSpan.FromDays(1), null, null, "s");
            for (var k = 0; k < Each; k++)
            {
                tokens.Add(await signer.SignAsync(JsonSerializer.Serialize(new Dictionary<string, object>
                {
                    ["iss"] = "Sssaham", ["aud"] = "Sssaham", ["sub"] = id, ["sid"] = family.SessionId, ["jti"] = Guid.NewGuid().ToString("N"), ["name"] = $"user{i}", ["role"] = Roles.Trader,
                    ["iat"] = now.ToUnixTimeSeconds(), ["nbf"] = now.ToUnixTimeSeconds(), ["exp"] = now.AddMinutes(15).ToUnixTimeSeconds(),
                })));
                var secret = Secrets.New();
                await user.AddApiKeyAsync(new ApiKeyView($"k{k}", "bench", Roles.Trader, 0, now.AddDays(1).ToUnixTimeMilliseconds() * 1000), Secrets.Hash(secret));
                keys.Add(CredentialCheck.ApiKeyText(id, $"k{k}", secret));
            }
        }

        return (tokens, keys);
    }

    private static void Hash(WebApplication app)
    {
        using var scope = app.Services.CreateScope();
        var hasher = scope.ServiceProvider.GetRequiredService<IPasswordHasher<UserAccount>>();
        var (user, times) = (new UserAccount(), new Latencies());
        var hash = hasher.HashPassword(user, "kapal-terbang-biru");
        for (var i = 0; i < 20; i++)
        {
            var from = Stopwatch.GetTimestamp();
            if (hasher.VerifyHashedPassword(user, hash, "kapal-terbang-biru") != PasswordVerificationResult.Success) throw new InvalidOperationException("The password is wrong.");
            times.Add(from, Stopwatch.GetTimestamp());
        }

        Machine.Report("a password hashed, p50", times.P50, "ms", 100);
        Console.WriteLine();
    }
}

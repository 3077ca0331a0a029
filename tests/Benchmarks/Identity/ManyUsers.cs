using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Sssaham.Benchmarks.Execution;
using Sssaham.Chaos.Processes;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Identity;
using Sssaham.GrainInterfaces.Identity;
using Sssaham.Silo.Hosting;

namespace Sssaham.Benchmarks.Identity;

/// <summary>100,000 users, made through their grains with one password that was hashed once: found by name, address and id, first when nothing is in memory, and listed page by page.</summary>
internal static class ManyUsers
{
    private const int Count = 100_000;
    private const int AtOnce = 64;
    private const int LookUps = 1_000;
    private const string Key = "benchmark-key-0123456789abcdef";

    public static Task RunEmbeddedAsync() => EmbeddedAsync(app => FillAsync("embedded", app), (app, ids) => ReadAsync("embedded", app, ids));

    public static Task RunPostgresAsync() => PostgresAsync(app => FillAsync("PostgreSQL", app), (app, ids) => ReadAsync("PostgreSQL", app, ids));

    /// <summary>Runs the second part on what the first one has left on the disk, with nothing of it in memory.</summary>
    internal static async Task EmbeddedAsync<T>(Func<WebApplication, Task<T>> fill, Func<WebApplication, T, Task<bool>> read)
    {
        var data = Directory.CreateTempSubdirectory("sssaham-bench-").FullName;
        string[] arguments = ["--Urls=http://127.0.0.1:0", $"--Sssaham:DataPath={data}", $"--Security:AdminKey={Key}", "--Simulator:Enabled=false"];
        var filled = await WithAsync(arguments, fill);
        await WithAsync(arguments, app => read(app, filled));
        Directory.Delete(data, recursive: true);
    }

    /// <summary>The same with a silo on PostgreSQL, started anew in between.</summary>
    internal static async Task PostgresAsync<T>(Func<WebApplication, Task<T>> fill, Func<WebApplication, T, Task<bool>> read)
    {
        await using var cluster = await ProcessCluster.StartAsync(null, 1, 1);
        string[] arguments = ["--Urls=http://127.0.0.1:0", "--Sssaham:Storage=PostgreSQL", $"--ConnectionStrings:Sssaham={cluster.Connection}", $"--Security:AdminKey={Key}", $"--Identity:Outbox={cluster.Folder}/outbox"];
        var filled = await WithAsync(arguments, fill);
        await cluster.Silos[0].StopAsync();
        await ExplainAsync(cluster.Connection);
        cluster.Silos[0].Start();
        await cluster.Silos[0].ReadyAsync();
        await WithAsync(arguments, app => read(app, filled));
    }

    private static async Task<T> WithAsync<T>(string[] arguments, Func<WebApplication, Task<T>> work)
    {
        await using var app = GatewayHost.Build(arguments);
        await app.StartAsync();
        var result = await work(app);
        await app.StopAsync();
        // The next one opens the folder again; a process of its own would end here.
        app.Services.GetService<DataFolder>()?.Dispose();
        return result;
    }

    private static async Task<string[]> FillAsync(string where, WebApplication app)
    {
        using var scope = app.Services.CreateScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<UserAccount>>();
        var hash = users.PasswordHasher.HashPassword(new UserAccount(), "kapal-terbang-biru");
        var (ids, watch) = (new string[Count], Stopwatch.StartNew());
        await Parallel.ForEachAsync(Enumerable.Range(0, Count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, cancel) =>
        {
            var user = new UserAccount { UserName = Name(i), Email = Name(i) + "@example.id", NormalizedUserName = users.NormalizeName(Name(i))!, NormalizedEmail = users.NormalizeEmail(Name(i) + "@example.id")!, PasswordHash = hash, SecurityStamp = "s" };
            var store = new UserStore(app.Services.GetRequiredService<IGrainFactory>(), users.ErrorDescriber, TimeProvider.System);
            if (!(await store.CreateAsync(user, cancel)).Succeeded) throw new InvalidOperationException("A user was not made.");
            ids[i] = user.Id;
        });
        Machine.Report($"{where}: users made, name and address reserved", Count / watch.Elapsed.TotalSeconds, "users/s");
        return ids;
    }

    private static async Task<bool> ReadAsync(string where, WebApplication app, string[] ids)
    {
        using var scope = app.Services.CreateScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<UserAccount>>();
        var random = new Random(1);
        (string What, Func<int, Task<UserAccount?>> Find)[] ways = [("id", i => users.FindByIdAsync(ids[i])), ("name", i => users.FindByNameAsync(Name(i))), ("e-mail address", i => users.FindByEmailAsync(Name(i) + "@example.id"))];
        foreach (var (what, find) in ways)
        {
            var wanted = Enumerable.Range(0, LookUps).Select(_ => random.Next(Count)).ToArray();
            foreach (var temperature in (string[])["first", "again"])
            {
                var times = new Latencies();
                foreach (var i in wanted)
                {
                    var from = Stopwatch.GetTimestamp();
                    if ((await find(i))?.Id != ids[i]) throw new InvalidOperationException($"The user {i} was not found by {what}.");
                    times.Add(from, Stopwatch.GetTimestamp());
                }

                Console.WriteLine($"    {where}: by {what}, {temperature}: {times}");
            }
        }

        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        client.DefaultRequestHeaders.Add("X-Api-Key", Key);
        var (pages, cursor) = (new Latencies(), "");
        for (var page = 0; page < 100; page++)
        {
            var from = Stopwatch.GetTimestamp();
            using var answer = System.Text.Json.JsonDocument.Parse(await client.GetByteArrayAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"/api/v1/security/users?limit=100&cursor={Uri.EscapeDataString(cursor)}"), UriKind.Relative)));
            pages.Add(from, Stopwatch.GetTimestamp());
            if (answer.RootElement.GetProperty("items").GetArrayLength() != 100) throw new InvalidOperationException("A page is not full.");
            cursor = answer.RootElement.GetProperty("nextCursor").GetString()!;
        }

        Console.WriteLine($"    {where}: 100 pages of 100 users, users not in memory: {pages}");
        Console.WriteLine();
        return true;
    }

    /// <summary>How the database finds the state of a grain: the statement of Orleans' provider, with the keys of a user that is there.</summary>
    private static async Task ExplainAsync(string connection)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using (var analyze = source.CreateCommand("ANALYZE OrleansStorage")) await analyze.ExecuteNonQueryAsync();
        await using var command = source.CreateCommand(
            """
            EXPLAIN (COSTS OFF) SELECT PayloadBinary, Version FROM OrleansStorage,
            (SELECT GrainIdHash h, GrainTypeHash t, GrainTypeString s, GrainIdExtensionString e, ServiceId v FROM OrleansStorage LIMIT 1) one
            WHERE GrainIdHash = one.h AND GrainTypeHash = one.t AND GrainIdN0 = 0 AND GrainIdN1 = 0 AND GrainTypeString = one.s AND GrainIdExtensionString = one.e AND ServiceId = one.v
            """);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) Console.WriteLine($"    {reader.GetString(0)}");
    }

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"user{i:D6}");
}

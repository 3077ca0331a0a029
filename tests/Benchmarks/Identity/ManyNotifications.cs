using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Sssaham.Benchmarks.Execution;
using Sssaham.Domain.Notifications;
using Sssaham.GrainInterfaces.Notifications;

namespace Sssaham.Benchmarks.Identity;

/// <summary>1,000,000 notifications of 1,000 users, told twenty at a time: read first when nothing is in memory, the newest and the oldest that a user has.</summary>
internal static class ManyNotifications
{
    private const int Users = 1_000;
    private const int Each = 1_000;
    private const int Together = 20;
    private const int AtOnce = 64;
    private const int Page = 50;

    /// <summary>On files.</summary>
    public static Task RunEmbeddedAsync() => ManyUsers.EmbeddedAsync(app => FillAsync("embedded", app), (app, _) => ReadAsync("embedded", app));

    /// <summary>On PostgreSQL, in a silo of its own.</summary>
    public static Task RunPostgresAsync() => ManyUsers.PostgresAsync(app => FillAsync("PostgreSQL", app), (app, _) => ReadAsync("PostgreSQL", app));

    private static async Task<bool> FillAsync(string where, WebApplication app)
    {
        var grains = app.Services.GetRequiredService<IGrainFactory>();
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, Users), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (user, _) =>
        {
            var grain = Of(grains, user);
            await grain.PutRuleAsync(new NotificationRule { Id = "orders", Kind = NotificationKinds.Order }, isNew: true);
            for (var from = 0; from < Each; from += Together) await grain.RaiseAsync([.. Enumerable.Range(from, Together).Select(Filled)]);
        });
        Machine.Report($"{where}: notifications told, {Together} at a time, durable", Users * Each / watch.Elapsed.TotalSeconds, "/s");
        return true;
    }

    private static async Task<bool> ReadAsync(string where, WebApplication app)
    {
        var grains = app.Services.GetRequiredService<IGrainFactory>();
        var (newest, again, oldest, mark) = (new Latencies(), new Latencies(), new Latencies(), new Latencies());
        for (var user = 0; user < Users; user++)
        {
            var grain = Of(grains, user);
            var list = await TimedAsync(newest, () => grain.ListAsync(new NotificationQuery(null, null, false, Page)));
            if (list.Unread != Each || list.Items.Length != Page || list.Items[0].Title != Filled(Each - 1).Title) throw new InvalidOperationException($"The user {user} has {list.Unread} unread notifications.");
            await TimedAsync(again, () => grain.ListAsync(new NotificationQuery(null, null, false, Page)));
            var old = await TimedAsync(oldest, () => grain.ListAsync(new NotificationQuery(Page + 1, null, false, Page)));
            if (old.Items[^1].Title != Filled(0).Title) throw new InvalidOperationException($"The oldest of the user {user} is not there.");
            await TimedAsync(mark, () => grain.MarkReadAsync(null));
        }

        Console.WriteLine($"    {where}: newest {Page}, user not in memory: {newest}");
        Console.WriteLine($"    {where}: newest {Page} again: {again}");
        Console.WriteLine($"    {where}: oldest {Page}: {oldest}");
        Console.WriteLine($"    {where}: all marked as read, durable: {mark}");
        Console.WriteLine();
        return true;
    }

    private static async Task<T> TimedAsync<T>(Latencies times, Func<Task<T>> call)
    {
        var from = Stopwatch.GetTimestamp();
        var result = await call();
        times.Add(from, Stopwatch.GetTimestamp());
        return result;
    }

    private static INotificationGrain Of(IGrainFactory grains, int user) => grains.GetGrain<INotificationGrain>(string.Create(CultureInfo.InvariantCulture, $"user{user:D6}"));

    private static NotificationEvent Filled(int number) => new(string.Create(CultureInfo.InvariantCulture, $"filled/paper:bench/{number}"), NotificationKinds.Order, OrderTopics.Filled, string.Create(CultureInfo.InvariantCulture, $"BUY BBCA {number} lots filled"), "5 lots at 1,000.", 1_771_380_000_000_000 + number)
    {
        Account = "paper:bench",
        Subject = "BBCA",
    };
}

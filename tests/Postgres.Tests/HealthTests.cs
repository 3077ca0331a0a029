using System.Net;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Sssaham.Grains.Market;
using Sssaham.Postgres.Tests.Server;
using Sssaham.Postgres.Tests.TradeLog;
using Sssaham.Silo.Operations;
using Sssaham.Silo.Storage.Postgres;
using Sssaham.Silo.Storage.Postgres.TradeLog;
using Xunit;

namespace Sssaham.Postgres.Tests;

/// <summary>What a silo says of itself while its database comes and goes. The server is the test's own, because it is stopped.</summary>
public sealed class HealthTests
{
    private static readonly HealthCheckContext Context = new();

    [PostgresFact]
    public async Task A_silo_whose_database_is_away_is_alive_and_not_ready_until_it_is_back()
    {
        using var server = new PostgresServer();
        using var silo = await SiloProcess.StartAsync(server.CreateDatabase());
        var ready = await silo.GetAsync("/health/ready");
        ready.Json.GetProperty("checks").EnumerateObject().Select(c => (c.Name, c.Value.GetProperty("status").GetString())).ShouldBe(
            [("silo", "Healthy"), ("storage", "Healthy"), ("tradeLog", "Healthy"), ("orderLog", "Healthy")], ignoreOrder: true);
        server.Kill();
        var away = await silo.UntilAsync("/health/ready", HttpStatusCode.ServiceUnavailable);
        away.GetProperty("checks").GetProperty("storage").GetProperty("description").GetString()!.ShouldContain("database");
        var live = await silo.GetAsync("/health/live");
        (live.Status, live.Json.GetProperty("checks").EnumerateObject().Count()).ShouldBe((HttpStatusCode.OK, 0));
        server.Start();
        await silo.UntilAsync("/health/ready", HttpStatusCode.OK);
    }

    [PostgresFact]
    public async Task A_database_that_hangs_is_given_up_in_time_and_asked_once()
    {
        using var server = new PostgresServer();
        var connection = server.CreateDatabase();
        using var database = new PostgresDatabase(new PostgresOptions { ConnectionString = connection });
        var health = new StorageHealth(new PostgresDataProbe(database));
        (await health.CheckHealthAsync(Context)).Status.ShouldBe(HealthStatus.Healthy);
        await using var held = await HeldLock.TakeAsync(connection, "LOCK TABLE data_probe IN ACCESS EXCLUSIVE MODE");
        var asked = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => health.CheckHealthAsync(Context)));
        asked.ShouldAllBe(r => r.Status == HealthStatus.Unhealthy && r.Description!.Contains("within"));
        // All three wait for one statement.
        await held.WaitedForAsync(1);
        (await held.WaitingAsync()).ShouldBe(1);
        await held.ReleaseAsync();
        while ((await health.CheckHealthAsync(Context)).Status != HealthStatus.Healthy) await Task.Yield();
    }

    [PostgresFact]
    public async Task A_log_that_could_not_be_written_is_a_fault_until_it_is_written_again()
    {
        using var server = new PostgresServer();
        var options = new PostgresOptions { ConnectionString = server.CreateDatabase() };
        await using var database = new PostgresDatabase(options);
        await using var log = new PostgresTradeLog(database, options, LogTables.Trades, 1, NullLogger<PostgresTradeLog>.Instance);
        var health = new PostgresLogHealth(log);
        var epoch = await log.OpenAsync("IDX:BBCA");
        await log.AppendAsync(LogBatches.Append("IDX:BBCA", epoch, 1));
        (await health.CheckHealthAsync(Context)).Status.ShouldBe(HealthStatus.Healthy);
        server.Kill();
        await Should.ThrowAsync<TradeLogException>(log.AppendAsync(LogBatches.Append("IDX:BBCA", epoch, 2)).AsTask());
        (await health.CheckHealthAsync(Context)).Status.ShouldBe(HealthStatus.Unhealthy);
        server.Start();
        epoch = await log.OpenAsync("IDX:BBCA");
        await log.AppendAsync(LogBatches.Append("IDX:BBCA", epoch, 3));
        (await health.CheckHealthAsync(Context)).Status.ShouldBe(HealthStatus.Healthy);
    }
}

using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Sssaham.Domain.Identity;
using Sssaham.Grains.Identity;
using Sssaham.Postgres.Tests.Server;
using Sssaham.Silo.Storage.Postgres;
using Xunit;

namespace Sssaham.Postgres.Tests;

[Collection(PostgresGroup.Name)]
public sealed class AuditTests(PostgresServer server) : IAsyncLifetime
{
    private string _connection = "";
    private PostgresDatabase _database = null!;

    public Task InitializeAsync()
    {
        _connection = server.CreateDatabase();
        _database = new PostgresDatabase(new PostgresOptions { ConnectionString = _connection });
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [PostgresFact]
    public async Task Entries_come_back_as_they_were_written_and_a_second_writer_is_kept_out()
    {
        var store = new PostgresAuditStore(_database);
        (await store.HeadAsync()).Number.ShouldBe(0);
        var first = AuditChain.Append(AuditHead.Empty, [Record(0, null), Record(1, "203.0.113.7"), Record(2, "::1")]);
        await store.AppendAsync(first);
        var head = await store.HeadAsync();
        (head.Number, Convert.ToHexString(head.Hash)).ShouldBe((3, Convert.ToHexString(first[^1].Hash)));
        // Another that began when this one did: all of its entries are refused, the new one, too.
        await Should.ThrowAsync<IOException>(store.AppendAsync(AuditChain.Append(new AuditHead(2, first[1].Hash), [Record(8, null), Record(9, null)])));
        await store.AppendAsync(AuditChain.Append(head, [Record(3, null)]));
        (await store.ReadAsync(2, 2)).Select(e => e.Number).ShouldBe([2L, 3L]);
        var walk = new AuditWalk();
        foreach (var entry in await store.ReadAsync(1, 100)) walk.Add(entry).ShouldBeTrue(walk.Break?.Reason);
        walk.Head.Number.ShouldBe(4);
    }

    [PostgresFact]
    public async Task Rows_cannot_be_changed_or_deleted_and_if_they_are_the_walk_finds_it()
    {
        var store = new PostgresAuditStore(_database);
        await store.AppendAsync(AuditChain.Append(AuditHead.Empty, [.. Enumerable.Range(0, 5).Select(i => Record(i, null))]));
        foreach (var statement in (string[])["UPDATE audit_log SET who = 'x'", "DELETE FROM audit_log WHERE number = 2", "TRUNCATE audit_log"])
            (await Should.ThrowAsync<PostgresException>(RunAsync(statement))).MessageText.ShouldBe("audit_log is append-only");
        await RunAsync("ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only; UPDATE audit_log SET outcome = '200' WHERE number = 4");
        var walk = new AuditWalk();
        foreach (var entry in await store.ReadAsync(1, 100)) walk.Add(entry);
        walk.Break.ShouldNotBeNull().Number.ShouldBe(4);
    }

    private static AuditRecord Record(int i, string? address) => new(1_771_380_002_000_001 + i, "budi", i % 2 == 0 ? null : "u", null, address, "PUT /brokers/{code}", "/brokers/XC", "403");

    private async Task RunAsync(string statement)
    {
        await using var source = NpgsqlDataSource.Create(_connection);
        await using var command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }
}

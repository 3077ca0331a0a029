using Npgsql;
using Shouldly;
using Sssaham.Postgres.Tests.Server;
using Sssaham.Silo.Storage.Postgres;
using Xunit;

namespace Sssaham.Postgres.Tests;

[Collection(PostgresGroup.Name)]
public sealed class MigrationTests(PostgresServer server)
{
    private static readonly string[] Names = [.. MigrationScript.All.Select(s => s.Name)];

    [PostgresFact]
    public async Task An_empty_database_gets_every_script_in_order_and_nothing_the_second_time()
    {
        await using var source = NpgsqlDataSource.Create(server.CreateEmptyDatabase());
        (await PostgresMigrations.PendingAsync(source)).ShouldBe(Names);
        (await PostgresMigrations.ApplyAsync(source)).ShouldBe(Names);
        (await PostgresMigrations.ApplyAsync(source)).ShouldBeEmpty();
        (await PostgresMigrations.PendingAsync(source)).ShouldBeEmpty();
        (await CountAsync(source, "SELECT count(*) FROM sssaham_migrations")).ShouldBe(Names.Length);
    }

    [PostgresFact]
    public async Task Orleans_finds_the_queries_that_it_asks_for()
    {
        await using var source = NpgsqlDataSource.Create(server.CreateDatabase());
        string[] keys =
        [
            "UpdateIAmAlivetimeKey", "InsertMembershipVersionKey", "InsertMembershipKey", "UpdateMembershipKey", "MembershipReadRowKey", "MembershipReadAllKey",
            "DeleteMembershipTableEntriesKey", "GatewaysQueryKey", "CleanupDefunctSiloEntriesKey", "WriteToStorageKey", "ReadFromStorageKey", "ClearStorageKey",
            "UpsertReminderRowKey", "ReadReminderRowsKey", "ReadReminderRowKey", "ReadRangeRows1Key", "ReadRangeRows2Key", "DeleteReminderRowKey", "DeleteReminderRowsKey",
        ];
        await using var command = source.CreateCommand("SELECT QueryKey FROM OrleansQuery");
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await reader.ReadAsync()) found.Add(reader.GetString(0));
        keys.Except(found).ShouldBeEmpty();
    }

    [PostgresFact]
    public async Task Many_that_migrate_at_once_apply_every_script_once()
    {
        await using var source = NpgsqlDataSource.Create(server.CreateEmptyDatabase());
        var applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PostgresMigrations.ApplyAsync(source)));
        applied.SelectMany(a => a).Order().ShouldBe(Names.Order());
        (await PostgresMigrations.PendingAsync(source)).ShouldBeEmpty();
    }

    [PostgresFact]
    public async Task A_script_that_was_applied_with_another_content_is_refused()
    {
        await using var source = NpgsqlDataSource.Create(server.CreateDatabase());
        await CountAsync(source, "UPDATE sssaham_migrations SET checksum = 'another' WHERE version = 6 RETURNING 1");
        (await Should.ThrowAsync<MigrationException>(() => PostgresMigrations.ApplyAsync(source))).Message.ShouldContain("0006-trade-log.sql");
        await Should.ThrowAsync<MigrationException>(() => PostgresMigrations.PendingAsync(source));
    }

    [PostgresFact]
    public async Task A_script_that_fails_leaves_nothing_of_itself_and_what_came_before_stays()
    {
        await using var source = NpgsqlDataSource.Create(server.CreateEmptyDatabase());
        await using (var command = source.CreateCommand("CREATE TABLE order_log (x integer)")) await command.ExecuteNonQueryAsync();
        (await Should.ThrowAsync<MigrationException>(() => PostgresMigrations.ApplyAsync(source))).Message.ShouldContain("order_log");
        (await CountAsync(source, "SELECT count(*) FROM pg_class WHERE relname = 'trade_log'")).ShouldBe(0);
        (await PostgresMigrations.PendingAsync(source)).ShouldBe(Names[5..]);
        await using (var command = source.CreateCommand("DROP TABLE order_log")) await command.ExecuteNonQueryAsync();
        (await PostgresMigrations.ApplyAsync(source)).ShouldBe(Names[5..]);
    }

    [PostgresFact]
    public async Task Scripts_of_a_later_version_do_not_stop_this_one()
    {
        await using var source = NpgsqlDataSource.Create(server.CreateDatabase());
        await CountAsync(source, "INSERT INTO sssaham_migrations (version, name, checksum) VALUES (1000, 'later', 'x') RETURNING 1");
        (await PostgresMigrations.ApplyAsync(source)).ShouldBeEmpty();
    }

    private static async Task<int> CountAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return Convert.ToInt32(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}

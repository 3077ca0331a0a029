using System.Text;
using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Grains.Flow;
using Sssaham.Postgres.Tests.Server;
using Sssaham.Silo.Storage.Postgres;
using Xunit;

namespace Sssaham.Postgres.Tests.Flow;

[Collection(PostgresGroup.Name)]
public sealed class PostgresBrokerSummaryArchiveTests(PostgresServer server) : IAsyncLifetime
{
    private const string Bbca = "IDX:BBCA";
    private static readonly DateOnly Day = new(2026, 2, 18);
    private PostgresDatabase _database = null!;
    private PostgresBrokerSummaryArchive _archive = null!;

    public Task InitializeAsync()
    {
        _database = new PostgresDatabase(new PostgresOptions { ConnectionString = server.CreateDatabase() });
        _archive = new PostgresBrokerSummaryArchive(_database, Tapes.Venues);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [PostgresFact]
    public async Task Files_are_pending_until_they_are_settled()
    {
        await _archive.PutAsync(Bbca, [File(Day, "a"), File(Day.AddDays(-1), "b")]);
        await _archive.PutAsync("SIM:QASF", [File(Day, "c")]);
        await _archive.SettleAsync(Bbca, [Day]);
        (await _archive.PendingAsync(Bbca)).ShouldBe([Day.AddDays(-1)]);
        (await _archive.PendingAsync("SIM:QASF")).ShouldBe([Day]);
        (await _archive.DatesAsync(Bbca)).ShouldBe([Day.AddDays(-1), Day]);
        (await _archive.InstrumentsAsync()).ShouldBe([Bbca, "SIM:QASF"], ignoreOrder: true);
        (await ReadAsync(Day.AddDays(-1))).ShouldBe("b");
    }

    [PostgresFact]
    public async Task A_file_put_again_replaces_the_settled_one_and_is_pending_again()
    {
        await _archive.PutAsync(Bbca, [File(Day, "first")]);
        await _archive.SettleAsync(Bbca, [Day]);
        await _archive.PutAsync(Bbca, [File(Day, "second")]);
        (await ReadAsync(Day)).ShouldBe("second");
        (await _archive.DatesAsync(Bbca)).ShouldBe([Day]);
        (await _archive.PendingAsync(Bbca)).ShouldBe([Day]);
        await _archive.SettleAsync(Bbca, [Day, Day.AddDays(1)]);
        (await ReadAsync(Day)).ShouldBe("second");
        (await _archive.PendingAsync(Bbca)).ShouldBeEmpty();
    }

    [PostgresFact]
    public async Task A_file_comes_back_byte_by_byte_whatever_is_in_it()
    {
        var bytes = new byte[100_000];
        new Random(1).NextBytes(bytes);
        await _archive.PutAsync(Bbca, [new RawSummary(Day, bytes), new RawSummary(Day.AddDays(1), Array.Empty<byte>())]);
        (await _archive.ReadAsync(Bbca, Day)).ShouldBe(bytes);
        (await _archive.ReadAsync(Bbca, Day.AddDays(1))).ShouldBe([]);
    }

    [PostgresFact]
    public async Task An_instrument_without_files_has_none()
    {
        (await _archive.DatesAsync(Bbca)).ShouldBeEmpty();
        (await _archive.PendingAsync(Bbca)).ShouldBeEmpty();
        (await _archive.ReadAsync(Bbca, Day)).ShouldBeNull();
        (await _archive.DeleteAsync(Bbca, Day)).ShouldBe(0);
        await _archive.SettleAsync(Bbca, [Day]);
        await _archive.PutAsync(Bbca, []);
        (await _archive.InstrumentsAsync()).ShouldBeEmpty();
    }

    [PostgresFact]
    public async Task Deleting_takes_settled_files_before_a_date_and_leaves_what_waits()
    {
        await _archive.PutAsync(Bbca, [.. Enumerable.Range(0, 5).Select(i => File(Day.AddDays(-i), "x"))]);
        await _archive.SettleAsync(Bbca, [.. Enumerable.Range(1, 4).Select(i => Day.AddDays(-i))]);
        (await _archive.DeleteAsync(Bbca, Day.AddDays(-2))).ShouldBe(2);
        (await _archive.DatesAsync(Bbca)).ShouldBe([Day.AddDays(-2), Day.AddDays(-1), Day]);
        (await _archive.DeleteAsync(Bbca, DateOnly.MaxValue)).ShouldBe(2);
        (await _archive.DatesAsync(Bbca)).ShouldBe([Day]);
    }

    [PostgresFact]
    public async Task Instruments_of_a_venue_that_is_not_configured_are_not_looked_at()
    {
        await _archive.PutAsync(Bbca, [File(Day, "x")]);
        await _archive.PutAsync("GONE:X", [File(Day, "x")]);
        (await _archive.InstrumentsAsync()).ShouldBe([Bbca]);
    }

    [PostgresFact]
    public async Task Many_instruments_put_and_settle_at_once()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 40), async (i, _) =>
        {
            var instrument = $"IDX:T{i / 2}";
            await _archive.PutAsync(instrument, [.. Enumerable.Range(0, 5).Select(d => File(Day.AddDays(i % 2 == 0 ? -d : d - 4), $"{i / 2} {d}"))]);
            await _archive.SettleAsync(instrument, await _archive.PendingAsync(instrument));
        });
        (await _archive.InstrumentsAsync()).Count.ShouldBe(20);
        for (var i = 0; i < 20; i++) (await _archive.DatesAsync($"IDX:T{i}")).Count.ShouldBe(5);
    }

    [PostgresFact]
    public async Task What_was_put_and_settled_is_there_after_the_server_was_killed_and_failures_come_as_from_files()
    {
        await _archive.PutAsync(Bbca, [File(Day, "a"), File(Day.AddDays(-1), "b")]);
        await _archive.SettleAsync(Bbca, [Day]);
        server.Kill();
        try
        {
            await Should.ThrowAsync<IOException>(() => _archive.PutAsync(Bbca, [File(Day, "z")]));
            await Should.ThrowAsync<IOException>(() => _archive.DatesAsync(Bbca));
        }
        finally
        {
            server.Start();
        }

        (await ReadAsync(Day)).ShouldBe("a");
        (await _archive.PendingAsync(Bbca)).ShouldBe([Day.AddDays(-1)]);
    }

    private static RawSummary File(DateOnly date, string text) => new(date, Encoding.UTF8.GetBytes(text));

    private async Task<string?> ReadAsync(DateOnly date) => await _archive.ReadAsync(Bbca, date) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
}

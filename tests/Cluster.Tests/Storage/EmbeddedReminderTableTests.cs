using Shouldly;
using Sssaham.Silo.Storage.Embedded;
using Xunit;

namespace Sssaham.Cluster.Tests.Storage;

public sealed class EmbeddedReminderTableTests
{
    private static readonly GrainId Grain = GrainId.Create("session", "IDX");
    private static readonly DateTime Start = new(2025, 3, 3, 2, 0, 0, 123, DateTimeKind.Utc);

    private readonly PowerCutFileLayer _disk = new();

    [Fact]
    public async Task A_reminder_is_read_back_as_it_was_written()
    {
        var table = await Table();
        var etag = await table.UpsertRow(Entry(Grain, "open"));
        Same(await table.ReadRow(Grain, "open"), Grain, "open", etag);
    }

    [Fact]
    public async Task A_reminder_survives_a_power_cut()
    {
        var etag = await (await Table()).UpsertRow(Entry(Grain, "open/pre%"));
        _disk.PowerCut();
        Same(await (await Table()).ReadRow(Grain, "open/pre%"), Grain, "open/pre%", etag);
    }

    [Fact]
    public async Task A_reminder_that_is_not_there_reads_as_none()
    {
        var table = await Table();
        (await table.ReadRow(Grain, "open")).ShouldBeNull();
        (await table.ReadRows(Grain)).Reminders.ShouldBeEmpty();
        (await table.ReadRows(0, 0)).Reminders.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_upsert_replaces_the_first_whatever_etag_it_brings()
    {
        var table = await Table();
        var first = await table.UpsertRow(Entry(Grain, "open"));
        var later = Entry(Grain, "open");
        later.Period = TimeSpan.FromHours(3);
        later.ETag = "anything";
        var second = await table.UpsertRow(later);
        second.ShouldNotBe(first);
        _disk.PowerCut();
        table = await Table();
        var row = (await table.ReadRows(Grain)).Reminders.ShouldHaveSingleItem();
        row.Period.ShouldBe(TimeSpan.FromHours(3));
        row.ETag.ShouldBe(second);
    }

    [Fact]
    public async Task The_reminders_of_a_grain_are_its_own()
    {
        var table = await Table();
        await table.UpsertRow(Entry(Grain, "open"));
        await table.UpsertRow(Entry(Grain, "close"));
        await table.UpsertRow(Entry(GrainId.Create("session", "OTHER"), "open"));
        (await table.ReadRows(Grain)).Reminders.Select(r => r.ReminderName).ShouldBe(["open", "close"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_range_takes_in_its_end_and_not_its_beginning_and_may_go_over_the_top_of_the_ring()
    {
        var table = await Table();
        var grains = Enumerable.Range(0, 50).Select(i => GrainId.Create("g", $"{i}")).OrderBy(g => g.GetUniformHashCode()).ToList();
        foreach (var grain in grains) await table.UpsertRow(Entry(grain, "r"));
        _disk.PowerCut();
        table = await Table();

        uint Hash(int i) => grains[i].GetUniformHashCode();
        await ShouldBe(Hash(9), Hash(19), grains[10..20]);
        await ShouldBe(Hash(19), Hash(9), [.. grains[20..], .. grains[..10]]);
        await ShouldBe(Hash(9), Hash(9), grains);
        await ShouldBe(0, 0, grains);
        await ShouldBe(Hash(9) - 1, Hash(9), [grains[9]]);
        await ShouldBe(Hash(9), Hash(9) - 1, [.. grains.Except([grains[9]])]);
        await ShouldBe(0, uint.MaxValue, grains);

        async Task ShouldBe(uint begin, uint end, IReadOnlyList<GrainId> expected) =>
            (await table.ReadRows(begin, end)).Reminders.Select(r => r.GrainId).ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public async Task A_reminder_is_removed_only_by_its_own_etag()
    {
        var table = await Table();
        var etag = await table.UpsertRow(Entry(Grain, "open"));
        (await table.RemoveRow(Grain, "open", "1")).ShouldBeFalse();
        (await table.RemoveRow(Grain, "close", etag)).ShouldBeFalse();
        (await table.ReadRow(Grain, "open")).ShouldNotBeNull();
        (await table.RemoveRow(Grain, "open", etag)).ShouldBeTrue();
        (await table.RemoveRow(Grain, "open", etag)).ShouldBeFalse();
        (await table.ReadRow(Grain, "open")).ShouldBeNull();
        _disk.PowerCut();
        (await (await Table()).ReadRows(Grain)).Reminders.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_etag_read_before_a_restart_still_removes_the_reminder()
    {
        var etag = await (await Table()).UpsertRow(Entry(Grain, "open"));
        (await (await Table()).RemoveRow(Grain, "open", etag)).ShouldBeTrue();
    }

    [Fact]
    public async Task Clearing_the_table_removes_every_reminder_for_good()
    {
        var table = await Table();
        for (var i = 0; i < 20; i++) await table.UpsertRow(Entry(GrainId.Create("g", $"{i % 7}"), $"{i}"));
        await table.TestOnlyClearTable();
        (await table.ReadRows(0, 0)).Reminders.ShouldBeEmpty();
        _disk.PowerCut();
        (await (await Table()).ReadRows(0, 0)).Reminders.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_callers_do_with_an_entry_does_not_change_the_table()
    {
        var table = await Table();
        var entry = Entry(Grain, "open");
        var etag = await table.UpsertRow(entry);
        entry.ETag = "x";
        entry.Period = TimeSpan.Zero;
        (await table.ReadRow(Grain, "open")).Period = TimeSpan.Zero;
        (await table.ReadRows(Grain)).Reminders[0].Period = TimeSpan.Zero;
        Same(await table.ReadRow(Grain, "open"), Grain, "open", etag);
    }

    [Fact]
    public async Task An_upsert_that_fails_leaves_the_reminder_as_it_was_and_can_be_tried_again()
    {
        var table = await Table();
        var etag = await table.UpsertRow(Entry(Grain, "open"));
        _disk.FailNextSyncs = 1;
        await Should.ThrowAsync<IOException>(() => table.UpsertRow(Entry(Grain, "open")));
        Same(await table.ReadRow(Grain, "open"), Grain, "open", etag);
        await table.UpsertRow(Entry(Grain, "open"));
    }

    [Fact]
    public async Task Upserts_and_removals_at_once_leave_memory_and_disk_agreed()
    {
        var table = await Table();
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Task.Run(async () =>
        {
            var name = $"{i % 5}";
            var etag = await table.UpsertRow(Entry(Grain, name));
            if (i % 3 == 0) await table.RemoveRow(Grain, name, etag);
        })));
        var before = (await table.ReadRows(Grain)).Reminders.Select(r => (r.ReminderName, r.ETag)).ToList();
        _disk.PowerCut();
        (await (await Table()).ReadRows(Grain)).Reminders.Select(r => (r.ReminderName, r.ETag)).ShouldBe(before, ignoreOrder: true);
    }

    [Fact]
    public async Task A_damaged_reminder_stops_the_start_and_is_named()
    {
        await (await Table()).UpsertRow(Entry(Grain, "open"));
        var path = _disk.AllFiles().ShouldHaveSingleItem();
        _disk.FlipBit(path, 500);
        (await Should.ThrowAsync<IOException>(Table)).Message.ShouldContain(path);
    }

    [Fact]
    public async Task A_table_that_was_not_started_answers_nothing()
    {
        var table = new EmbeddedReminderTable(new AtomicFileStore(_disk, "reminders"));
        await Should.ThrowAsync<InvalidOperationException>(() => table.ReadRows(0, 0));
        await Should.ThrowAsync<InvalidOperationException>(() => table.UpsertRow(Entry(Grain, "open")));
    }

    private static ReminderEntry Entry(GrainId grain, string name) =>
        new() { GrainId = grain, ReminderName = name, StartAt = Start, Period = TimeSpan.FromMinutes(5) };

    private static void Same(ReminderEntry? entry, GrainId grain, string name, string etag)
    {
        entry.ShouldNotBeNull();
        entry.GrainId.ShouldBe(grain);
        entry.ReminderName.ShouldBe(name);
        entry.StartAt.ShouldBe(Start);
        entry.StartAt.Kind.ShouldBe(DateTimeKind.Utc);
        entry.Period.ShouldBe(TimeSpan.FromMinutes(5));
        entry.ETag.ShouldBe(etag);
    }

    private async Task<EmbeddedReminderTable> Table()
    {
        var table = new EmbeddedReminderTable(new AtomicFileStore(_disk, "reminders"));
        await table.StartAsync();
        return table;
    }
}

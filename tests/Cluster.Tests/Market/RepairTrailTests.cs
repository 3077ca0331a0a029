using Shouldly;
using Sssaham.GrainInterfaces.Market;
using Xunit;

namespace Sssaham.Cluster.Tests.Market;

public sealed class RepairTrailTests : IAsyncLifetime
{
    private readonly CalmCluster _cluster = new();

    public Task InitializeAsync() => _cluster.InitializeAsync();

    public Task DisposeAsync() => _cluster.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Entries_are_numbered_one_by_one_and_survive_restarts(bool powerCut)
    {
        for (var n = 1; n <= 120; n++) (await Trail.AddAsync(Entry(n))).ShouldBe(n);
        await _cluster.RestartAsync(powerCut);
        for (var n = 121; n <= 130; n++) (await Trail.AddAsync(Entry(n))).ShouldBe(n);

        var all = await PagesAsync(null, null, 7);
        all.Select(e => e.Id).ShouldBe(Enumerable.Range(1, 130).Reverse().Select(n => (long)n));
        all.ShouldAllBe(e => e.Checked == e.Id);
        (await PagesAsync("IDX:B", null, 50)).Select(e => e.Id).ShouldBe(all.Where(e => e.Id % 3 == 1).Select(e => e.Id));
        (await PagesAsync("IDX:A", Tapes.Today, 500)).Select(e => e.Id).ShouldBe(all.Where(e => e.Id % 6 == 0).Select(e => e.Id));
    }

    [Fact]
    public async Task An_entry_that_could_not_be_stored_is_not_there()
    {
        await Trail.AddAsync(Entry(1));
        _cluster.StateDisk.FailNextWrites = 1;
        await Should.ThrowAsync<Exception>(() => Trail.AddAsync(Entry(2)));
        (await Trail.AddAsync(Entry(3))).ShouldBe(2);
        (await PagesAsync(null, null, 10)).Select(e => e.Checked).ShouldBe([3, 1]);
    }

    private IRepairTrailGrain Trail => _cluster.Grains.GetGrain<IRepairTrailGrain>(IRepairTrailGrain.Key);

    private static DayRepair Entry(int n) => new()
    {
        Instrument = (n % 3) switch { 0 => "IDX:A", 1 => "IDX:B", _ => "IDX:C" },
        Day = n % 2 == 0 ? Tapes.Today : Tapes.Today.AddDays(-1),
        Trigger = "test",
        AtUs = n,
        Checked = n,
        Outcome = RepairOutcome.Repaired,
    };

    private async Task<List<DayRepair>> PagesAsync(string? instrument, DateOnly? day, int limit)
    {
        var items = new List<DayRepair>();
        for (long? before = null; ;)
        {
            var page = await Trail.ListAsync(new RepairTrailQuery(instrument, day, limit, before));
            page.Items.Length.ShouldBeLessThanOrEqualTo(limit);
            items.AddRange(page.Items);
            if (page.Before is null) return items;
            before = page.Before;
        }
    }
}

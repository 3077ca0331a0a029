using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Xunit;

namespace Sssaham.Cluster.Tests.Market;

public sealed class VenueGapTests(CalmCluster cluster) : IClassFixture<CalmCluster>
{
    private static readonly Trade One = new(0, 0, 1500, 100, Side.Buy, SideSource.Given);

    [Fact]
    public async Task Numbers_that_instruments_share_are_missing_only_when_none_of_them_has_it()
    {
        var day = Tapes.Today.AddDays(-1);
        var tickers = Enumerable.Range(0, 70).Select(_ => cluster.Ticker(TickerCluster.NewKey())).ToArray();
        long[] missing = [77, 78, 500];
        for (var i = 0; i < tickers.Length; i++)
        {
            var numbers = Enumerable.Range(0, 20).Select(n => 10L + (70 * n) + i).Except(missing).ToArray();
            // Of boards that enter no footprint, too.
            await tickers[i].SendAsync([.. numbers.Select(n => One with { Number = n, TimeUs = Tapes.At(day, 10, 0), Board = Code4.Parse(n % 3 == 0 ? "NG" : "RG") })]);
        }

        var gaps = await GapsAsync("IDX", new GapQuery(day));
        (gaps.Numbering, gaps.First, gaps.Last, gaps.Seen, gaps.Missing, gaps.Count, gaps.Hidden, gaps.Failed).ShouldBe(("Venue", 10, 1409, 1397, 3, 2, 0, 0));
        gaps.Gaps.Select(g => (g.Instrument, g.First, g.Last)).ShouldBe([(null, 77, 78), (null, 500, 500)]);

        // One instrument's own numbers say nothing; asked for it the venue answers.
        (await GapsAsync("IDX", new GapQuery(day, tickers[3].GetPrimaryKeyString()))).Missing.ShouldBe(3);
        cluster.Time.Advance(TimeSpan.FromMinutes(1));
        await cluster.DeactivateAsync(tickers[8]);
        await tickers[8].SendAsync(One with { Number = 78, TimeUs = Tapes.At(day, 10, 1) });
        var later = await GapsAsync("IDX", new GapQuery(day));
        later.Gaps.Select(g => (g.First, g.Last, g.SinceUs)).ShouldBe([(77, 77, gaps.Gaps[0].SinceUs), (500, 500, gaps.Gaps[1].SinceUs)]);
    }

    [Fact]
    public async Task Where_each_instrument_counts_its_own_trades_each_has_its_own_gaps()
    {
        var (day, key, other) = (new DateOnly(2026, 2, 17), TickerCluster.NewKey(Tapes.Counting), TickerCluster.NewKey(Tapes.Counting));
        var atUs = Tapes.Venues.Of(InstrumentKey.Parse(key)).DayBounds(day).StartUs;
        await cluster.Ticker(key).SendAsync([.. new long[] { 7_000_000_001, 7_000_000_002, 7_000_000_005, 7_000_000_006, 7_000_000_010 }.Select(n => One with { Number = n, TimeUs = atUs, Price = 100_000_000 })]);
        await cluster.Ticker(other).SendAsync([.. new long[] { 1, 2, 3 }.Select(n => One with { Number = n, TimeUs = atUs, Price = 100_000_000 })]);
        var gaps = await GapsAsync(Tapes.Counting, new GapQuery(day, key));
        (gaps.Numbering, gaps.First, gaps.Last, gaps.Seen, gaps.Missing).ShouldBe(("Instrument", 7_000_000_001, 7_000_000_010, 5, 5));
        gaps.Gaps.Select(g => (g.Instrument, g.First, g.Last)).ShouldBe([(key, 7_000_000_003, 7_000_000_004), (key, 7_000_000_007, 7_000_000_009)]);
        var all = await GapsAsync(Tapes.Counting, new GapQuery(day));
        (all.Instruments, all.Seen, all.Missing, all.First).ShouldBe((2, 8, 5, null));
        // What is missing is told by a repair, too: no source has it.
        var report = await cluster.Ticker(key).RepairDayAsync(new RepairRequest(day, "test"));
        (report.MissingNumbers, report.Outcome).ShouldBe((5, RepairOutcome.Incomplete));
    }

    [Fact]
    public async Task Of_a_venue_whose_numbers_tell_nothing_there_are_none()
    {
        var key = TickerCluster.NewKey("GENERIC");
        var atUs = Tapes.Venues.Of(InstrumentKey.Parse(key)).DayBounds(Tapes.Today).StartUs;
        await cluster.Ticker(key).SendAsync([One with { Number = 1, TimeUs = atUs, Price = 100_000_000 }, One with { Number = 9, TimeUs = atUs, Price = 100_000_000 }]);
        var gaps = await GapsAsync("GENERIC", new GapQuery(Tapes.Today, key));
        (gaps.Numbering, gaps.Count).ShouldBe(("None", 0));
        (await cluster.Ticker(key).RepairDayAsync(new RepairRequest(Tapes.Today, "test"))).MissingNumbers.ShouldBeNull();
    }

    private Task<VenueGaps> GapsAsync(string venue, GapQuery query) => cluster.Grains.GetGrain<IVenueGapGrain>(venue).GetAsync(query);
}

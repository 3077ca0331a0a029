using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.GrainInterfaces.Market;
using Xunit;

namespace Sssaham.Cluster.Tests.Flow;

/// <summary>However a history comes in, an instrument is in the end as if it had only ever got the history.</summary>
public sealed class BrokerFlowHistoryTests(FlowCluster cluster) : IClassFixture<FlowCluster>
{
    private static readonly DateOnly Last = Tapes.Today;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Days_sent_twice_out_of_order_corrected_and_in_any_batches_give_what_the_corrected_history_gives(int seed)
    {
        var random = new Random(seed);
        var dates = Enumerable.Range(0, 45).Select(back => Last.AddDays(-back)).Where(_ => random.Next(4) > 0).ToArray();
        var sent = new List<SummaryFile>();
        foreach (var date in dates)
        {
            for (var version = random.Next(1, 4); version > 0; version--) sent.Add(Summaries.Random(random, date));
            if (random.Next(3) == 0) sent.Add(sent[^1]);
        }

        var (key, fresh) = (TickerCluster.NewKey(), TickerCluster.NewKey());
        var bars = dates.Where(_ => random.Next(2) == 0).Select(d => new DailyBar(d, null, null, null, random.Next(1000, 2000), null, null)).ToArray();
        await cluster.Bars(fresh).PutAsync(bars);
        var files = InAnyOrder(sent, random);
        while (files.Count > 0)
        {
            var batch = files.Take(random.Next(1, 12)).ToArray();
            files.RemoveRange(0, batch.Length);
            (await cluster.Flow(key).IngestAsync(batch)).ShouldAllBe(r => r.Error == null);
            switch (random.Next(6))
            {
                case 0: await cluster.DeactivateAsync(cluster.Flow(key)); break;
                case 1: await cluster.Flow(key).RefreshAsync(); break;
                case 2: await cluster.Flow(key).GetFeaturesAsync(null, fromRaw: false); break;
                case 3: await cluster.Flow(key).GetHistoryAsync(); break;
                default: break;
            }
        }

        await cluster.Bars(key).PutAsync(bars);
        await cluster.Flow(key).ClosesChangedAsync();
        await cluster.Flow(fresh).IngestAsync([.. sent.GroupBy(f => f.Date).Select(g => g.Last()).OrderBy(f => f.Date)]);
        await SameAsync(key, fresh);
        await cluster.DeactivateAsync(cluster.Flow(key));
        await SameAsync(key, fresh);
    }

    [Fact]
    public async Task All_orders_of_a_day_its_correction_and_two_others_end_alike()
    {
        var random = new Random(4);
        SummaryFile[] others = [Summaries.Random(random, Last.AddDays(-2)), Summaries.Random(random, Last.AddDays(-1))];
        SummaryFile[] corrected = [Summaries.Random(random, Last), Summaries.Random(random, Last)];
        var fresh = cluster.Flow(TickerCluster.NewKey());
        await fresh.IngestAsync([.. others, corrected[1]]);
        foreach (var order in new[] { "oOcC", "OocC", "coCO", "cOoC", "ocOC", "OcoC", "cCoO", "ocCO", "OcCo", "cOCo", "cCOo", "coOC" })
        {
            var key = TickerCluster.NewKey();
            foreach (var c in order) await cluster.Flow(key).IngestAsync([c switch { 'o' => others[0], 'O' => others[1], 'c' => corrected[0], _ => corrected[1] }]);
            await SameAsync(key, fresh.GetPrimaryKeyString());
        }
    }

    [Fact]
    public async Task A_day_sent_again_says_so_and_of_two_files_of_a_date_in_one_call_the_later_counts()
    {
        var flow = cluster.Flow(TickerCluster.NewKey());
        var results = await flow.IngestAsync([Summaries.Net(Last, 1), Summaries.Net(Last.AddDays(-1), 2), Summaries.Net(Last, 3)]);
        results.Select(r => r.Replaced).ShouldBe([false, false, true]);
        (await flow.IngestAsync([Summaries.Net(Last, 4)]))[0].Replaced.ShouldBeTrue();
        (await flow.GetDaysAsync(null, 30)).Days.Select(d => d.SmartMoney).ShouldBe([2, 4]);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_rejects_itself_alone_and_a_day_that_nobody_trades_on_gets_a_warning()
    {
        var flow = cluster.Flow(TickerCluster.NewKey());
        var (saturday, monday) = (new DateOnly(2026, 2, 14), new DateOnly(2026, 2, 16));
        var results = await flow.IngestAsync(
        [
            new SummaryFile(monday, "{"u8.ToArray()),
            Summaries.Between(saturday, "YP", "ZZ"),
            new SummaryFile(monday, Summaries.Net(saturday, 1).Json),
            new SummaryFile(monday, """{"symbol":"OTHER","date":"2026-02-16","broker_summary":{"buyer":[{"netbs_broker_code":"YP","bval":1,"blot":1}],"seller":[]}}"""u8.ToArray()),
            Summaries.Between(monday.AddDays(1), "YP", "PD"),
        ]);
        results.Select(r => r.Error is null).ShouldBe([false, true, false, false, true]);
        results[1].Warnings.ShouldContain("IDX has no trading on 2026-02-14 by its calendar.");
        results[1].Unmapped.ShouldBe(["ZZ"]);
        (results[4].Warnings.Length, results[4].Unmapped.Length).ShouldBe((0, 0));
        (await flow.GetDaysAsync(null, 30)).Days.Select(d => d.Date).ShouldBe([saturday, monday.AddDays(1)]);
        (await flow.GetDigestAsync())!.Unmapped.ShouldBe(["ZZ"]);
    }

    [Fact]
    public async Task Days_of_a_window_end_on_the_date_asked_for_and_else_on_the_newest_day()
    {
        var flow = cluster.Flow(TickerCluster.NewKey());
        Summaries.Text(await flow.GetDaysAsync(null, 30)).ShouldBe(Summaries.Text(new FlowDays([], null)));
        (await flow.GetFeaturesAsync(null, false), await flow.GetDigestAsync(), await flow.RefreshAsync()).ShouldBe((null, null, null));
        (await flow.GetHistoryAsync()).Days.ShouldBeEmpty();
        (await flow.GetRangeAsync(null, null, 90)).Days.ShouldBeEmpty();
        await flow.IngestAsync([.. Enumerable.Range(0, 10).Select(i => Summaries.Net(Last.AddDays(-3 * i), i))]);
        (await flow.GetDaysAsync(null, 4)).Days.Select(d => d.Date).ShouldBe([Last.AddDays(-3), Last]);
        (await flow.GetDaysAsync(Last.AddDays(-4), 4)).Days.Select(d => d.Date).ShouldBe([Last.AddDays(-6)]);
        (await flow.GetDaysAsync(DateOnly.MinValue, 4)).ShouldSatisfyAllConditions(d => d.Days.ShouldBeEmpty(), d => d.Newest.ShouldBe(Last));
        (await flow.GetRangeAsync(null, null, 2)).Days.Select(d => d.Date).ShouldBe([Last.AddDays(-3), Last]);
        (await flow.GetRangeAsync(Last.AddDays(-6), Last.AddDays(-1), 90)).Days.Select(d => d.Date).ShouldBe([Last.AddDays(-6), Last.AddDays(-3)]);
        (await flow.GetRangeAsync(null, DateOnly.MinValue, 90)).Days.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_known_before_a_date_never_includes_the_date()
    {
        var random = new Random(9);
        var (key, cut) = (TickerCluster.NewKey(), TickerCluster.NewKey());
        SummaryFile[] files = [.. Enumerable.Range(0, 30).Select(back => Summaries.Random(random, Last.AddDays(-back))).Reverse()];
        await cluster.Flow(key).IngestAsync(files);
        for (var i = 0; i < files.Length; i++)
        {
            var context = await cluster.Flow(key).GetContextAsync(files[i].Date);
            Summaries.Text(context).ShouldBe(Summaries.Text(await cluster.Flow(cut).GetFeaturesAsync(null, false)));
            if (context is not null) context.Date.ShouldBeLessThan(files[i].Date);
            await cluster.Flow(cut).IngestAsync([files[i]]);
        }

        // A correction of the date itself changes nothing of it either.
        var before = Summaries.Text(await cluster.Flow(key).GetContextAsync(Last));
        await cluster.Flow(key).IngestAsync([Summaries.Net(Last, -7)]);
        await cluster.Bars(key).PutAsync([new DailyBar(Last, null, null, null, 1, null, null)]);
        await cluster.Flow(key).ClosesChangedAsync();
        Summaries.Text(await cluster.Flow(key).GetContextAsync(Last)).ShouldBe(before);
        await cluster.Flow(key).IngestAsync([Summaries.Net(Last.AddDays(-1), -7)]);
        Summaries.Text(await cluster.Flow(key).GetContextAsync(Last)).ShouldNotBe(before);
    }

    [Fact]
    public async Task A_close_is_the_bars_else_the_footprints_else_the_average_and_a_change_of_it_is_followed()
    {
        var key = TickerCluster.NewKey();
        DateOnly[] dates = [.. Enumerable.Range(0, 6).Select(i => Last.AddDays(i - 6))];
        await cluster.Flow(key).IngestAsync([.. dates.Select(d => Summaries.Net(d, 5_000_000))]);
        await cluster.Ticker(key).SendAsync(Trade(1, dates[3], 1505), Trade(1, dates[4], 1510), Trade(1, dates[5], 1515));
        await cluster.Bars(key).PutAsync([new DailyBar(dates[4], null, null, null, 1600, null, null)]);
        await cluster.Flow(key).ClosesChangedAsync();
        (await cluster.Flow(key).GetHistoryAsync()).Closes.ShouldBe([10_000, 10_000, 10_000, 1505, 1600, 1515]);
        (await cluster.Flow(key).GetHistoryAsync()).Days.Select(f => f.CloseSource)
            .ShouldBe([CloseSource.SummaryAverage, CloseSource.SummaryAverage, CloseSource.SummaryAverage, CloseSource.Footprint, CloseSource.Bars, CloseSource.Footprint]);
        (await cluster.Flow(key).GetFeaturesAsync(null, false))!.Result.Value!.Value.ShouldBe(Math.Log(1600 / 1515d), 1e-12);

        // A trade of the same day that comes later, and a bar that comes later still.
        await cluster.Ticker(key).SendAsync(Trade(2, dates[5], 1520));
        await cluster.Flow(key).RefreshAsync();
        (await cluster.Flow(key).GetFeaturesAsync(null, false))!.Result.Value!.Value.ShouldBe(Math.Log(1600 / 1520d), 1e-12);
        await cluster.Bars(key).PutAsync([new DailyBar(dates[5], null, null, null, 1580, null, null)]);
        await cluster.Flow(key).ClosesChangedAsync();
        var features = (await cluster.Flow(key).GetFeaturesAsync(null, false))!;
        (features.CloseSource, features.Result.Value!.Value).ShouldBe((CloseSource.Bars, Math.Log(1600 / 1580d)), Tolerance);
    }

    [Fact]
    public async Task Past_retention_the_raw_file_goes_and_the_reduced_day_stays()
    {
        var (key, random) = (TickerCluster.NewKey(), new Random(3));
        SummaryFile[] files = [.. Enumerable.Range(0, 25).Select(back => Summaries.Random(random, Last.AddDays(-back)))];
        await cluster.Flow(key).IngestAsync(files);
        await cluster.Flow(key).RefreshAsync();
        var (days, features) = (Summaries.Text(await cluster.Flow(key).GetDaysAsync(null, 60)), Summaries.Text(await cluster.Flow(key).GetFeaturesAsync(null, false)));
        (await cluster.Flow(key).DeleteRawAsync(Last.AddDays(-9))).ShouldBe(15);
        (await cluster.Flow(key).DeleteRawAsync(Last.AddDays(-9))).ShouldBe(0);
        await cluster.DeactivateAsync(cluster.Flow(key));
        Summaries.Text(await cluster.Flow(key).GetDaysAsync(null, 60)).ShouldBe(days);
        Summaries.Text(await cluster.Flow(key).GetFeaturesAsync(null, false)).ShouldBe(features);
        Summaries.Text(await cluster.Flow(key).GetFeaturesAsync(null, true)).ShouldBe(features);
        (await cluster.Flow(key).GetRangeAsync(Last.AddDays(-60), null, 90)).Days.Select(d => d.Date).ShouldBe(Enumerable.Range(0, 10).Select(i => Last.AddDays(i - 9)));
    }

    private static readonly IEqualityComparer<(CloseSource, double)> Tolerance =
        EqualityComparer<(CloseSource, double)>.Create((a, b) => a.Item1 == b.Item1 && Math.Abs(a.Item2 - b.Item2) < 1e-12, a => a.Item1.GetHashCode());

    private static Trade Trade(long number, DateOnly day, long price) => new(Tapes.At(day, 10, (int)number), number, price, 100, Side.Buy, SideSource.Given);

    /// <summary>Any order, except that what was sent last of a date comes last of it.</summary>
    private static List<SummaryFile> InAnyOrder(List<SummaryFile> sent, Random random)
    {
        var versions = sent.GroupBy(f => f.Date).ToDictionary(g => g.Key, g => new Queue<SummaryFile>(g));
        return [.. sent.Shuffled(random).Select(f => versions[f.Date].Dequeue())];
    }

    private async Task SameAsync(string key, string other)
    {
        var (a, b) = (cluster.Flow(key), cluster.Flow(other));
        Summaries.Text(await a.GetDaysAsync(null, 400)).ShouldBe(Summaries.Text(await b.GetDaysAsync(null, 400)));
        Summaries.Text(await a.GetRangeAsync(Last.AddDays(-400), null, 400)).ShouldBe(Summaries.Text(await b.GetRangeAsync(Last.AddDays(-400), null, 400)));
        Summaries.Text(await a.GetHistoryAsync()).ShouldBe(Summaries.Text(await b.GetHistoryAsync()));
        var features = Summaries.Text(await b.GetFeaturesAsync(null, false));
        Summaries.Text(await a.GetFeaturesAsync(null, false)).ShouldBe(features);
        Summaries.Text(await a.GetFeaturesAsync(null, true)).ShouldBe(features);
        Summaries.Text((await a.GetDigestAsync())! with { Instrument = "", Version = 0 }).ShouldBe(Summaries.Text((await b.GetDigestAsync())! with { Instrument = "", Version = 0 }));
    }
}

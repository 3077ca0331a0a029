using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.GrainInterfaces.Market;
using Xunit;

namespace Sssaham.Cluster.Tests.Flow;

public sealed class FlowMarketTests : IAsyncLifetime
{
    private static readonly DateOnly Last = Tapes.Today;
    private readonly FlowCluster _cluster = new();

    public Task InitializeAsync() => _cluster.InitializeAsync();

    public Task DisposeAsync() => _cluster.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Sums_are_those_of_the_instruments_also_after_corrections_and_after_a_loss(int seed)
    {
        var random = new Random(seed);
        var files = Enumerable.Range(0, 70).ToDictionary(_ => TickerCluster.NewKey(), _ => Enumerable.Range(0, 12).Where(_ => random.Next(3) > 0).ToDictionary(back => Last.AddDays(-back), back => Summaries.Random(random, Last.AddDays(-back))), StringComparer.Ordinal);
        foreach (var (key, days) in files) await _cluster.Flow(key).IngestAsync([.. days.Values]);
        await _cluster.Market().RebuildAsync();
        await CompareAsync();

        // What instruments tell by themselves.
        var corrected = files.Keys.Where(_ => random.Next(4) == 0).ToList();
        foreach (var key in corrected)
        {
            var date = Last.AddDays(-random.Next(14));
            files[key][date] = Summaries.Random(random, date);
            await _cluster.Flow(key).IngestAsync([files[key][date]]);
            await _cluster.Flow(key).RefreshAsync();
        }

        foreach (var key in corrected)
        {
            var digest = (await _cluster.Flow(key).GetDigestAsync())!;
            await Eventually.BeTrueAsync(async () => Summaries.Text((await QueryAsync(null, 400, 0, [key])).Days) == Summaries.Text(digest.Days), "a correction never arrives");
        }

        await CompareAsync();
        var pushed = Summaries.Text(await _cluster.Market().SumAsync(new MarketFlowQuery(null, 30, 0, null)));
        var features = await _cluster.Market().FeaturesAsync(0);
        await _cluster.DeactivateAsync(_cluster.Market());
        Summaries.Text(await _cluster.Market().SumAsync(new MarketFlowQuery(null, 30, 0, null))).ShouldBe(pushed);
        var rebuilt = await _cluster.Market().FeaturesAsync(0);
        Summaries.Text((rebuilt.Rows, rebuilt.Unmapped)).ShouldBe(Summaries.Text((features.Rows, features.Unmapped)));
        rebuilt.Version.ShouldNotBe(features.Version);
        (await _cluster.Market().FeaturesAsync(rebuilt.Version)).ShouldSatisfyAllConditions(f => f.Rows.ShouldBeEmpty(), f => f.Version.ShouldBe(rebuilt.Version));
        rebuilt.Rows.Select(r => r.Instrument).ShouldBe(files.Where(f => f.Value.Count > 0).Select(f => f.Key).Order(StringComparer.Ordinal));
        rebuilt.Unmapped.Single(u => u.Code == "ZZ").Instruments.ShouldBe(files.Count(f => f.Value.Values.Any(s => s.Reduced().Unmapped.Contains("ZZ"))));

        async Task CompareAsync()
        {
            for (var i = 0; i < 30; i++)
            {
                DateOnly? to = random.Next(3) == 0 ? null : Last.AddDays(-random.Next(-3, 16));
                var (days, top) = (random.Next(1, 20), random.Next(3) == 0 ? random.Next(1, 30) : 0);
                var only = random.Next(2) == 0 ? null : files.Keys.Where(_ => random.Next(5) == 0).Append("IDX:NOBODY").ToArray();
                if (only is not null) only = [.. only, only[0]];
                Summaries.Text(await QueryAsync(to, days, top, only)).ShouldBe(Summaries.Text(Direct(files, to, days, top, only)));
            }
        }
    }

    [Fact]
    public async Task A_digest_that_was_read_before_a_correction_does_not_take_it_back()
    {
        var key = TickerCluster.NewKey();
        await _cluster.Flow(key).IngestAsync([Summaries.Net(Last, 1)]);
        var old = (await _cluster.Flow(key).GetDigestAsync())!;
        await _cluster.Flow(key).IngestAsync([Summaries.Net(Last, 2)]);
        await _cluster.DeactivateAsync(_cluster.Flow(key));
        var corrected = (await _cluster.Flow(key).GetDigestAsync())!;
        await _cluster.Market().PutAsync([corrected]);
        await _cluster.Market().PutAsync([old]);
        (await QueryAsync(null, 30, 0, [key])).Days.Single().SmartMoney.ShouldBe(2);

        // Nor is what is known already a change: who has the newest features need not read them again.
        var version = (await _cluster.Market().FeaturesAsync(0)).Version;
        await _cluster.Market().PutAsync([old, corrected]);
        (await _cluster.Market().FeaturesAsync(version)).Version.ShouldBe(version);
    }

    [Fact]
    public async Task A_market_without_flow_is_empty()
    {
        Summaries.Text(await QueryAsync(Last, 30, 0, null)).ShouldBe(Summaries.Text(new MarketFlow(Last, [], [], [])));
        Summaries.Text(await QueryAsync(null, 30, 5, ["IDX:NOBODY"])).ShouldBe(Summaries.Text(new MarketFlow(null, [], [], [])));
        (await _cluster.Market().RebuildAsync()).ShouldBe(0);
        await _cluster.Grains.GetGrain<IInstrumentDirectoryGrain>(IInstrumentDirectoryGrain.Key).TouchAsync("IDX:QUIET");
        (await _cluster.Market().RebuildAsync()).ShouldBe(0);
    }

    private static MarketFlow Direct(Dictionary<string, Dictionary<DateOnly, SummaryFile>> files, DateOnly? asked, int days, int top, string[]? only)
    {
        var chosen = files.Where(f => f.Value.Count > 0 && (only is null || only.Contains(f.Key))).ToDictionary(f => f.Key, f => f.Value.Values.Select(v => v.Reduced()).ToList(), StringComparer.Ordinal);
        if (chosen.Count == 0) return new MarketFlow(asked, [], [], []);
        var to = asked ?? chosen.Values.SelectMany(d => d).Max(d => d.Date);
        var windows = chosen.Select(c => (c.Key, Days: c.Value.Where(d => d.Date <= to && d.Date > to.AddDays(-days)).ToList())).Where(w => w.Days.Count > 0).ToList();
        if (top > 0) windows = [.. windows.OrderByDescending(w => w.Days.Sum(d => d.TotalValue)).ThenBy(w => w.Key, StringComparer.Ordinal).Take(top)];
        else if (only is null) windows = [.. windows.OrderBy(w => w.Key, StringComparer.Ordinal)];
        else windows = [.. windows.OrderBy(w => Array.IndexOf(only, w.Key))];
        var dates = windows.SelectMany(w => w.Days).GroupBy(d => d.Date).OrderBy(g => g.Key).ToList();
        return new MarketFlow(
            to,
            [.. windows.Select(w => w.Key)],
            [.. dates.Select(g => new FlowNet(g.Key, g.Sum(d => d.SmartMoney), g.Sum(d => d.Retail), g.Sum(d => d.TotalValue)))],
            [.. dates.Select(g => windows.Count - g.Count())]);
    }

    private Task<MarketFlow> QueryAsync(DateOnly? to, int days, int top, string[]? instruments) => _cluster.Market().SumAsync(new MarketFlowQuery(to, days, top, instruments));
}

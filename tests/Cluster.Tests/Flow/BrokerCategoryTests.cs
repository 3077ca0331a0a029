using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Flow;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.Grains.Flow;
using Xunit;

namespace Sssaham.Cluster.Tests.Flow;

/// <summary>A broker that counts as something else from now on, or did all along.</summary>
public sealed class BrokerCategoryTests : IAsyncLifetime
{
    private static readonly DateOnly Last = Tapes.Today;
    private readonly FlowCluster _cluster = new();

    private IBrokerDirectoryGrain Directory => _cluster.Grains.GetGrain<IBrokerDirectoryGrain>(IBrokerDirectoryGrain.Key);

    public Task InitializeAsync() => _cluster.InitializeAsync();

    public Task DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_change_recomputes_every_instrument_and_only_then_none_is_behind()
    {
        var random = new Random(2);
        var files = new Dictionary<string, SummaryFile[]>(StringComparer.Ordinal);
        for (var i = 0; i < 70; i++)
        {
            var key = TickerCluster.NewKey(i % 7 == 0 ? "SIM" : "IDX");
            files[key] = [.. Enumerable.Range(0, 3).Select(back => Summaries.Random(random, Last.AddDays(-back)))];
            await _cluster.Flow(key).IngestAsync(files[key]);
        }

        await Task.WhenAll(_cluster.Market().RebuildAsync(), _cluster.Market("SIM").RebuildAsync());
        (await BehindAsync(0)).ShouldBeEmpty();
        var entry = new BrokerEntry("ZZ", "New house", BrokerCategory.Retail, "test", DateOnly.MinValue);
        (await Directory.PutAsync(entry)).ShouldBe(1);
        (await Directory.PutAsync(entry)).ShouldBe(1);
        (await BehindAsync(1)).ShouldBe(files.Keys.Order(StringComparer.Ordinal));

        // What was not computed anew says so.
        var first = files.Keys.First(k => k.StartsWith("IDX", StringComparison.Ordinal));
        await _cluster.Flow(first).IngestAsync([files[first][0]]);
        (await _cluster.Flow(first).GetDigestAsync())!.Directory.ShouldBe(0);
        (await RecomputeAsync()).ShouldBe("70 instruments computed anew.");
        (await BehindAsync(1)).ShouldBeEmpty();
        var directory = BrokerDirectory.Default.With(entry);
        foreach (var (key, sent) in files) await ShouldBeAsync(key, [.. sent.Reverse().Select(f => f.Reduced(directory: directory))]);
        (await RecomputeAsync()).ShouldBe("Everything is up to date.");

        // An instrument that was away meanwhile comes back with the new category.
        (await Directory.PutAsync(entry with { Since = Last, Category = BrokerCategory.Foreign })).ShouldBe(2);
        await _cluster.DeactivateAsync(_cluster.Flow(first));
        await ShouldBeAsync(first, [.. files[first].Reverse().Select(f => f.Reduced(directory: directory.With(entry with { Since = Last, Category = BrokerCategory.Foreign })))]);
        (await BehindAsync(2)).Length.ShouldBeGreaterThanOrEqualTo(69);
        await RecomputeAsync();
        (await BehindAsync(2)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_recomputation_ends_also_when_the_files_of_an_instrument_are_gone()
    {
        var (gone, kept) = (TickerCluster.NewKey(), TickerCluster.NewKey());
        foreach (var key in new[] { gone, kept }) await _cluster.Flow(key).IngestAsync([Summaries.Between(Last, "ZZ", "PD")]);
        await _cluster.Market().RebuildAsync();
        foreach (var key in new[] { gone, kept }) await _cluster.Flow(key).RefreshAsync();
        await _cluster.Flow(gone).DeleteRawAsync(DateOnly.MaxValue);
        foreach (var key in new[] { gone, kept }) await _cluster.DeactivateAsync(_cluster.Flow(key));
        foreach (var file in _cluster.StateDisk.AllFiles()) _cluster.StateDisk.Delete(file);
        _cluster.Time.Advance(TimeSpan.FromSeconds(1));
        await Directory.PutAsync(new BrokerEntry("ZZ", "", BrokerCategory.Retail, "test", DateOnly.MinValue));
        (await RecomputeAsync()).ShouldBe("1 instruments computed anew.");
        (await BehindAsync(1)).ShouldBe([gone]);
        await _cluster.Market().RebuildAsync();
        (await BehindAsync(1)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Changes_survive_a_power_cut_and_one_that_could_not_be_kept_is_none()
    {
        var entries = Enumerable.Range(0, 5).Select(i => new BrokerEntry($"Z{i}", $"House {i}", (BrokerCategory)(i % 3), "test", Last.AddDays(i))).ToArray();
        foreach (var entry in entries) await Directory.PutAsync(entry);
        await _cluster.RestartAsync(powerCut: true);
        (await Directory.ChangesSinceAsync(0)).ShouldBe(entries);
        (await Directory.ChangesSinceAsync(3)).ShouldBe(entries[3..]);
        (await Directory.ChangesSinceAsync(9)).ShouldBeEmpty();
        _cluster.StateDisk.FailNextWrites = 1;
        await Should.ThrowAsync<Exception>(() => Directory.PutAsync(entries[0] with { Name = "Other" }));
        (await Directory.ChangesSinceAsync(0)).ShouldBe(entries);
        (await Directory.PutAsync(entries[0] with { Name = "Other" })).ShouldBe(6);
        await Should.ThrowAsync<ArgumentException>(() => Directory.PutAsync(entries[0] with { Code = "no code" }));
        (await Cache.GetAsync()).Changes.ShouldBe([.. entries, entries[0] with { Name = "Other" }]);
    }

    private BrokerDirectoryCache Cache => _cluster.Silo.GetRequiredService<BrokerDirectoryCache>();

    private async Task<string[]> BehindAsync(long directory) =>
        [.. (await _cluster.Market().BehindAsync(directory)).Concat(await _cluster.Market("SIM").BehindAsync(directory))];

    private Task<string> RecomputeAsync() => new BrokerRecomputeJob(_cluster.Grains, Cache, Tapes.Venues).RunAsync(Runs.New(), default);

    /// <summary>Days, range and raw features know the category.</summary>
    private async Task ShouldBeAsync(string key, FlowDay[] days)
    {
        var flow = _cluster.Flow(key);
        var nets = days.Select(d => (d.Date, d.SmartMoney, d.Retail, string.Join(',', d.Unmapped))).ToArray();
        (await flow.GetDaysAsync(null, 30)).Days.Select(d => (d.Date, d.SmartMoney, d.Retail, string.Join(',', d.Unmapped))).ShouldBe(nets);
        (await flow.GetDigestAsync())!.Days.Select(d => (d.SmartMoney, d.Retail)).ShouldBe(days.Select(d => (d.SmartMoney, d.Retail)));
        (await flow.GetRangeAsync(null, null, 30)).Days.Select(d => (d.Date, d.SmartMoney, d.Retail, string.Join(',', d.Unmapped))).ShouldBe(nets);
    }
}

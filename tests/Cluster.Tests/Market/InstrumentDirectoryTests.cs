using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Xunit;

namespace Sssaham.Cluster.Tests.Market;

public sealed class InstrumentDirectoryTests(CalmCluster cluster) : IClassFixture<CalmCluster>, IDisposable
{
    private IInstrumentDirectoryGrain Directory => cluster.Grains.GetGrain<IInstrumentDirectoryGrain>(IInstrumentDirectoryGrain.Key);

    public void Dispose() => cluster.StateDisk.FailNextSyncs = 0;

    [Fact]
    public async Task A_registration_is_durable_when_it_is_answered()
    {
        var key = TickerCluster.NewKey();
        var info = new InstrumentInfo(key, "Bank Central Asia", "Financials", 5, 100, "IDR");
        (await Directory.RegisterAsync([info])).ShouldBeEmpty();
        cluster.StateDisk.PowerCut();
        await cluster.DeactivateAsync(Directory);
        (await Directory.FindAsync(key)).ShouldBe(info);
        (await Directory.RegisterAsync([info])).ShouldBeEmpty();
        (await Directory.RegisterAsync([info with { TickSize = 10 }])).ShouldBe([key]);
        await cluster.DeactivateAsync(Directory);
        (await Directory.FindAsync(key))!.TickSize.ShouldBe(10);
    }

    [Fact]
    public async Task A_registration_that_failed_has_not_happened()
    {
        var (key, other) = (TickerCluster.NewKey(), TickerCluster.NewKey());
        await Directory.RegisterAsync([new InstrumentInfo(other, "before")]);
        cluster.StateDisk.FailNextSyncs = 1;
        await Should.ThrowAsync<Exception>(Directory.RegisterAsync([new InstrumentInfo(key), new InstrumentInfo(other, "after")]));
        (await Directory.FindAsync(key)).ShouldBeNull();
        (await Directory.FindAsync(other))!.Name.ShouldBe("before");
        (await Directory.VenuesAsync(InstrumentKey.Parse(key).Ticker)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("BBCA")]
    [InlineData("IDX:")]
    [InlineData("IDX:../x")]
    [InlineData("")]
    public async Task A_registration_with_a_malformed_key_takes_nothing_and_breaks_nothing(string bad)
    {
        var key = TickerCluster.NewKey();
        await Should.ThrowAsync<FormatException>(Directory.RegisterAsync([new InstrumentInfo(key), new InstrumentInfo(bad)]));
        (await Directory.FindAsync(key)).ShouldBeNull();
        await Directory.RegisterAsync([new InstrumentInfo(TickerCluster.NewKey())]);
        await cluster.DeactivateAsync(Directory);
        (await Directory.FindAsync(key)).ShouldBeNull();
    }

    [Fact]
    public async Task An_instrument_that_trades_is_known_on_its_venue_and_stays_known()
    {
        var idx = TickerCluster.NewKey();
        var (ticker, generic) = (InstrumentKey.Parse(idx).Ticker, "GENERIC:" + InstrumentKey.Parse(idx).Ticker);
        (await Directory.FindAsync(idx)).ShouldBeNull();
        (await Directory.VenuesAsync(ticker)).ShouldBeEmpty();
        var trade = new Trade(Tapes.At(Tapes.Today, 10, 0), 1, 1500, 100, Side.Buy, SideSource.Given);
        await cluster.Ticker(idx).SendAsync(trade);
        (await Directory.VenuesAsync(ticker)).ShouldBe(["IDX"]);
        await cluster.Ticker(generic).SendAsync(trade with { Price = 1_000_000 });
        (await Directory.VenuesAsync(ticker)).ShouldBe(["GENERIC", "IDX"]);
        await cluster.DeactivateAsync(Directory);
        (await Directory.VenuesAsync(ticker)).ShouldBe(["GENERIC", "IDX"]);
        (await Directory.TouchAsync(idx)).ShouldBe(new InstrumentInfo(idx));
    }

    [Fact]
    public async Task A_trade_that_was_refused_makes_no_instrument_known()
    {
        var key = TickerCluster.NewKey();
        (await cluster.Ticker(key).SendAsync(new Trade(Tapes.At(Tapes.Today, 10, 0), 1, 1501, 100))).Accepted.ShouldBe(0);
        (await Directory.FindAsync(key)).ShouldBeNull();
    }

    [Fact]
    public async Task Pages_list_every_instrument_of_a_venue_once_in_order()
    {
        var keys = Enumerable.Range(0, 25).Select(i => $"SIM:LIST{i:D2}").ToArray();
        await Directory.RegisterAsync([.. keys.Reverse().Select(k => new InstrumentInfo(k))]);
        var found = new List<string>();
        string? after = null;
        while (true)
        {
            var page = await Directory.ListAsync("SIM", after, 7);
            page.Total.ShouldBe(25);
            if (page.Items.Length == 0) break;
            page.Items.Length.ShouldBeLessThanOrEqualTo(7);
            found.AddRange(page.Items.Select(i => i.Key));
            after = found[^1];
        }

        found.ShouldBe(keys);
        (await Directory.ListAsync("NONE", null, 10)).Total.ShouldBe(0);
        var all = await Directory.ListAsync(null, null, 10_000);
        all.Total.ShouldBe(all.Items.Length);
        all.Items.Select(i => i.Key).ShouldBeInOrder(SortDirection.Ascending, StringComparer.Ordinal);
    }
}

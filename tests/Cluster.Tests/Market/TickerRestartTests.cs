using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Xunit;

namespace Sssaham.Cluster.Tests.Market;

/// <summary>A day is the same from the checkpoint and the log's tail, and from the log alone.</summary>
public sealed class TickerRestartTests(CalmCluster cluster) : IClassFixture<CalmCluster>
{
    private static readonly DateOnly Day = Tapes.Today;

    [Theory]
    [InlineData("kept", 1)]
    [InlineData("kept", 2)]
    [InlineData("deleted", 3)]
    [InlineData("damaged", 4)]
    [InlineData("older", 5)]
    public async Task A_day_comes_back_as_it_was(string checkpoint, int seed)
    {
        var random = new Random(seed);
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var tape = Tapes.Random(random, Day, 1200, minutes: 200);
        var sent = tape.Shuffled(random);
        await ticker.SendAsync(sent[..500]);
        var files = cluster.StateDisk.AllFiles();
        await cluster.DeactivateAsync(ticker);
        // At least the checkpoint; a state that other tests write may be among them.
        var written = cluster.StateDisk.AllFiles().Except(files).Where(f => f.Contains("/cache/", StringComparison.OrdinalIgnoreCase)).ToList();
        written.ShouldNotBeEmpty();
        (await ticker.BarsAsync()).ShouldBeBars(Tapes.Bars(Tapes.Idx, Day, sent[..500]), $"seed {seed}");
        (await ticker.SendAsync(sent[300..1000])).Duplicates.ShouldBe(200);
        if (checkpoint != "older") await cluster.DeactivateAsync(ticker);
        else await cluster.Log.RestartAsync(powerCut: true);
        foreach (var path in written)
        {
            if (checkpoint == "deleted") cluster.StateDisk.Delete(path);
            if (checkpoint == "damaged") cluster.StateDisk.FlipBit(path, 3000);
        }

        if (checkpoint == "older") await cluster.DeactivateAsync(ticker);
        (await ticker.BarsAsync()).ShouldBeBars(Tapes.Bars(Tapes.Idx, Day, sent[..1000]), $"seed {seed}");
        var result = await ticker.SendAsync(sent);
        (result.Accepted, result.Duplicates).ShouldBe((200, 1000), $"seed {seed}");
        var expected = Tapes.Bars(Tapes.Idx, Day, tape);
        (await ticker.BarsAsync()).ShouldBeBars(expected, $"seed {seed}");
        (await ticker.RebuildDayAsync(Day, fromArchive: false)).Bars.ShouldBeBars(expected, $"seed {seed}");
    }

    [Fact]
    public async Task The_position_in_the_stream_goes_on_after_a_restart()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var tape = Tapes.Random(new Random(1), Day, 500);
        await ticker.SendAsync(tape[..300]);
        var before = (await ticker.CatchUpAsync(0)).Sequence;
        await cluster.DeactivateAsync(ticker);
        (await ticker.CatchUpAsync(0)).Sequence.ShouldBe(before);
        await ticker.SendAsync(tape[300..]);
        (await ticker.CatchUpAsync(0)).Sequence.ShouldBe(before + 200);
    }

    [Fact]
    public async Task A_conflict_is_still_one_after_a_restart()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var trade = new Trade(Tapes.At(Day, 10, 0), 7, 1500, 100, Side.Buy, SideSource.Given);
        await ticker.SendAsync(trade);
        await cluster.DeactivateAsync(ticker);
        (await ticker.SendAsync(trade with { Price = 1505 })).Rejections.ShouldHaveSingleItem().Field.ShouldBe("tradeNo");
        (await ticker.SendAsync(trade)).Duplicates.ShouldBe(1);
    }

    [Fact]
    public async Task Settings_that_changed_hold_after_a_refresh_and_after_a_restart()
    {
        var key = TickerCluster.NewKey();
        var ticker = cluster.Ticker(key);
        var directory = cluster.Grains.GetGrain<IInstrumentDirectoryGrain>(IInstrumentDirectoryGrain.Key);
        var trade = new Trade(Tapes.At(Day, 10, 0), 1, 1501, 100, Side.Buy, SideSource.Given);
        (await ticker.SendAsync(trade)).Rejections.ShouldHaveSingleItem().Field.ShouldBe("price");
        await directory.RegisterAsync([new InstrumentInfo(key, TickSize: 1)]);
        await ticker.RefreshAsync();
        (await ticker.SendAsync(trade)).Accepted.ShouldBe(1);
        await cluster.DeactivateAsync(ticker);
        (await ticker.SendAsync(trade with { Number = 2, Price = 1503 })).Accepted.ShouldBe(1);
    }
}

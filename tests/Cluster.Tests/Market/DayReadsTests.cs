using Microsoft.Extensions.Options;
using Shouldly;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Market;
using Xunit;

namespace Sssaham.Cluster.Tests.Market;

public sealed class DayReadsTests
{
    [Fact]
    public async Task Only_so_many_instruments_read_at_once_and_one_that_waits_too_long_is_refused_and_may_come_again()
    {
        using var reads = new DayReads(Options.Create(new MarketOptions { RecoveriesAtOnce = 2, RecoveryWait = TimeSpan.Zero }));
        var first = await reads.EnterAsync(CancellationToken.None);
        using var second = await reads.EnterAsync(CancellationToken.None);
        await Should.ThrowAsync<TradeLogUnavailableException>(() => reads.EnterAsync(CancellationToken.None));
        first.Dispose();
        using var third = await reads.EnterAsync(CancellationToken.None);
        await Should.ThrowAsync<TradeLogUnavailableException>(() => reads.EnterAsync(CancellationToken.None));
    }

    [Fact]
    public async Task One_that_waits_comes_when_another_is_done()
    {
        using var reads = new DayReads(Options.Create(new MarketOptions { RecoveriesAtOnce = 1, RecoveryWait = TimeSpan.FromMinutes(5) }));
        var first = await reads.EnterAsync(CancellationToken.None);
        var waiting = reads.EnterAsync(CancellationToken.None);
        waiting.IsCompleted.ShouldBeFalse();
        first.Dispose();
        using var second = await waiting;
    }
}

using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Market;
using Xunit;

namespace Sssaham.Cluster.Tests.Market;

/// <summary>A trade that is not durable is neither acknowledged nor visible nor taken for known, whatever went wrong.</summary>
public sealed class TickerFaultTests(CalmCluster cluster) : IClassFixture<CalmCluster>, IDisposable
{
    private static readonly DateOnly Day = Tapes.Today;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 8)];

    public void Dispose()
    {
        (cluster.Log.InAppend, cluster.Log.BeforeAppend, cluster.Log.AfterAppend, cluster.Log.BeforeRead) = (null, null, null, null);
        cluster.Log.Disk.Capacity = null;
        cluster.Log.Disk.FailNextSyncs = cluster.Log.Disk.FailNextWrites = 0;
    }

    [Theory]
    [InlineData("full")]
    [InlineData("sync")]
    [InlineData("write")]
    public async Task A_batch_that_the_disk_does_not_take_is_refused_as_a_whole_and_taken_when_it_does(string fault)
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var tape = Tapes.Random(new Random(1), Day, 200);
        await ticker.SendAsync(tape[..100]);
        var disk = cluster.Log.Disk;
        if (fault == "full") disk.FullAfter(0);
        if (fault == "sync") disk.FailNextSyncs = int.MaxValue;
        if (fault == "write") disk.FailNextWrites = int.MaxValue;
        for (var n = 0; n < 3; n++)
        {
            await Should.ThrowAsync<TradeLogUnavailableException>(ticker.SendAsync(tape[100..]));
            (await ticker.BarsAsync()).ShouldBeBars(Tapes.Bars(Tapes.Idx, Day, tape[..100]));
        }

        Dispose();
        (await ticker.SendAsync(tape[100..])).Accepted.ShouldBe(100);
        await ShouldHoldAsync(ticker, tape);
    }

    [Fact]
    public async Task Whatever_the_log_throws_and_from_wherever_the_numbers_are_free_again()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var tape = Tapes.Random(new Random(2), Day, 100);
        Exception[] faults = [new TradeLogException("no"), new ObjectDisposedException("log"), new InvalidOperationException("no"), new OperationCanceledException(), new TimeoutException(), new ArgumentException("no")];
        foreach (var fault in faults)
        {
            cluster.Log.InAppend = _ => throw fault;
            await Should.ThrowAsync<TradeLogUnavailableException>(ticker.SendAsync(tape), fault.GetType().Name);
            cluster.Log.InAppend = null;
            cluster.Log.BeforeAppend = _ => Task.FromException(fault);
            await Should.ThrowAsync<TradeLogUnavailableException>(ticker.SendAsync(tape), fault.GetType().Name);
            cluster.Log.BeforeAppend = null;
            (await ticker.BarsAsync()).ShouldBeEmpty();
        }

        var result = await ticker.SendAsync(tape);
        (result.Accepted, result.Duplicates).ShouldBe((100, 0));
        await ShouldHoldAsync(ticker, tape);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Of_a_call_over_two_days_each_is_there_or_free(int failing)
    {
        foreach (var inCall in new[] { false, true })
        {
            var ticker = cluster.Ticker(TickerCluster.NewKey());
            DateOnly[] days = [Day.AddDays(-1), Day];
            var tapes = days.Select((d, i) => Tapes.Random(new Random(i), d, 50)).ToArray();
            var all = tapes.SelectMany(t => t).ToArray();
            void Fail(TradeLogAppend append)
            {
                if (append.Day == days[failing]) throw new InvalidOperationException("no");
            }

            if (inCall) cluster.Log.InAppend = Fail;
            else cluster.Log.BeforeAppend = append => Task.Run(() => Fail(append));
            await Should.ThrowAsync<TradeLogUnavailableException>(ticker.SendAsync(all));
            Dispose();
            (await ticker.BarsAsync(days[failing])).ShouldBeEmpty();
            (await ticker.BarsAsync(days[1 - failing])).ShouldBeBars(Tapes.Bars(Tapes.Idx, days[1 - failing], tapes[1 - failing]));
            var result = await ticker.SendAsync(all);
            (result.Accepted, result.Duplicates).ShouldBe((50, 50));
            for (var i = 0; i < 2; i++) (await ticker.BarsAsync(days[i])).ShouldBeBars(Tapes.Bars(Tapes.Idx, days[i], tapes[i]));
        }
    }

    [Fact]
    public async Task A_day_that_cannot_be_read_takes_no_numbers()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var (old, today) = (Tapes.Random(new Random(1), Day.AddDays(-1), 50), Tapes.Random(new Random(2), Day, 50));
        await ticker.SendAsync(old);
        await ticker.SendAsync(today[..10]);
        await cluster.DeactivateAsync(ticker);
        (await ticker.BarsAsync()).ShouldNotBeEmpty();
        cluster.Log.BeforeRead = stream => stream == ticker.GetPrimaryKeyString() ? Task.FromException(new IOException("no")) : Task.CompletedTask;
        await Should.ThrowAsync<TradeLogUnavailableException>(ticker.SendAsync([.. today, .. old]));
        cluster.Log.BeforeRead = null;
        var result = await ticker.SendAsync([.. today, .. old]);
        (result.Accepted, result.Duplicates).ShouldBe((40, 60));
        await ShouldHoldAsync(ticker, today);
    }

    [Fact]
    public async Task Readers_see_nothing_of_a_batch_on_its_way_and_all_of_it_afterwards()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var tape = Tapes.Random(new Random(3), Day, 400, minutes: 30);
        await ticker.SendAsync(tape[..100]);
        foreach (var after in new[] { false, true })
        {
            using var gate = new Gate();
            if (after) cluster.Log.AfterAppend = gate.PassAsync;
            else cluster.Log.BeforeAppend = gate.PassAsync;
            var (from, to) = after ? (200, 300) : (100, 200);
            var sending = ticker.SendAsync(tape[from..to]);
            await gate.Reached;
            // With a late trade in the batch every reader settles the book while the batch is on its way.
            (await ticker.BarsAsync()).ShouldBeBars(Tapes.Bars(Tapes.Idx, Day, tape[..from]));
            (await ticker.GetDayAsync(null))!.Trades.ShouldBe(Tapes.Bars(Tapes.Idx, Day, tape[..from]).Sum(b => b.Trades));
            gate.Open();
            (await sending).Accepted.ShouldBe(100);
            (await ticker.BarsAsync()).ShouldBeBars(Tapes.Bars(Tapes.Idx, Day, tape[..to]));
            Dispose();
        }
    }

    [Fact]
    public async Task Concurrent_readers_see_whole_batches_only()
    {
        var random = new Random(4);
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        // Of the regular board only: then a bar's trades tell how many batches it has.
        var tape = Tapes.Random(random, Day, 2000, minutes: 60).Select(t => t with { Board = default }).Shuffled(random);
        var batches = tape.Chunk(100).ToArray();
        var allowed = new HashSet<long>(Enumerable.Range(0, batches.Length + 1).Select(n => n * 100L));
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            long before = 0;
            while (!done.IsCancellationRequested)
            {
                var count = (await ticker.BarsAsync()).Sum(b => b.Trades);
                allowed.ShouldContain(count);
                count.ShouldBeGreaterThanOrEqualTo(before);
                before = count;
            }
        })).ToList();
        foreach (var batch in batches) (await ticker.SendAsync(batch)).Accepted.ShouldBe(100);
        await done.CancelAsync();
        await Task.WhenAll(readers);
        await ShouldHoldAsync(ticker, tape);
    }

    [Fact]
    public async Task An_instrument_whose_stream_was_taken_over_answers_unavailable_and_starts_anew()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var tape = Tapes.Random(new Random(5), Day, 100);
        await ticker.SendAsync(tape[..50]);
        var epoch = await cluster.Log.OpenAsync(ticker.GetPrimaryKeyString());
        await cluster.Log.AppendAsync(new TradeLogAppend(ticker.GetPrimaryKeyString(), epoch, Day, 10, TradeCodec.Encode(tape.AsSpan(50, 10))));
        await Should.ThrowAsync<TradeLogUnavailableException>(ticker.SendAsync(tape[50..]));
        TradeBatchResult? result = null;
        await Eventually.BeTrueAsync(
            async () =>
            {
                try
                {
                    result = await ticker.SendAsync(tape[50..]);
                    return true;
                }
                catch (TradeLogUnavailableException)
                {
                    return false;
                }
            },
            "the instrument never came back");
        (result!.Accepted, result.Duplicates).ShouldBe((40, 10));
        await ShouldHoldAsync(ticker, tape);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Senders_that_try_again_until_they_are_answered_lose_and_double_nothing(int seed)
    {
        var random = new Random(seed);
        var tickers = Enumerable.Range(0, 3).Select(_ => cluster.Ticker(TickerCluster.NewKey())).ToArray();
        DateOnly[] days = [Day.AddDays(-1), Day];
        var tapes = tickers.Select(_ => days.SelectMany(d => Tapes.Random(random, d, 200)).ToArray()).ToArray();
        var left = tickers.Select((_, i) => new Queue<Trade[]>(tapes[i].Concat(tapes[i].Where(_ => random.Next(5) == 0)).Shuffled(random).Chunk(random.Next(20, 90)))).ToArray();
        var disk = cluster.Log.Disk;
        for (var round = 0; left.Any(q => q.Count > 0); round++)
        {
            if (round < 25)
            {
                switch (random.Next(6))
                {
                    case 0:
                        disk.FailNextSyncs = random.Next(1, 3);
                        disk.SyncsBeforeFailure = random.Next(3);
                        break;
                    case 1:
                        disk.FailNextWrites = 1;
                        break;
                    case 2:
                        disk.FullAfter(random.Next(500));
                        break;
                    case 3:
                        disk.CutPowerAfter(random.Next(4));
                        break;
                }
            }

            await Task.WhenAll(left.Select(async (queue, i) =>
            {
                if (!queue.TryPeek(out var batch)) return;
                try
                {
                    (await tickers[i].SendAsync(batch)).Rejections.ShouldBeEmpty();
                    queue.Dequeue();
                }
                catch (TradeLogUnavailableException)
                {
                }
            }));
            if (random.Next(4) == 0 || round < 25)
            {
                // The process and all its grains go; what they knew is gone with them.
                var restart = random.Next(2) == 0;
                if (restart) await cluster.Log.RestartAsync(powerCut: random.Next(2) == 0);
                if (restart || random.Next(2) == 0) foreach (var ticker in tickers) await cluster.DeactivateAsync(ticker);
            }

            Dispose();
        }

        await cluster.Log.RestartAsync(powerCut: true);
        for (var i = 0; i < tickers.Length; i++)
        {
            for (var again = 0; again < 2; again++)
            {
                foreach (var day in days) (await tickers[i].BarsAsync(day)).ShouldBeBars(Tapes.Bars(Tapes.Idx, day, tapes[i].Where(t => Tapes.Idx.TradingDate(t.TimeUs) == day)), $"seed {seed}, {i}, {day}, {again}");
                await cluster.DeactivateAsync(tickers[i]);
            }
        }
    }

    private static async Task ShouldHoldAsync(ITickerGrain ticker, Trade[] tape)
    {
        var expected = Tapes.Bars(Tapes.Idx, Day, tape);
        (await ticker.BarsAsync()).ShouldBeBars(expected);
        (await ticker.RebuildDayAsync(Day, fromArchive: false)).Bars.ShouldBeBars(expected);
    }

    private sealed class Gate : IDisposable
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void Open() => _go.TrySetResult();

        public Task PassAsync(TradeLogAppend append)
        {
            _reached.TrySetResult();
            return _go.Task;
        }

        public void Dispose() => _go.TrySetResult();
    }
}

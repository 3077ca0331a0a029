using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Sssaham.Cluster.Tests.Storage;
using Sssaham.Cluster.Tests.TradeLog;
using Sssaham.Grains.Market;
using Sssaham.Silo.Storage.Execution;
using Sssaham.Silo.Storage.Files;
using Sssaham.Silo.Storage.TradeLog;
using Xunit;

namespace Sssaham.Cluster.Tests.Execution;

/// <summary>The journal of accounts beside a trade log on one disk that can lose power.</summary>
public sealed class LogAccountJournalTests
{
    private const string Account = "ipot:R10000012345";
    private static readonly DateOnly Day = new(2026, 2, 18);
    private PowerCutFileLayer _disk = new();

    [Fact]
    public async Task Events_come_back_in_their_order_over_days_and_restarts()
    {
        // The clock of a day may fall back behind the day before: the order is that of the appends.
        int[] days = [0, 0, 1, 0, 2, 1, 3];
        var sequences = new List<long>();
        for (var i = 0; i < days.Length; i++)
        {
            await using var log = Open();
            var journal = new LogAccountJournal(log);
            var epoch = await journal.OpenAsync(Account);
            sequences.Add(await journal.AppendAsync(Account, epoch, Day.AddDays(days[i]), 1, Event(i)));
        }

        sequences.ShouldBe(sequences.Order().Distinct());
        await using var last = Open();
        var again = new LogAccountJournal(last);
        (await ReadAsync(again, Account)).ShouldBe(Enumerable.Range(0, days.Length));
        for (var i = 0; i < sequences.Count; i++) (await ReadAsync(again, Account, sequences[i])).ShouldBe(Enumerable.Range(0, days.Length).Skip(i + 1));
    }

    [Fact]
    public async Task An_account_that_was_taken_over_is_not_written_by_its_former_holder()
    {
        await using var log = Open();
        var journal = new LogAccountJournal(log);
        var old = await journal.OpenAsync(Account);
        await journal.AppendAsync(Account, old, Day, 1, Event(1));
        var epoch = await journal.OpenAsync(Account);
        epoch.ShouldBeGreaterThan(old);
        await Should.ThrowAsync<StaleEpochException>(journal.AppendAsync(Account, old, Day, 1, Event(2)).AsTask());
        await journal.AppendAsync(Account, epoch, Day, 1, Event(3));
        (await ReadAsync(journal, Account)).ShouldBe([1, 3]);
    }

    [Fact]
    public async Task Nothing_acknowledged_is_lost_wherever_the_power_is_cut()
    {
        for (var point = 0; point < 60; point++)
        {
            _disk = new PowerCutFileLayer(new Random(point));
            var acknowledged = new List<int>();
            _disk.CutPowerAfter(point);
            for (var start = 0; start < 3; start++)
            {
                try
                {
                    await using var log = Open(segmentBytes: 200);
                    var journal = new LogAccountJournal(log);
                    var epoch = await journal.OpenAsync(Account);
                    for (var i = 0; i < 6; i++)
                    {
                        var id = (start * 10) + i;
                        await journal.AppendAsync(Account, epoch, Day.AddDays(i / 3), 1, Event(id));
                        acknowledged.Add(id);
                    }
                }
                catch (IOException)
                {
                    // No power until the next start; what was not acknowledged may be there or not.
                    _disk.PowerCut();
                }
            }

            acknowledged.Count.ShouldBeGreaterThanOrEqualTo(12, $"cut at operation {point}");
            await using var last = Open(segmentBytes: 200);
            var read = await ReadAsync(new LogAccountJournal(last), Account);
            read.ShouldBe(read.Order().Distinct(), $"cut at operation {point}");
            acknowledged.Except(read).ShouldBeEmpty($"cut at operation {point}");
        }
    }

    [Fact]
    public async Task Events_behind_some_that_failed_are_refused_until_the_account_is_taken_over_anew()
    {
        var syncs = new BlockingSyncs(_disk);
        await using var log = Open(disk: syncs);
        var journal = new LogAccountJournal(log);
        var (epoch, other) = (await journal.OpenAsync(Account), await journal.OpenAsync("paper:demo"));
        await journal.AppendAsync(Account, epoch, Day, 1, Event(1));
        using var turn = syncs.BlockNext();
        var failing = journal.AppendAsync(Account, epoch, Day, 1, Event(2)).AsTask();
        await turn.Reached;

        // It waits behind the one whose sync fails, and the disk would take it.
        var behind = journal.AppendAsync(Account, epoch, Day, 1, Event(3)).AsTask();
        var beside = journal.AppendAsync("paper:demo", other, Day, 1, Event(4)).AsTask();
        _disk.FailNextSyncs = 1;
        turn.Release();
        await Should.ThrowAsync<IOException>(failing);
        await Should.ThrowAsync<StaleEpochException>(behind);
        await beside;
        await Should.ThrowAsync<StaleEpochException>(journal.AppendAsync(Account, epoch, Day, 1, Event(5)).AsTask());
        await journal.AppendAsync(Account, await journal.OpenAsync(Account), Day, 1, Event(6));
        (await ReadAsync(journal, Account)).ShouldBe([1, 6]);
        (await ReadAsync(journal, "paper:demo")).ShouldBe([4]);
    }

    [Fact]
    public async Task Accounts_are_apart_from_each_other_and_from_the_trade_log()
    {
        await using var trades = LogBatches.Open(_disk);
        await trades.AppendAsync(LogBatches.Append("IDX:BBCA", await trades.OpenAsync("IDX:BBCA"), 1));
        // Even a stream of the same name.
        await trades.AppendAsync(LogBatches.Append(Account, await trades.OpenAsync(Account), 2));
        await using var log = Open();
        var journal = new LogAccountJournal(log);
        (await journal.AccountsAsync()).ShouldBeEmpty();
        await journal.AppendAsync(Account, await journal.OpenAsync(Account), Day, 1, Event(1));
        await journal.AppendAsync("paper:demo", await journal.OpenAsync("paper:demo"), Day, 1, Event(2));
        (await journal.AccountsAsync()).Order().ShouldBe([Account, "paper:demo"]);
        (await ReadAsync(journal, Account)).ShouldBe([1]);
        (await ReadAsync(journal, "paper:demo")).ShouldBe([2]);
        (await trades.StreamsAsync()).Select(s => s.Name).Order().ShouldBe(["IDX:BBCA", Account]);
        (await LogBatches.ReadAsync(trades, Account)).Select(LogBatches.IdOf).ShouldBe([2]);
    }

    private SegmentTradeLog Open(int segmentBytes = 3000, IFileLayer? disk = null) =>
        new(new FolderLayer(disk ?? _disk, "orders"), new SegmentTradeLogOptions { SegmentBytes = segmentBytes }, NullLogger<SegmentTradeLog>.Instance, inOrder: true);

    private static byte[] Event(int id) => Encoding.ASCII.GetBytes($"{{\"id\":{id.ToString(CultureInfo.InvariantCulture)}}}");

    private static async Task<List<int>> ReadAsync(LogAccountJournal journal, string account, long after = 0)
    {
        var ids = new List<int>();
        var before = after;
        await foreach (var (sequence, events) in journal.ReadAsync(account, after))
        {
            sequence.ShouldBeGreaterThan(before);
            before = sequence;
            var text = Encoding.ASCII.GetString(events.Span);
            ids.Add(int.Parse(text.AsSpan(6, text.Length - 7), CultureInfo.InvariantCulture));
        }

        return ids;
    }
}

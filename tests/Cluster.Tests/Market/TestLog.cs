using System.Runtime.CompilerServices;
using Sssaham.Cluster.Tests.Storage;
using Sssaham.Cluster.Tests.TradeLog;
using Sssaham.Grains.Market;
using Sssaham.Silo.Storage.TradeLog;

namespace Sssaham.Cluster.Tests.Market;

/// <summary>The real log on a disk in memory, which can be restarted under the grains and has places where a test steps in.</summary>
internal sealed class TestLog : ITradeLog, IAsyncDisposable
{
    private volatile SegmentTradeLog _log;

    public TestLog()
    {
        _log = LogBatches.Open(Disk, 20_000, 100_000);
    }

    public PowerCutFileLayer Disk { get; } = new(new Random(1));

    /// <summary>Runs in the call of an append; what it throws comes out of the call and not by the task.</summary>
    public Action<TradeLogAppend>? InAppend { get; set; }

    /// <summary>Awaited before an append goes to the log.</summary>
    public Func<TradeLogAppend, Task>? BeforeAppend { get; set; }

    /// <summary>Awaited after a batch is durable and before its writer hears of it.</summary>
    public Func<TradeLogAppend, Task>? AfterAppend { get; set; }

    /// <summary>Awaited before a stream is read.</summary>
    public Func<string, Task>? BeforeRead { get; set; }

    public SegmentTradeLog Log => _log;

    /// <summary>Cuts the power, or only ends the process, and starts the log anew.</summary>
    public async Task RestartAsync(bool powerCut)
    {
        // What waits is answered first: a real process would take its writers with it.
        var old = _log;
        Disk.CutPowerAfter(0);
        await old.DisposeAsync();
        if (powerCut) Disk.PowerCut();
        else Disk.RestartProcess();
        Disk.Capacity = null;
        _log = LogBatches.Open(Disk, 20_000, 100_000);
    }

    public ValueTask<long> OpenAsync(string stream, CancellationToken cancel = default) => _log.OpenAsync(stream, cancel);

    public ValueTask<long> AppendAsync(TradeLogAppend append)
    {
        InAppend?.Invoke(append);
        return BeforeAppend is null && AfterAppend is null ? _log.AppendAsync(append) : new ValueTask<long>(StepAsync(append));
    }

    public async IAsyncEnumerable<TradeLogBatch> ReadAsync(string stream, DateOnly day, long after = 0, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        if (BeforeRead is { } before) await before(stream);
        await foreach (var batch in _log.ReadAsync(stream, day, after, cancel)) yield return batch;
    }

    public ValueTask<IReadOnlyList<TradeLogDay>> DaysAsync(string stream, CancellationToken cancel = default) => _log.DaysAsync(stream, cancel);

    public ValueTask<IReadOnlyList<TradeLogStream>> StreamsAsync(CancellationToken cancel = default) => _log.StreamsAsync(cancel);

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    private async Task<long> StepAsync(TradeLogAppend append)
    {
        if (BeforeAppend is { } before) await before(append);
        var sequence = await _log.AppendAsync(append);
        if (AfterAppend is { } after) await after(append);
        return sequence;
    }
}

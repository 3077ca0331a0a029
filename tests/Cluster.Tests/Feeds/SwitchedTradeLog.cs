using Sssaham.Grains.Market;

namespace Sssaham.Cluster.Tests.Feeds;

/// <summary>What a test does to the trade log.</summary>
internal sealed class LogSwitch
{
    private TaskCompletionSource _gate = Opened();

    private volatile bool _failing;
    private int _refused;

    /// <summary>Appends and openings fail.</summary>
    public bool Failing
    {
        get => _failing;
        set => _failing = value;
    }

    public int Refused => Volatile.Read(ref _refused);

    public Task Gate => _gate.Task;

    /// <summary>Appends hang.</summary>
    public void Close() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _gate.TrySetResult();

    public void Refuse()
    {
        if (!Failing) return;
        Interlocked.Increment(ref _refused);
        throw new TradeLogException("The disk is full.");
    }

    private static TaskCompletionSource Opened()
    {
        var gate = new TaskCompletionSource();
        gate.SetResult();
        return gate;
    }
}

/// <summary>The real log with a switch in front.</summary>
internal sealed class SwitchedTradeLog(ITradeLog log, LogSwitch control) : ITradeLog
{
    public ValueTask<long> OpenAsync(string stream, CancellationToken cancel = default)
    {
        control.Refuse();
        return log.OpenAsync(stream, cancel);
    }

    public async ValueTask<long> AppendAsync(TradeLogAppend append)
    {
        await control.Gate;
        control.Refuse();
        return await log.AppendAsync(append);
    }

    public IAsyncEnumerable<TradeLogBatch> ReadAsync(string stream, DateOnly day, long after = 0, CancellationToken cancel = default) => log.ReadAsync(stream, day, after, cancel);

    public ValueTask<IReadOnlyList<TradeLogDay>> DaysAsync(string stream, CancellationToken cancel = default) => log.DaysAsync(stream, cancel);

    public ValueTask<IReadOnlyList<TradeLogStream>> StreamsAsync(CancellationToken cancel = default) => log.StreamsAsync(cancel);
}

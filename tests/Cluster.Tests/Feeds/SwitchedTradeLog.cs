using Sssaham.Grains.Market;

namespace Sssaham.Cluster.Tests.Feeds;

/// <summary>What a test does to the trade log.</summary>
internal sealed class LogSwitch
{
    private TaskCompletionSource _gate = Opened();

    private volatile bool _failing;
    private int _refused;
    private int _left = int.MaxValue;

    /// <summary>Appends and openings fail.</summary>
    public bool Failing
    {
        get => _failing;
        set => _failing = value;
    }

    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Appends hang.</summary>
    public void Close() => CloseAfter(0);

    /// <summary>Some appends pass, the rest hang.</summary>
    public void CloseAfter(int appends)
    {
        _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _left, appends);
    }

    public void Open()
    {
        Volatile.Write(ref _left, int.MaxValue);
        _gate.TrySetResult();
    }

    public Task PassAsync() => Interlocked.Decrement(ref _left) >= 0 ? Task.CompletedTask : _gate.Task;

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
        await control.PassAsync();
        control.Refuse();
        return await log.AppendAsync(append);
    }

    public IAsyncEnumerable<TradeLogBatch> ReadAsync(string stream, DateOnly day, long after = 0, CancellationToken cancel = default) => log.ReadAsync(stream, day, after, cancel);

    public ValueTask<IReadOnlyList<TradeLogDay>> DaysAsync(string stream, CancellationToken cancel = default) => log.DaysAsync(stream, cancel);

    public ValueTask<IReadOnlyList<TradeLogStream>> StreamsAsync(CancellationToken cancel = default) => log.StreamsAsync(cancel);
}

using System.Collections.Concurrent;
using Orleans;

namespace Sssaham.GrainInterfaces.Market;

/// <summary>
/// The way into the instruments' grains for everything that has trades to deliver: one call in flight per instrument, and all
/// that waits meanwhile goes together into the next. A slow disk makes larger calls, not a queue of small ones. Thread-safe.
/// </summary>
/// <param name="grains">Where the grains are.</param>
public sealed class TradeLanes(IGrainFactory grains)
{
    /// <summary>Most trades in one call.</summary>
    public const int MaxCallTrades = 20_000;

    private readonly ConcurrentDictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private long _waiting;

    /// <summary>Trades that wait for their answer.</summary>
    public long Waiting => Interlocked.Read(ref _waiting);

    /// <summary>Delivers a batch.</summary>
    /// <param name="instrument">The instrument, <c>VENUE:TICKER</c>.</param>
    /// <param name="batch">At most <see cref="MaxCallTrades"/> trades.</param>
    /// <returns>What became of it; accepted trades are durable.</returns>
    /// <exception cref="TradeLogUnavailableException">Nothing of the batch is acknowledged; send it again later.</exception>
    /// <exception cref="TimeoutException">It is not known what became of the batch; sending it again is safe.</exception>
    public Task<TradeBatchResult> SendAsync(string instrument, TradeBatch batch)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Count, MaxCallTrades);
        var item = new Item(batch);
        Interlocked.Add(ref _waiting, batch.Count);
        var lane = _lanes.GetOrAdd(instrument, static (key, grains) => new Lane(grains.GetGrain<ITickerGrain>(key)), grains);
        List<Item> call;
        lock (lane)
        {
            lane.Waiting.Enqueue(item);
            if (lane.Busy) return item.Task;
            lane.Busy = true;
            call = lane.Take();
        }

        _ = PumpAsync(lane, call);
        return item.Task;
    }

    private async Task PumpAsync(Lane lane, List<Item> call)
    {
        while (call.Count > 0)
        {
            var batches = new TradeBatch[call.Count];
            long trades = 0;
            for (var i = 0; i < batches.Length; i++)
            {
                batches[i] = call[i].Batch;
                trades += batches[i].Count;
            }

            try
            {
                var results = await lane.Grain.AppendAsync(new TradeBatchList(batches)).ConfigureAwait(false);
                for (var i = 0; i < batches.Length; i++) call[i].TrySetResult(results[i]);
            }
#pragma warning disable CA1031 // Whatever went wrong goes to those who wait; the lane goes on.
            catch (Exception e)
#pragma warning restore CA1031
            {
                foreach (var item in call) item.TrySetException(e);
            }

            Interlocked.Add(ref _waiting, -trades);
            lock (lane)
            {
                call = lane.Take();
                if (call.Count == 0) lane.Busy = false;
            }
        }
    }

    private sealed class Item(TradeBatch batch) : TaskCompletionSource<TradeBatchResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public TradeBatch Batch => batch;
    }

    private sealed class Lane(ITickerGrain grain)
    {
        public ITickerGrain Grain => grain;

        public Queue<Item> Waiting { get; } = new();

        public bool Busy { get; set; }

        public List<Item> Take()
        {
            var taken = new List<Item>(Math.Min(Waiting.Count, 16));
            var trades = 0;
            while (Waiting.TryPeek(out var next) && (taken.Count == 0 || trades + next.Batch.Count <= MaxCallTrades))
            {
                taken.Add(Waiting.Dequeue());
                trades += next.Batch.Count;
            }

            return taken;
        }
    }
}

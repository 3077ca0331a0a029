using System.Collections.Concurrent;
using System.Diagnostics;
using Orleans;
using Orleans.Runtime;

namespace Sssaham.GrainInterfaces.Market;

/// <summary>
/// The way into the instruments' grains for everything that has trades to deliver: one call in flight per instrument, and all
/// that waits meanwhile goes together into the next. A slow disk makes larger calls, not a queue of small ones. Thread-safe.
/// </summary>
/// <param name="grains">Where the grains are.</param>
/// <param name="tracedEvery">One of so many batches begins a trace while somebody listens; 0 for none. Batches of a traced request always belong to its trace.</param>
public sealed class TradeLanes(IGrainFactory grains, int tracedEvery = 0)
{
    /// <summary>Most trades in one call.</summary>
    public const int MaxCallTrades = 20_000;

    private readonly ConcurrentDictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private long _waiting;
    private int _calls;
    private uint _seen;

    /// <summary>Trades that wait for their answer.</summary>
    public long Waiting => Interlocked.Read(ref _waiting);

    /// <summary>Calls to instruments under way.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Delivers a batch.</summary>
    /// <param name="instrument">The instrument, <c>VENUE:TICKER</c>.</param>
    /// <param name="batch">At most <see cref="MaxCallTrades"/> trades.</param>
    /// <returns>What became of it; accepted trades are durable.</returns>
    /// <exception cref="TradeLogUnavailableException">Nothing of the batch is acknowledged; send it again later.</exception>
    /// <exception cref="TimeoutException">It is not known what became of the batch; sending it again is safe.</exception>
    public Task<TradeBatchResult> SendAsync(string instrument, TradeBatch batch)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Count, MaxCallTrades);
        var item = new Item(batch, MarketTraces.Source.HasListeners() ? Arrive(instrument, batch) : null);
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
        if (MarketTraces.Source.HasListeners())
        {
            // The pump outlives the request that started it, and serves others: it belongs to no trace.
            Activity.Current = null;
            RequestContext.Clear();
        }

        Interlocked.Increment(ref _calls);
        while (call.Count > 0)
        {
            var batches = new TradeBatch[call.Count];
            long trades = 0;
            var isTraced = false;
            for (var i = 0; i < batches.Length; i++)
            {
                batches[i] = call[i].Batch;
                trades += batches[i].Count;
                isTraced |= call[i].Arrival is not null;
            }

            try
            {
                var list = new TradeBatchList(batches);
                var results = await (isTraced ? DeliverAsync(lane, call, list) : lane.Grain.AppendAsync(list)).ConfigureAwait(false);
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

        Interlocked.Decrement(ref _calls);
    }

    /// <summary>Starts the span of a batch that is traced.</summary>
    private Activity? Arrive(string instrument, TradeBatch batch)
    {
        var caller = Activity.Current;
        var isCallers = caller is { Recorded: true };
        if (!isCallers && (tracedEvery <= 0 || Interlocked.Increment(ref _seen) % (uint)tracedEvery != 0)) return null;
        var arrival = MarketTraces.Source.Begin(MarketTraces.Arrival)?.SetTag(MarketTraces.InstrumentKey, instrument).SetTag(MarketTraces.TradesKey, batch.Count);
        Activity.Current = caller;
        return arrival;
    }

    /// <summary>A call with traced batches: it belongs to the trace of the first, and is linked to those of the others.</summary>
    private static async Task<TradeBatchResult[]> DeliverAsync(Lane lane, List<Item> call, TradeBatchList list)
    {
        var arrivals = call.Select(i => i.Arrival).OfType<Activity>().ToList();
        var deliver = MarketTraces.Source.StartActivity(MarketTraces.Deliver, ActivityKind.Internal, arrivals[0].Context, links: arrivals.Skip(1).Select(a => new ActivityLink(a.Context)));
        deliver?.SetTag("sssaham.batches", list.Batches.Length).SetTag(MarketTraces.TradesKey, list.Batches.Sum(b => b.Count));
        try
        {
            return await lane.Grain.AppendAsync(list).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            foreach (var span in arrivals.Append(deliver)) span?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }
        finally
        {
            deliver?.Dispose();
            foreach (var arrival in arrivals) arrival.Dispose();
        }
    }

    private sealed class Item(TradeBatch batch, Activity? arrival) : TaskCompletionSource<TradeBatchResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public TradeBatch Batch => batch;

        /// <summary>The span of a batch that is traced.</summary>
        public Activity? Arrival => arrival;
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

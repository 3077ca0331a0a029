using Orleans;
using Orleans.Concurrency;
using Sssaham.Domain.Market;

namespace Sssaham.GrainInterfaces.Market;

/// <summary>What changed in an instrument: pushed to whoever subscribed, once per durable batch.</summary>
/// <param name="Instrument">The instrument, <c>VENUE:TICKER</c>.</param>
/// <param name="Sequence">Stream position after this update: rises by one with every trade and day; durable, so it survives restarts.</param>
/// <param name="FirstTrade">Stream position of the first of <paramref name="Trades"/>.</param>
/// <param name="Trades">The batch's trades in order of arrival, packed by <see cref="TradeCodec"/>; empty when nobody asked for them.</param>
/// <param name="Bars">The one-minute bars that the batch changed, by rising start.</param>
/// <param name="Scale">How to read scaled numbers.</param>
/// <param name="BarPositions">For each of <paramref name="Bars"/> the stream position of the last trade in it: who has all bars up to a
/// position has missed nothing before it.</param>
/// <param name="LeavesBarsOut">Whether the batch changed more bars than a push carries; <see cref="ITickerGrain.CatchUpAsync"/> has them.</param>
/// <param name="PushedUs">When it was pushed, microseconds since 1970 UTC; 0 for what was asked for.</param>
/// <param name="TraceParent">The span of the push when it is traced, as <c>traceparent</c> writes it.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.TickerUpdate")]
public sealed record TickerUpdate(
    [property: Id(0)] string Instrument,
    [property: Id(1)] long Sequence,
    [property: Id(2)] long FirstTrade,
    [property: Id(3)] byte[] Trades,
    [property: Id(4)] FootprintBar[] Bars,
    [property: Id(5)] InstrumentScale Scale,
    [property: Id(6)] long[] BarPositions,
    [property: Id(7)] bool LeavesBarsOut = false,
    [property: Id(8)] long PushedUs = 0,
    [property: Id(9)] string? TraceParent = null);

/// <summary>Receives updates of instruments: one per gateway process. May be lost; a reader catches up by <see cref="ITickerGrain.CatchUpAsync"/>.</summary>
[Alias("Sssaham.ITickerObserver")]
public interface ITickerObserver : IGrainObserver
{
    /// <summary>Takes an update.</summary>
    /// <param name="update">What changed.</param>
    /// <returns>Nothing is awaited.</returns>
    [OneWay]
    [Alias("OnUpdate")]
    Task OnUpdateAsync(TickerUpdate update);
}

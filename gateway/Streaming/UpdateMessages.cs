using Sssaham.Domain.Market;
using Sssaham.Gateway.Market;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Gateway.Streaming;

/// <summary>An update as messages: written once, however many clients get them, and only when one does.</summary>
internal sealed class UpdateMessages(TickerUpdate update)
{
    private StreamMessage[]? _trades;
    private (long StartUs, StreamMessage Message)[]? _bars;

    public long Sequence => update.Sequence;

    public long FirstTrade => update.FirstTrade;

    /// <summary>Whether the push carries its trades; one to those who want bars alone does not.</summary>
    public bool HasTrades => update.Trades.Length > 0;

    public bool LeavesBarsOut => update.LeavesBarsOut;

    public StreamMessage[] Trades(InstrumentKey key)
    {
        if (_trades is not null) return _trades;
        var trades = update.Trades.Length == 0 ? [] : TradeCodec.Decode(update.Trades);
        _trades = new StreamMessage[trades.Length];
        for (var i = 0; i < trades.Length; i++)
        {
            var sequence = update.FirstTrade + i;
            _trades[i] = new StreamMessage(StreamHub.TradeChannel, update.Instrument, sequence, StreamMessages.Trade(key, trades[i], sequence, update.Scale));
        }

        return _trades;
    }

    /// <summary>The bars in the order in which they changed last: who has one of them has all that changed before it.</summary>
    public (long StartUs, StreamMessage Message)[] Bars(InstrumentKey key)
    {
        if (_bars is not null) return _bars;
        var writer = new BarJson(update.Scale);
        return _bars = [.. update.Bars.Zip(update.BarPositions).OrderBy(b => b.Second).Select(b =>
            (b.First.StartUs, new StreamMessage(StreamHub.FootprintChannel, update.Instrument, b.Second, StreamMessages.Footprint(key, b.First, b.Second, writer))))];
    }
}

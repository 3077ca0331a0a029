using System.Runtime.InteropServices;
using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Feeds;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Market.Feeds;

namespace Sssaham.Silo.Feeds;

/// <summary>Delivers a feed's trades to their instruments and waits until they are durable. What cannot be delivered now is delivered
/// later: a feed would rather wait than lose.</summary>
internal sealed class FeedDelivery(TradeLanes lanes, FeedProgress progress)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private readonly Dictionary<(string Venue, string Ticker), string> _keys = [];

    /// <summary>Delivers trades.</summary>
    /// <param name="trades">Trades in order of arrival.</param>
    /// <param name="anyDay">Take trades of any day: replay.</param>
    /// <param name="cancel">Gives up; what was not acknowledged is delivered again by the next run.</param>
    public async Task DeliverAsync(IReadOnlyList<FeedTrade> trades, bool anyDay, CancellationToken cancel)
    {
        var groups = new Dictionary<(string, bool), List<Trade>>();
        foreach (var trade in trades)
        {
            ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, (KeyOf(trade), !trade.HasNumber), out _);
            (group ??= []).Add(trade.Trade);
            progress.Traded(trade.Trade.TimeUs);
        }

        await Task.WhenAll(groups.Select(g => DeliverAsync(g.Key.Item1, g.Key.Item2, g.Value, anyDay, cancel)));
    }

    private async Task DeliverAsync(string instrument, bool assign, List<Trade> trades, bool anyDay, CancellationToken cancel)
    {
        for (var at = 0; at < trades.Count; at += TradeLanes.MaxCallTrades)
        {
            var part = CollectionsMarshal.AsSpan(trades).Slice(at, Math.Min(TradeLanes.MaxCallTrades, trades.Count - at));
            var batch = new TradeBatch(TradeCodec.Encode(part), part.Length, anyDay, assign);
            for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                cancel.ThrowIfCancellationRequested();
                try
                {
                    var result = await lanes.SendAsync(instrument, batch).WaitAsync(cancel);
                    progress.Count(result.Accepted, result.Duplicates, result.Rejections.Length);
                    if (result.Rejections.Length > 0) progress.Message = $"{instrument}: {result.Rejections[0].Reason}";
                    break;
                }
                catch (Exception e) when (e is TradeLogUnavailableException or TimeoutException or IOException or Orleans.Runtime.OrleansException)
                {
                    progress.Message = $"{instrument}: {e.Message} It is tried again.";
                    await Task.Delay(pause, cancel);
                }
            }
        }
    }

    private string KeyOf(in FeedTrade trade)
    {
        if (_keys.TryGetValue((trade.Venue, trade.Ticker), out var key)) return key;
        return _keys[(trade.Venue, trade.Ticker)] = new InstrumentKey(trade.Venue, trade.Ticker).ToString();
    }
}

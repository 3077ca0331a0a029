using Orleans.Runtime;
using Sssaham.Domain.Execution.Paper;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Execution.Paper;

/// <summary>The instruments as a paper account sees them: what an order finds when it comes, and the tapes of those with open orders.</summary>
internal sealed class PaperMarkets(IGrainFactory grains, ITickerObserver self, VenueCatalog venues, PaperOptions options, TimeProvider time)
{
    private const int MaxLot = 1_000_000;
    private static readonly TimeSpan RenewEvery = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, DateTimeOffset> _watched = new(StringComparer.Ordinal);

    /// <summary>The code of an instrument: without its venue when that is the broker's.</summary>
    public string CodeOf(string instrument) => instrument.StartsWith(options.Venue + ":", StringComparison.Ordinal) ? instrument[(options.Venue.Length + 1)..] : instrument;

    /// <summary>The instrument of a code.</summary>
    /// <returns>The instrument and its venue; null when the code is not well-formed, or its venue is not configured or is the broker's own: an
    /// instrument has one code.</returns>
    public (InstrumentKey Key, Venue Venue)? Find(string code)
    {
        var colon = code.IndexOf(':', StringComparison.Ordinal);
        var key = new InstrumentKey(colon < 0 ? options.Venue : code[..colon], code[(colon + 1)..]);
        if (code.AsSpan().IndexOfAnyInRange('a', 'z') >= 0 || code == $"{options.Venue}:{key.Ticker}" || !InstrumentKey.IsTicker(key.Ticker)) return null;
        return venues.TryGet(key.Venue, out var venue) ? (key, venue) : null;
    }

    /// <summary>The trading date of a code's venue now; the broker's venue stands for one that is not configured any more.</summary>
    public DateOnly Today(string code) => (Find(code)?.Venue ?? venues.Of(new InstrumentKey(options.Venue, code))).TradingDate(NowUs);

    /// <summary>Reads what an order at a price finds, and follows the instrument's tape from there on.</summary>
    /// <returns>The market, or what is wrong with the order.</returns>
    public async Task<(PaperMarket? Market, string? Problem)> ReadAsync(string code, decimal price)
    {
        if (Find(code) is not { } found) return (null, $"{code} is no instrument of a known venue.");
        var ticker = grains.GetGrain<ITickerGrain>(found.Key.ToString());
        var view = await ticker.PriceAsync();
        if (view.LastPrice is null && view.Quote is null && await grains.GetGrain<IInstrumentDirectoryGrain>(IInstrumentDirectoryGrain.Key).FindAsync(found.Key.ToString()) is null)
            return (null, $"{code} is not known.");
        var scale = view.Scale;
        if (!FixedPoint.TryScale(price, scale.PriceDecimals, out var scaled) || !scale.Grid().Contains(scaled)) return (null, $"{price} is not on the tick grid of {code}.");
        var lot = FixedPoint.ToDecimal(scale.Lot, scale.QuantityDecimals);
        if (lot != decimal.Truncate(lot) || lot is < 1 or > MaxLot) return (null, $"{code} has lots of {lot}: paper orders need whole units.");
        var ahead = options.QueueAheadShares ?? await AheadAsync(ticker, view, scaled);
        // Behind the prices: what traded between the two is not lost to the order but was there before it.
        var position = await FollowAsync(code, ticker);
        var market = new PaperMarket(
            view.Quote is not null,
            Price(view.Quote?.Bid, scale),
            Price(view.Quote?.Ask, scale),
            Price(view.LastPrice, scale),
            (int)lot,
            ahead,
            position,
            view.LastUs ?? long.MinValue,
            NowUs,
            found.Venue.TradingDate(NowUs));
        return (market, null);
    }

    /// <summary>The trades of an update that orders of the regular board can meet.</summary>
    public List<PaperTrade> Trades(string code, TickerUpdate update)
    {
        var venue = Find(code)!.Value.Venue;
        var trades = new List<PaperTrade>();
        var position = update.FirstTrade;
        foreach (ref readonly var trade in TradeCodec.Decode(update.Trades).AsSpan())
        {
            if (venue.EntersFootprint(trade.Board))
                trades.Add(new PaperTrade(position, trade.TimeUs, FixedPoint.ToDecimal(trade.Price, update.Scale.PriceDecimals), FixedPoint.ToDecimal(trade.Quantity, update.Scale.QuantityDecimals)));
            position++;
        }

        return trades;
    }

    /// <summary>Renews the subscriptions to the tapes of codes with open orders, and ends the others.</summary>
    public async Task KeepAsync(IReadOnlyCollection<string> open)
    {
        var now = time.GetUtcNow();
        foreach (var code in open.Where(c => !_watched.TryGetValue(c, out var since) || now - since >= RenewEvery)) await TryAsync(code, ticker => FollowAsync(code, ticker));
        foreach (var code in _watched.Keys.Except(open).ToList())
        {
            _watched.Remove(code);
            await TryAsync(code, ticker => ticker.UnsubscribeAsync(self));
        }
    }

    /// <summary>Whether a failure means that prices cannot be had now.</summary>
    public static bool IsUnavailable(Exception e) => e is TradeLogUnavailableException or IOException or TimeoutException or OrleansException;

    private long NowUs => (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10;

    private async Task TryAsync(string code, Func<ITickerGrain, Task> call)
    {
        if (Find(code) is not { } found) return;
        try
        {
            await call(grains.GetGrain<ITickerGrain>(found.Key.ToString()));
        }
        catch (Exception e) when (IsUnavailable(e))
        {
            // A subscription is tried again at the next beat, and ends by itself.
        }
    }

    private async Task<long> FollowAsync(string code, ITickerGrain ticker)
    {
        var position = await ticker.SubscribeAsync(self, trades: true);
        _watched[code] = time.GetUtcNow();
        return position;
    }

    private static async Task<decimal> AheadAsync(ITickerGrain ticker, PriceView view, long price)
    {
        if (view.LastUs is not { } lastUs) return 0;
        var minuteUs = new Trade(lastUs, 0, 0, 0).MinuteUs;
        var page = await ticker.GetBarsAsync(new BarQuery("1m", minuteUs, minuteUs + 60_000_000, 1));
        return page.Bars is [var bar] ? FixedPoint.ToDecimal(bar.Levels.FirstOrDefault(l => l.Price == price).Volume, view.Scale.QuantityDecimals) : 0;
    }

    private static decimal? Price(long? scaled, InstrumentScale scale) => scaled is { } price ? FixedPoint.ToDecimal(price, scale.PriceDecimals) : null;
}

using Sssaham.Domain.Execution.Phantom;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Market;

/// <summary>
/// The thresholds that accounts set on an instrument, and its newest quote. A trade that crosses nothing costs two comparisons. What an
/// account set ends after three minutes unless it sets it again.
/// </summary>
/// <param name="instrument">The instrument, <c>VENUE:TICKER</c>.</param>
/// <param name="venue">Its venue.</param>
/// <param name="time">The clock.</param>
/// <param name="tell">Tells an account what was crossed.</param>
internal sealed class PriceWatchers(string instrument, Venue venue, TimeProvider time, Action<string, PriceCrossing> tell)
{
    /// <summary>Between an account and its phantom order: no account has a line end in its name.</summary>
    private const char Separator = '\n';
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);
    private readonly CrossingSet _thresholds = new();
    private readonly Dictionary<string, Watch> _accounts = new(StringComparer.Ordinal);
    private readonly List<string> _crossed = [];
    private BestQuote? _quote;

    /// <summary>Sets all thresholds of an account in place of those that it had.</summary>
    public void Set(string account, PriceThreshold[] thresholds)
    {
        var now = time.GetUtcNow();
        foreach (var (ended, _) in _accounts.Where(a => a.Value.Until < now || a.Key == account).ToList()) Forget(ended);
        if (thresholds.Length == 0) return;
        var ids = new string[thresholds.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = $"{account}{Separator}{thresholds[i].Id}";
            _thresholds.Put(new PhantomWatch(ids[i], thresholds[i].Below, thresholds[i].Above));
        }

        _accounts[account] = new Watch(now + Lease, ids);
    }

    /// <summary>Takes a copy for the instrument's next silo.</summary>
    public PriceWatchersState Save()
    {
        var accounts = new Dictionary<string, PriceThreshold[]>(StringComparer.Ordinal);
        foreach (var (account, watch) in _accounts)
        {
            // Without those that were crossed: they are told once, until the account sets them again.
            accounts[account] = [.. watch.Ids.Select(_thresholds.Find).OfType<PhantomWatch>().Select(w => new PriceThreshold(w.Id[(account.Length + 1)..], w.Below, w.Above))];
        }

        return new PriceWatchersState(_quote, accounts);
    }

    /// <summary>Sets what was saved on the silo before.</summary>
    public void Restore(PriceWatchersState saved)
    {
        _quote = saved.Quote;
        foreach (var (account, thresholds) in saved.Accounts) Set(account, thresholds);
    }

    /// <summary>The newest quote of the trading day; null when none came on it.</summary>
    public BestQuote? Quote(DateOnly? newestDay) => _quote is { } quote && venue.TradingDate(quote.TimeUs) == Day(newestDay) ? quote : null;

    /// <summary>Takes a quote, unless it is older than the one that is held or of another trading day.</summary>
    /// <param name="quote">The quote.</param>
    /// <param name="book">The newest day that traded; null when none did.</param>
    public void Take(BestQuote quote, DayBook? book)
    {
        if (quote.TimeUs < _quote?.TimeUs || venue.TradingDate(quote.TimeUs) != Day(book?.Day)) return;
        _quote = quote;
        if (quote.Bid is { } bid) _thresholds.Cross(bid, _crossed);
        // Who wants to sell where nobody buys is offered no more than this.
        else if (quote.Ask is { } ask) _thresholds.CrossBelow(ask, _crossed);
        if (_crossed.Count == 0) return;
        var price = (quote.Bid ?? quote.Ask)!.Value;
        var last = book?.Settle() is null ? book?.Figures()?.Close : null;
        var crossings = new Dictionary<string, Crossing>(StringComparer.Ordinal);
        Collect(crossings, quote.TimeUs, price);
        Tell(crossings, isTrade: false, price, price, last, quote);
    }

    /// <summary>Checks trades that are about to come into the newest day's book, in the order in which they came.</summary>
    public void Check(DayBook book, ReadOnlySpan<Trade> trades)
    {
        if (_thresholds.Count == 0) return;
        Dictionary<string, Crossing>? crossings = null;
        foreach (ref readonly var trade in trades)
        {
            if (!venue.EntersFootprint(trade.Board)) continue;
            _thresholds.Cross(trade.Price, _crossed);
            if (_crossed.Count > 0) Collect(crossings ??= new Dictionary<string, Crossing>(StringComparer.Ordinal), trade.TimeUs, trade.Price);
        }

        if (crossings is null) return;
        var (low, high, last) = (long.MaxValue, long.MinValue, default(Trade));
        foreach (ref readonly var trade in trades)
        {
            if (!venue.EntersFootprint(trade.Board)) continue;
            (low, high) = (Math.Min(low, trade.Price), Math.Max(high, trade.Price));
            if (last.Price == 0 || trade.CompareTape(last) > 0) last = trade;
        }

        // A batch of late trades does not say what the price is now.
        var price = last.TimeUs >= book.LastTradeUs ? last.Price : book.LastPrice ?? (book.Settle() is null ? book.Figures()?.Close : last.Price);
        Tell(crossings, isTrade: true, low, high, price, Quote(book.Day));
    }

    /// <summary>Sorts what a price crossed by account; the first price of each account stays.</summary>
    private void Collect(Dictionary<string, Crossing> crossings, long timeUs, long price)
    {
        foreach (var id in _crossed)
        {
            var end = id.IndexOf(Separator, StringComparison.Ordinal);
            var account = id[..end];
            if (!crossings.TryGetValue(account, out var crossing)) crossings[account] = crossing = new Crossing(timeUs, price);
            crossing.Ids.Add(id[(end + 1)..]);
        }

        _crossed.Clear();
    }

    private void Tell(Dictionary<string, Crossing> crossings, bool isTrade, long low, long high, long? last, BestQuote? quote)
    {
        var now = time.GetUtcNow();
        foreach (var (account, crossing) in crossings)
        {
            if (_accounts.TryGetValue(account, out var watch) && watch.Until >= now)
                tell(account, new PriceCrossing(instrument, [.. crossing.Ids], crossing.TimeUs, crossing.Price, isTrade, low, high, last, quote));
            else
                Forget(account);
        }
    }

    private void Forget(string account)
    {
        if (!_accounts.Remove(account, out var watch)) return;
        foreach (var id in watch.Ids) _thresholds.Remove(id);
    }

    /// <summary>The day that quotes may be of: today, or the tape's when it is ahead of the clock.</summary>
    private DateOnly Day(DateOnly? newest)
    {
        var today = venue.TradingDate((time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10);
        return newest > today ? newest.Value : today;
    }

    private sealed record Watch(DateTimeOffset Until, string[] Ids);

    private sealed record Crossing(long TimeUs, long Price)
    {
        public List<string> Ids { get; } = [];
    }
}

/// <summary>What <see cref="PriceWatchers"/> hold, on its way to another silo.</summary>
/// <param name="Quote">The newest quote.</param>
/// <param name="Accounts">Thresholds that were not crossed, by account.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.PriceWatchersState")]
internal sealed record PriceWatchersState([property: Id(0)] BestQuote? Quote, [property: Id(1)] Dictionary<string, PriceThreshold[]> Accounts);

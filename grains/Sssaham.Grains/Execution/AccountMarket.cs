using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Phantom;
using Sssaham.Domain.Execution.Risk;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Execution;

/// <summary>What an account knows of the instruments that it trades: asked when it orders, and on a beat.</summary>
internal sealed class AccountMarket(IGrainFactory grains, VenueCatalog venues, string defaultVenue, int volatilityDays, TimeProvider time)
{
    /// <summary>A tape whose newest trade came no later than this behind the wall clock runs with it.</summary>
    private const long LiveUs = 30_000_000;
    private static readonly TimeSpan VolatilityLasts = TimeSpan.FromHours(1);
    private readonly GrainReferences<ITickerGrain> _instruments = new(grains);
    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);

    private long NowUs => Clock.NowUs(time);

    /// <summary>The key of the instrument's grain; null for a code that is none. A code with a colon names its venue.</summary>
    public string? KeyOf(string code)
    {
        var colon = code.IndexOf(':', StringComparison.Ordinal);
        var (venue, ticker) = colon < 0 ? (defaultVenue, code) : (code[..colon], code[(colon + 1)..]);
        return InstrumentKey.IsTicker(ticker) && venues.TryGet(venue, out var found) ? new InstrumentKey(found.Code, ticker).ToString() : null;
    }

    /// <summary>What is known of a code; null before it was asked for.</summary>
    public Known? Of(string code) => _known.GetValueOrDefault(code);

    /// <summary>Codes that are known under an instrument's key.</summary>
    public IEnumerable<Known> Under(string key) => _known.Values.Where(k => k.Key == key);

    /// <summary>The tick table of a code; null before it was asked for.</summary>
    public TickGrid? GridOf(string code) => Of(code)?.Grid;

    /// <summary>
    /// Now by the clock of the instrument's tape: the wall clock when the tape runs with it, else a moment after its newest trade (a
    /// delayed feed, a replayed day). Prices before it happened before now.
    /// </summary>
    public long TapeNow(string code)
    {
        var now = NowUs;
        return Of(code) is { View.LastUs: { } last } known && Math.Abs(known.AskedUs - last) > LiveUs ? last + 1 : now;
    }

    /// <summary>Asks for the prices of a code.</summary>
    public async Task<Known?> AskAsync(string code)
    {
        if (KeyOf(code) is not { } key) return null;
        return Note(code, key, await _instruments[key].PriceAsync());
    }

    /// <summary>Leaves thresholds with the instrument and takes its prices.</summary>
    public async Task<Known?> WatchAsync(string account, string code, PriceThreshold[] thresholds, long? sinceUs)
    {
        if (KeyOf(code) is not { } key) return null;
        return Note(code, key, await _instruments[key].WatchAsync(account, thresholds, sinceUs));
    }

    /// <summary>Annualised volatility of daily closes, percent; null when there are too few. Asked for once an hour.</summary>
    public async Task<double?> VolatilityAsync(Known known)
    {
        var age = time.GetUtcNow() - known.VolatilityAt;
        if (age < VolatilityLasts) return known.Volatility;
        var today = known.Venue.TradingDate(NowUs);
        var bars = await grains.GetGrain<IDailyBarGrain>(known.Key).GetAsync(today.AddDays(-2 * volatilityDays), today.AddDays(-1));
        known.Volatility = AnnualisedVolatility.Percent([.. bars.TakeLast(volatilityDays).Select(b => (double)b.Close)]);
        known.VolatilityAt = time.GetUtcNow();
        return known.Volatility;
    }

    private Known Note(string code, string key, PriceView view)
    {
        if (!_known.TryGetValue(code, out var known)) _known[code] = known = new Known(code, key, venues.TryGet(InstrumentKey.Parse(key).Venue, out var venue) ? venue : venues.Default);
        known.Take(view, NowUs);
        return known;
    }

    /// <summary>A code and what is known of it.</summary>
    internal sealed class Known(string code, string key, Venue venue)
    {
        public string Code => code;

        public string Key => key;

        public Venue Venue => venue;

        public PriceView View { get; private set; } = null!;

        public TickGrid Grid { get; private set; } = TickGrid.Uniform(1);

        public long AskedUs { get; private set; }

        public double? Volatility { get; set; }

        public DateTimeOffset VolatilityAt { get; set; }

        public int Decimals => View.Scale.PriceDecimals;

        /// <summary>Shares in a lot; parts of shares count as one.</summary>
        public int LotSize => (int)Math.Clamp(View.Scale.Lot / FixedPoint.Scale(View.Scale.QuantityDecimals), 1, 1_000_000);

        /// <summary>Last price, else the close before today; null when neither is known.</summary>
        public decimal? Last => (View.LastPrice ?? View.ReferencePrice) is > 0 and var price ? FixedPoint.ToDecimal(price, Decimals) : null;

        public decimal? Reference => View.ReferencePrice is > 0 and var price ? FixedPoint.ToDecimal(price, Decimals) : null;

        public void Take(PriceView view, long nowUs)
        {
            if (View is null || !View.Scale.TickSize.AsSpan().SequenceEqual(view.Scale.TickSize)) Grid = view.Scale.Grid();
            (View, AskedUs) = (view, nowUs);
        }

        /// <summary>The session as phantom orders see it: while nothing can be sent the market pauses for them.</summary>
        public PhantomSession Session(long nowUs, long tapeUs, bool canSell)
        {
            var phase = MarketPhases.At(Venue, nowUs);
            if (phase == MarketPhase.Open && !canSell) phase = MarketPhase.Lunch;
            if (Venue.Rejection.Count == 0 || View.ReferencePrice is not (> 0 and var reference)) return new PhantomSession(tapeUs, phase);
            var (lower, upper) = Venue.PriceLimits(reference, Grid);
            return new PhantomSession(tapeUs, phase, lower, upper);
        }
    }
}

/// <summary>The clock in the unit of orders.</summary>
internal static class Clock
{
    /// <summary>Microseconds since 1970 UTC.</summary>
    public static long NowUs(TimeProvider time) => (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10;

    /// <summary>The instant of microseconds since 1970 UTC.</summary>
    public static DateTime Instant(long us) => DateTime.UnixEpoch.AddTicks(us * 10);
}

using System.Globalization;
using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Feeds;
using Sssaham.Domain.Market.Simulator;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Market.Feeds;

namespace Sssaham.Silo.Feeds;

/// <summary>Settings of the market simulator.</summary>
public sealed class SimulatorSettings
{
    /// <summary>Everything random follows from this.</summary>
    public ulong Seed { get; set; } = 1;

    /// <summary>How many instruments trade.</summary>
    public int Instruments { get; set; } = 900;

    /// <summary>Trades expected per day over all instruments.</summary>
    public int TradesPerDay { get; set; } = 2_000_000;

    /// <summary>How fast its clock runs: 1 is real time.</summary>
    public double Speed { get; set; } = 1;

    /// <summary>Days before today whose broker summaries and closes are there; 0 for none.</summary>
    public int HistoryDays { get; set; } = 60;

    /// <summary>How much of the past the first start plays at once, so that charts are not empty.</summary>
    public TimeSpan Backfill { get; set; } = TimeSpan.FromHours(1);
}

/// <summary>
/// Plays the simulated market in time with the wall clock. The tape is a function of seed and date, so a restart plays on from where
/// the last run was durable, and what comes twice is recognised.
/// </summary>
internal sealed class SimulatorFeed(SimulatorSettings settings, SimulatedMarket market, TradeLanes lanes, IGrainFactory grains, TimeProvider time) : IFeedRunner
{
    private const long CatchUpStepUs = 60_000_000;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RegisterPause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task RunAsync(FeedProgress progress, CancellationToken cancel)
    {
        progress.Venue = market.Venue.Code;
        await RegisterAsync(progress, cancel);
        var delivery = new FeedDelivery(lanes, progress);
        var startWallUs = NowUs();
        var fromUs = StartUs(progress, startWallUs);
        var day = market.Day(market.Venue.TradingDate(fromUs));
        day.Skip(fromUs);
        var played = new List<SimulatedTrade>();
        var trades = new List<FeedTrade>();
        var reachedUs = fromUs;
        progress.State = "running";
        while (true)
        {
            // Catching up goes in steps, so that a day is never held at once.
            var dueUs = startWallUs + (long)((NowUs() - startWallUs) * settings.Speed);
            var untilUs = Math.Min(dueUs, reachedUs + CatchUpStepUs);
            if (untilUs > reachedUs)
            {
                day.Advance(Math.Min(untilUs, day.EndUs - 1), played);
                foreach (var trade in played) trades.Add(Shown(trade));
                if (trades.Count > 0) await delivery.DeliverAsync(trades, anyDay: true, cancel);
                progress.Heard(NowUs());
                played.Clear();
                trades.Clear();
                reachedUs = untilUs;
                if (reachedUs >= day.EndUs)
                {
                    reachedUs = day.EndUs;
                    day = market.Day(day.Date.AddDays(1));
                }

                progress.Position = reachedUs.ToString(CultureInfo.InvariantCulture);
            }

            if (dueUs - reachedUs < Beat.Ticks / 10) await Task.Delay(Beat, time, cancel);
        }
    }

    private long StartUs(FeedProgress progress, long nowUs)
    {
        var today = market.Venue.DayBounds(market.Venue.TradingDate(nowUs)).StartUs;
        var backfill = nowUs - (settings.Backfill.Ticks / 10);
        // A long gap over night is not filled; one within the day is, and so is a short one around midnight.
        if (long.TryParse(progress.Position, CultureInfo.InvariantCulture, out var position) && position >= Math.Min(today, backfill)) return Math.Min(position, nowUs);
        return Math.Max(Math.Min(backfill, nowUs), today);
    }

    /// <summary>The exchange hides broker codes during the day, so the simulated tape shows none either.</summary>
    private FeedTrade Shown(SimulatedTrade trade) =>
        new(market.Venue.Code, market.Instruments[trade.Instrument].Instrument.Key.Ticker, trade.Trade with { Buyer = default, Seller = default }, HasNumber: true);

    /// <summary>A silo that has just started may not answer yet, and a feed must not fail for that.</summary>
    private async Task RegisterAsync(FeedProgress progress, CancellationToken cancel)
    {
        InstrumentInfo[] all = [.. market.Instruments.Select(i => new InstrumentInfo(i.Instrument.Key.ToString(), i.Instrument.Name, i.Instrument.Sector, null, null, i.Instrument.Currency))];
        while (true)
        {
            try
            {
                await grains.GetGrain<IInstrumentDirectoryGrain>(IInstrumentDirectoryGrain.Key).RegisterAsync(all).WaitAsync(cancel);
                return;
            }
            catch (Exception e) when (e is TimeoutException or IOException or Orleans.Runtime.OrleansException)
            {
                progress.Message = $"The instruments cannot be registered: {e.Message} It is tried again.";
                await Task.Delay(RegisterPause, cancel);
            }
        }
    }

    private long NowUs() => (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10;
}

using Orleans;
using Orleans.Concurrency;

namespace Sssaham.GrainInterfaces.Market;

/// <summary>
/// The order flow of one instrument; the key is <c>VENUE:TICKER</c>. Trades are durable before they are acknowledged, repeated
/// ones change nothing, and late ones land in their own minute.
/// </summary>
[Alias("Sssaham.ITickerGrain")]
public interface ITickerGrain : IGrainWithStringKey
{
    /// <summary>Takes batches of trades. Completes when every accepted trade is durable.</summary>
    /// <param name="batches">The batches, in order of arrival; together at most 20,000 trades.</param>
    /// <returns>A result per batch.</returns>
    /// <exception cref="TradeLogUnavailableException">Nothing of the call is acknowledged; send it again later.</exception>
    /// <exception cref="TimeoutException">It is not known what became of the call; sending it again is safe. Soon, because nobody tells the
    /// caller that the silo has died, and what comes next waits.</exception>
    [ResponseTimeout("00:00:03")]
    [Alias("Append")]
    Task<TradeBatchResult[]> AppendAsync(TradeBatchList batches);

    /// <summary>Reads bars; never waits behind a write.</summary>
    /// <param name="query">Which bars.</param>
    /// <returns>A page of bars.</returns>
    [AlwaysInterleave]
    [Alias("GetBars")]
    Task<BarPage> GetBarsAsync(BarQuery query);

    /// <summary>The figures of a trading day.</summary>
    /// <param name="day">Trading date; null for the newest.</param>
    /// <returns>The figures; null when nothing traded that day.</returns>
    [AlwaysInterleave]
    [Alias("GetDay")]
    Task<DayRow?> GetDayAsync(DateOnly? day);

    /// <summary>Subscribes an observer for three minutes; call again to stay subscribed.</summary>
    /// <param name="observer">The observer.</param>
    /// <param name="trades">Whether it wants the trades too.</param>
    /// <returns>The stream position now.</returns>
    [AlwaysInterleave]
    [Alias("Subscribe")]
    Task<long> SubscribeAsync(ITickerObserver observer, bool trades);

    /// <summary>Ends a subscription.</summary>
    /// <param name="observer">The observer.</param>
    /// <returns>When it is ended.</returns>
    [AlwaysInterleave]
    [Alias("Unsubscribe")]
    Task UnsubscribeAsync(ITickerObserver observer);

    /// <summary>What an observer missed.</summary>
    /// <param name="sequence">The last stream position it saw.</param>
    /// <param name="trades">Whether it wants the trades, too.</param>
    /// <returns>The bars changed since and the newest few thousand trades; <see cref="TickerUpdate.FirstTrade"/> tells where they start.</returns>
    [AlwaysInterleave]
    [Alias("CatchUp")]
    Task<TickerUpdate> CatchUpAsync(long sequence, bool trades = true);

    /// <summary>Takes the best bid and offer. Not durable; one that is older than what is held changes nothing.</summary>
    /// <param name="quote">The quote.</param>
    /// <returns>When it is taken.</returns>
    [AlwaysInterleave]
    [Alias("Quote")]
    Task QuoteAsync(BestQuote quote);

    /// <summary>Sets all thresholds of an account in place of those that it had; crossings come by
    /// <see cref="Execution.IBrokerAccountGrain.CrossedAsync"/>, those of <see cref="Notifications.IPriceRuleGrain.Watcher"/> by its own, each once until it is set again. They end after three minutes unless they are set again.</summary>
    /// <param name="account">The account; its thresholds are gone with an empty list.</param>
    /// <param name="thresholds">The thresholds.</param>
    /// <param name="sinceUs">From when on low and high are asked for, microseconds since 1970 UTC; null does not ask.</param>
    /// <returns>The prices now.</returns>
    [AlwaysInterleave]
    [Alias("Watch")]
    Task<PriceView> WatchAsync(string account, PriceThreshold[] thresholds, long? sinceUs);

    /// <summary>The prices now.</summary>
    /// <returns>The prices; low and high are null.</returns>
    [AlwaysInterleave]
    [Alias("Price")]
    Task<PriceView> PriceAsync();

    /// <summary>Says that the closes of days before, which today is measured by, have changed.</summary>
    /// <returns>Nothing is awaited.</returns>
    [OneWay]
    [Alias("ReferenceChanged")]
    Task ReferenceChangedAsync();

    /// <summary>Reads the instrument's settings (tick, lot) anew.</summary>
    /// <returns>When the new settings hold.</returns>
    [Alias("Refresh")]
    Task RefreshAsync();

    /// <summary>Wakes the instrument, so that it finishes what an earlier process left (archive, roll-over).</summary>
    /// <returns>When it is active.</returns>
    [Alias("Wake")]
    Task WakeAsync();

    /// <summary>Reads a day from the archive alone and from the log alone, for repair and for checks.</summary>
    /// <param name="day">Trading date.</param>
    /// <param name="fromArchive">True reads the archive, false the log.</param>
    /// <returns>The one-minute bars.</returns>
    [AlwaysInterleave]
    [Alias("RebuildDay")]
    Task<BarPage> RebuildDayAsync(DateOnly day, bool fromArchive);

    /// <summary>Sees that the archive has a day as the log has it: writes what it lacks, and notes a day that is over as complete. What the log
    /// no longer has stays as it is.</summary>
    /// <param name="day">Trading date.</param>
    /// <returns>When the archive is durable.</returns>
    [Alias("ArchiveDay")]
    Task ArchiveDayAsync(DateOnly day);

    /// <summary>Compares a day as it is served and archived with the trades of the log, and repairs what differs. Trades are taken
    /// meanwhile. One at a time.</summary>
    /// <param name="request">What to check.</param>
    /// <returns>The report; what was changed is in the trail.</returns>
    /// <exception cref="TradeLogUnavailableException">It could not be noted in the trail; try again later.</exception>
    [AlwaysInterleave]
    [ResponseTimeout("00:10:00")]
    [Alias("RepairDay")]
    Task<DayRepair> RepairDayAsync(RepairRequest request);

    /// <summary>The exchange's trade numbers that were seen in a day, of all boards.</summary>
    /// <param name="day">Trading date.</param>
    /// <returns>A <see cref="Domain.Market.TradeNumberRuns"/>, packed.</returns>
    [AlwaysInterleave]
    [ResponseTimeout("00:02:00")]
    [Alias("TradeNumbers")]
    Task<byte[]> TradeNumbersAsync(DateOnly day);
}

/// <summary>Batches of one call.</summary>
/// <param name="Batches">The batches, in order of arrival.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.TradeBatchList")]
public sealed record TradeBatchList([property: Id(0)] TradeBatch[] Batches);

/// <summary>The trade log cannot make batches durable now. Nothing of the call is acknowledged.</summary>
[GenerateSerializer]
[Alias("Sssaham.TradeLogUnavailableException")]
public sealed class TradeLogUnavailableException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What failed.</param>
    public TradeLogUnavailableException(string message)
        : base(message)
    {
    }
}

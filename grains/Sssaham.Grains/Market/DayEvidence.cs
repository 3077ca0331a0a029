using Sssaham.Domain.Market;

namespace Sssaham.Grains.Market;

/// <summary>What log and archive have of a day, read apart from what the instrument holds of it.</summary>
internal sealed class DayEvidence
{
    private readonly TickerStore _store;
    private readonly ITradeLog _log;

    private DayEvidence(TickerStore store, ITradeLog log, DayBook truth, IReadOnlyList<FootprintBar> bars, IReadOnlyList<Trade> trades, long completeThrough)
    {
        (_store, _log, Truth, Bars, Trades, CompleteThrough) = (store, log, truth, bars, trades, completeThrough);
    }

    /// <summary>The day from its trades: those of the log, and of the archive when the log has let it go.</summary>
    public DayBook Truth { get; }

    /// <summary>Sequence of the last batch of the log that was read.</summary>
    public long Through { get; private set; }

    /// <summary>Whether the log has the day, or had a part of it.</summary>
    public bool IsLogged { get; private set; }

    /// <summary>The archived minutes.</summary>
    public IReadOnlyList<FootprintBar> Bars { get; }

    /// <summary>The archived trades.</summary>
    public IReadOnlyList<Trade> Trades { get; }

    /// <summary>Sequence of the log up to which the archive is noted to be complete.</summary>
    public long CompleteThrough { get; }

    public static async Task<DayEvidence> ReadAsync(TickerStore store, ITradeLog log, IFootprintArchive archive, Venue venue, DateOnly date)
    {
        // The archive first: what it has the log has, too, unless it lost it.
        var bars = await archive.ReadBarsAsync(store.Archived, date);
        var trades = await archive.ReadTradesAsync(store.Archived, date);
        var evidence = new DayEvidence(store, log, new DayBook(venue, date), bars, trades, await archive.CompleteThroughAsync(store.Archived, date)) { IsLogged = store.IsLogged(date) };
        await evidence.FollowAsync();
        if (!evidence.IsLogged) TickerStore.AddNew(evidence.Truth, [.. trades], 0);
        return evidence;
    }

    /// <summary>Reads what was appended since.</summary>
    public async Task FollowAsync()
    {
        await foreach (var batch in _log.ReadAsync(_store.Stream, Truth.Day, Through))
        {
            TickerStore.AddNew(Truth, TradeCodec.Decode(batch.Packed.Span), 0);
            (Through, IsLogged) = (batch.Sequence, true);
        }
    }

    /// <summary>Notes trades that were appended by the one who checks.</summary>
    public void Appended(ReadOnlySpan<Trade> trades, long sequence)
    {
        TickerStore.AddNew(Truth, trades, 0);
        (Through, IsLogged) = (sequence, true);
    }
}

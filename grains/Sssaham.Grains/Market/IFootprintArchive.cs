using Sssaham.Domain.Market;

namespace Sssaham.Grains.Market;

/// <summary>
/// Finished minutes and their trades as newline-delimited JSON, readable by any tool. A projection of the trade log: it can be
/// written again at any time, and readers take the last line of a minute and the first of a trade number.
/// </summary>
public interface IFootprintArchive
{
    /// <summary>Appends minutes and trades of one instrument; durable when this returns.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="bars">One-minute bars.</param>
    /// <param name="trades">Their trades and those of boards that enter no footprint.</param>
    /// <returns>When both are durable.</returns>
    Task AppendAsync(ArchivedInstrument instrument, IReadOnlyList<FootprintBar> bars, IReadOnlyList<Trade> trades);

    /// <summary>Writes a day anew in place of all that was archived of it; all of an hour or nothing of it, durable when this returns.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="day">Trading date.</param>
    /// <param name="bars">The day's minutes.</param>
    /// <param name="trades">The day's trades, of all boards.</param>
    /// <returns>When the day is replaced.</returns>
    Task ReplaceAsync(ArchivedInstrument instrument, DateOnly day, IReadOnlyList<FootprintBar> bars, IReadOnlyList<Trade> trades);

    /// <summary>Reads the minutes of a day, the last revision of each.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="day">Trading date.</param>
    /// <returns>Bars by rising start; none when the day is not there.</returns>
    Task<IReadOnlyList<FootprintBar>> ReadBarsAsync(ArchivedInstrument instrument, DateOnly day);

    /// <summary>Reads the trades of a day, each number once.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="day">Trading date.</param>
    /// <returns>Trades in the order they were archived.</returns>
    Task<IReadOnlyList<Trade>> ReadTradesAsync(ArchivedInstrument instrument, DateOnly day);

    /// <summary>Notes that a day is complete up to a sequence of the log.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="day">Trading date.</param>
    /// <param name="sequence">Sequence of the last batch that the archive has.</param>
    /// <returns>When the note is durable.</returns>
    Task CompleteAsync(ArchivedInstrument instrument, DateOnly day, long sequence);

    /// <summary>The sequence up to which a day is complete; −1 when it is not noted.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="day">Trading date.</param>
    /// <returns>The sequence.</returns>
    Task<long> CompleteThroughAsync(ArchivedInstrument instrument, DateOnly day);

    /// <summary>The trading dates that the archive may have bars of.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <returns>Dates, rising. A date beside a UTC hour border may turn out empty.</returns>
    Task<IReadOnlyList<DateOnly>> DaysAsync(ArchivedInstrument instrument);
}

/// <summary>An instrument as the archive needs it.</summary>
/// <param name="Key">Venue and ticker.</param>
/// <param name="Venue">Its venue.</param>
/// <param name="Lot">Scaled quantity of a lot: the archive counts volumes in lots, as its readers expect.</param>
public sealed record ArchivedInstrument(InstrumentKey Key, Venue Venue, long Lot);

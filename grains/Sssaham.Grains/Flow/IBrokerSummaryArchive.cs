namespace Sssaham.Grains.Flow;

/// <summary>A raw broker summary, as it was sent.</summary>
/// <param name="Date">Trading date.</param>
/// <param name="Json">The file.</param>
public readonly record struct RawSummary(DateOnly Date, ReadOnlyMemory<byte> Json);

/// <summary>
/// The raw broker summaries of every instrument: one file per trading date, replaced as a whole. A file that was put is pending until
/// what is derived from it is stored, too; then it is settled. So a process that dies in between finds what it has to do.
/// Failures are an <see cref="IOException"/>.
/// </summary>
public interface IBrokerSummaryArchive
{
    /// <summary>Puts files. All of them are durable, and pending, when this returns.</summary>
    /// <param name="instrument">The instrument, <c>VENUE:TICKER</c>.</param>
    /// <param name="files">The files, at most one per date.</param>
    /// <returns>The work.</returns>
    Task PutAsync(string instrument, IReadOnlyList<RawSummary> files);

    /// <summary>Notes that everything derived from the files of some dates is durable.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="dates">Dates whose files were pending.</param>
    /// <returns>The work.</returns>
    Task SettleAsync(string instrument, IReadOnlyList<DateOnly> dates);

    /// <summary>The dates whose files are pending.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <returns>Dates, rising.</returns>
    Task<IReadOnlyList<DateOnly>> PendingAsync(string instrument);

    /// <summary>The instruments that files were put for.</summary>
    /// <returns>Instruments, <c>VENUE:TICKER</c>, in no order.</returns>
    Task<IReadOnlyList<string>> InstrumentsAsync();

    /// <summary>The dates that have a file.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <returns>Dates, rising.</returns>
    Task<IReadOnlyList<DateOnly>> DatesAsync(string instrument);

    /// <summary>Reads the newest file of a date.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="date">The date.</param>
    /// <returns>The file; null when there is none.</returns>
    Task<byte[]?> ReadAsync(string instrument, DateOnly date);

    /// <summary>Deletes the files of dates before one.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="before">First date to keep.</param>
    /// <returns>How many dates were deleted.</returns>
    Task<int> DeleteAsync(string instrument, DateOnly before);
}

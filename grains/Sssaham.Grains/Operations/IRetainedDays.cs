namespace Sssaham.Grains.Operations;

/// <summary>What is kept by day and may be deleted by day: market data and what is made of it, and nothing of accounts. Failures are an
/// <see cref="IOException"/>.</summary>
public interface IRetainedDays
{
    /// <summary>The days before a date.</summary>
    /// <param name="before">First day that is not listed.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>An entry for each day and part, by day.</returns>
    Task<IReadOnlyList<RetainedDay>> ListAsync(DateOnly before, CancellationToken cancel);

    /// <summary>The instruments of a day whose footprints do not have all of its trades.</summary>
    /// <param name="day">Trading date.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Instruments, <c>VENUE:TICKER</c>.</returns>
    Task<IReadOnlyList<string>> IncompleteAsync(DateOnly day, CancellationToken cancel);

    /// <summary>Deletes parts of a day: all of them or, when it fails, none. What is not there is passed over.</summary>
    /// <param name="day">Trading date.</param>
    /// <param name="parts">Parts. Trades without footprints are deleted only when the footprints have all of them.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>False when the footprints lack trades; nothing is deleted then.</returns>
    Task<bool> DeleteAsync(DateOnly day, IReadOnlyCollection<RetainedPart> parts, CancellationToken cancel);
}

/// <summary>What is kept.</summary>
public enum RetainedPart
{
    /// <summary>The trades.</summary>
    Trades = 0,

    /// <summary>Footprints.</summary>
    Footprints = 1,

    /// <summary>Read tables that are made of other data.</summary>
    Tables = 2,

    /// <summary>Raw broker summaries whose features are stored.</summary>
    Summaries = 3,
}

/// <summary>A day of something that is kept.</summary>
/// <param name="Day">Trading date.</param>
/// <param name="Part">What it is of.</param>
/// <param name="Name">Name of the table.</param>
/// <param name="Rows">Rows; an estimate where counting would take long.</param>
/// <param name="Bytes">Bytes on the disk.</param>
public sealed record RetainedDay(DateOnly Day, RetainedPart Part, string Name, long Rows, long Bytes);

using Sssaham.Domain.Market;

namespace Sssaham.Grains.Market;

/// <summary>A trading day that an instrument holds.</summary>
internal sealed class TickerDay(DayBook book)
{
    public DayBook Book { get; } = book;

    /// <summary>Sequence of the last log batch that is in the book.</summary>
    public long Applied { get; set; }

    /// <summary>Ordinal at the last checkpoint.</summary>
    public long CheckpointOrdinal { get; set; }

    /// <summary>Whether the archive was compared with the book since the book was made.</summary>
    public bool ArchiveCompared { get; set; }

    /// <summary>Sequence up to which the archive is noted to be complete.</summary>
    public long CompleteThrough { get; set; } = -1;

    /// <summary>The next number for a trade that has none. Never given twice, whatever became of the trade.</summary>
    public long NextAssigned { get; set; } = Math.Max(Trade.FirstAssignedNumber, book.GreatestNumber + 1);

    /// <summary>The close that the day is measured by, of the tape or of a stored bar; null while it was not looked up.</summary>
    public long? Measure { get; private set; }

    /// <summary>How often the close was found to have changed: one that was looked up across a change is not kept.</summary>
    public int MeasureChanges { get; private set; }

    public bool RowDue { get; set; } = true;

    public long LastUsed { get; set; }

    /// <summary>The span of the newest traced batch, as <c>traceparent</c> writes it.</summary>
    public string? TraceParent { get; set; }

    /// <summary>Appends under way: the day must stay.</summary>
    public int Writers { get; set; }

    /// <summary>Keeps a close that was looked up.</summary>
    /// <param name="close">The close.</param>
    /// <param name="changes"><see cref="MeasureChanges"/> before it was looked up.</param>
    public void KeepMeasure(long close, int changes)
    {
        if (changes == MeasureChanges) Measure = close;
    }

    /// <summary>Notes that the close before the day has changed, and with it the day's row.</summary>
    public void ForgetMeasure()
    {
        (Measure, RowDue) = (null, true);
        MeasureChanges++;
    }
}

/// <summary>A closing price, scaled as the instrument's prices are, and its date.</summary>
internal readonly record struct DayClose(DateOnly Date, long Price);

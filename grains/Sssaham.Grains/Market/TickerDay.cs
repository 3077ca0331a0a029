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

    /// <summary>The newest close of the tape before the day; null while it was not looked up.</summary>
    public DayClose? Reference { get; set; }

    /// <summary>The close that the day is measured by, of the tape or of a stored bar; null while it was not looked up.</summary>
    public long? Measure { get; set; }

    public bool RowDue { get; set; } = true;

    public long LastUsed { get; set; }

    /// <summary>Appends under way: the day must stay.</summary>
    public int Writers { get; set; }
}

/// <summary>A closing price, scaled as the instrument's prices are, and its date.</summary>
internal readonly record struct DayClose(DateOnly Date, long Price);

namespace Sssaham.Grains.Operations;

/// <summary>How long a database keeps what it has by day. 0 keeps it for ever. The accounts' journal, orders and fills are never deleted.</summary>
public sealed class RetentionOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Retention";

    /// <summary>Calendar days of trades. A day goes when the footprints of all its instruments are complete. Not below the days that live
    /// ingest takes (<c>Market:RetentionDays</c>): a trade that came for such a day would be the only one of it.</summary>
    public int TradeDays { get; set; }

    /// <summary>Calendar days of footprints.</summary>
    public int FootprintDays { get; set; }

    /// <summary>Calendar days of the read tables that are projections of other data: features, broker flow and signals.</summary>
    public int TableDays { get; set; }

    /// <summary>The newest calendar days, which nothing deletes; at least <see cref="LeastProtected"/>.</summary>
    public int ProtectedDays { get; set; } = 30;

    /// <summary>Least value of <see cref="ProtectedDays"/>.</summary>
    public const int LeastProtected = 14;

    /// <summary>Checks the settings.</summary>
    /// <param name="ingestDays">Days that live ingest takes.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message names it.</exception>
    public void Check(int ingestDays)
    {
        if (ProtectedDays < LeastProtected) throw new ArgumentException($"{Section}:{nameof(ProtectedDays)} must be at least {LeastProtected}.");
        foreach (var (name, days) in new[] { (nameof(TradeDays), TradeDays), (nameof(FootprintDays), FootprintDays), (nameof(TableDays), TableDays) })
        {
            if (days != 0 && days < ProtectedDays) throw new ArgumentException($"{Section}:{name} must be 0, for ever, or at least {Section}:{nameof(ProtectedDays)}, {ProtectedDays}.");
        }

        if (TradeDays != 0 && TradeDays < ingestDays) throw new ArgumentException($"{Section}:{nameof(TradeDays)} must be 0, for ever, or at least Market:RetentionDays, {ingestDays}: the days that live ingest takes.");
    }
}

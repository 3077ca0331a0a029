using System.Globalization;
using Sssaham.Domain.Market;

namespace Sssaham.GrainInterfaces.Market;

/// <summary>What a triggered run of the repair job is to do: <c>[dump ]{date} [{VENUE} | {VENUE:TICKER},…]</c>.</summary>
/// <param name="Day">Trading date.</param>
/// <param name="ArchiveOnly">Only the archive is compared and written (<c>dump</c>).</param>
/// <param name="Venue">Only this venue; null for all.</param>
/// <param name="Instruments">Only these instruments; none for all.</param>
public sealed record RepairArgument(DateOnly Day, bool ArchiveOnly, string? Venue, IReadOnlyList<string> Instruments)
{
    /// <summary>Most instruments that an argument names.</summary>
    public const int Most = 500;

    private const string Dump = "dump ";

    /// <summary>Reads an argument.</summary>
    /// <param name="text">The text.</param>
    /// <param name="venues">The venues.</param>
    /// <returns>The argument.</returns>
    /// <exception cref="ArgumentException">It is none; the message says how one looks.</exception>
    public static RepairArgument Parse(string text, VenueCatalog venues)
    {
        var archiveOnly = text.StartsWith(Dump, StringComparison.Ordinal);
        var words = (archiveOnly ? text[Dump.Length..] : text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 2 || !DateOnly.TryParseExact(words[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day.Year is < 2 or > 9997)
            throw new ArgumentException("The argument must be a date such as 2026-02-18, a blank and a venue or instruments (IDX:BBCA,IDX:BBRI), with 'dump ' before it for the archive alone.");
        if (words.Length == 1) return new RepairArgument(day, archiveOnly, null, []);
        if (!words[1].Contains(':', StringComparison.Ordinal))
            return venues.TryGet(words[1], out var venue) ? new RepairArgument(day, archiveOnly, venue.Code, []) : throw new ArgumentException($"The venue '{words[1]}' is not configured.");
        var names = words[1].Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length > Most) throw new ArgumentException($"At most {Most} instruments can be named.");
        foreach (var name in names)
        {
            if (name.Split(':') is not [var code, var ticker] || !venues.TryGet(code, out _) || !InstrumentKey.IsTicker(ticker)) throw new ArgumentException($"'{name}' is no instrument.");
        }

        return new RepairArgument(day, archiveOnly, null, names);
    }

    /// <summary>The argument as <see cref="Parse"/> reads it.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(ArchiveOnly ? Dump : "")}{Day:yyyy-MM-dd} {(Instruments.Count > 0 ? string.Join(',', Instruments) : Venue)}").TrimEnd();
}

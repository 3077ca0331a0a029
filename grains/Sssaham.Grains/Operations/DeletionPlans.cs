using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sssaham.GrainInterfaces.Operations;

namespace Sssaham.Grains.Operations;

/// <summary>What a deletion is made of.</summary>
internal static class DeletionPlans
{
    private const int TokenBytes = 12;

    /// <summary>Sums the days up.</summary>
    public static DeletionPart[] Parts(IReadOnlyList<RetainedDay> days) =>
    [
        .. days.GroupBy(d => d.Name, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new DeletionPart(g.Key, g.Count(), g.Min(d => d.Day), g.Max(d => d.Day), g.Sum(d => d.Rows), g.Sum(d => d.Bytes))),
    ];

    /// <summary>A text that only these days of these tables have. Rows and bytes do not count: they are estimates, and change by themselves.</summary>
    public static string? Token(DateOnly before, IReadOnlyList<RetainedDay> days)
    {
        if (days.Count == 0) return null;
        var text = string.Join(' ', days.Select(d => Text(d.Day) + d.Name).Order(StringComparer.Ordinal).Prepend(Text(before)));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, TokenBytes));
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

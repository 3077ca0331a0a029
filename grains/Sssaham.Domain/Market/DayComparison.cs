namespace Sssaham.Domain.Market;

/// <summary>A minute that two sources tell differently.</summary>
/// <param name="StartUs">Start of the minute, microseconds since 1970 UTC.</param>
/// <param name="Expected">The bar as it is to be; null when the minute did not trade.</param>
/// <param name="Found">The bar that was found; null when there is none.</param>
public sealed record MinuteDifference(long StartUs, FootprintBar? Expected, FootprintBar? Found);

/// <summary>Compares the minutes of a day as two sources tell them.</summary>
public static class DayComparison
{
    /// <summary>The minutes in which they differ: any number of a bar or of its levels, or a bar that only one has.</summary>
    /// <param name="expected">The minutes as they are to be, in any order.</param>
    /// <param name="found">The minutes to check, in any order.</param>
    /// <returns>The differences by rising start.</returns>
    public static List<MinuteDifference> Differences(IEnumerable<FootprintBar> expected, IEnumerable<FootprintBar> found)
    {
        var there = found.ToDictionary(b => b.StartUs);
        var differences = new List<MinuteDifference>();
        foreach (var bar in expected)
        {
            there.Remove(bar.StartUs, out var other);
            if (other is null || !bar.SameContent(other)) differences.Add(new MinuteDifference(bar.StartUs, bar, other));
        }

        differences.AddRange(there.Values.Select(b => new MinuteDifference(b.StartUs, null, b)));
        differences.Sort((a, b) => a.StartUs.CompareTo(b.StartUs));
        return differences;
    }

    /// <summary>Whether an archived minute knows of trades that its source has lost: it agrees with itself and counts more of them. Nothing
    /// shorter may take its place.</summary>
    /// <param name="difference">The minute, expected by its trades and found in the archive.</param>
    /// <returns>True when the archived bar is to stay.</returns>
    public static bool KeepsMore(MinuteDifference difference) =>
        difference.Found is { } found && found.Trades > (difference.Expected?.Trades ?? 0) && found.IsConsistent();
}

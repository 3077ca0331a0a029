namespace Sssaham.Domain.Notifications;

/// <summary>When a delivery that failed is tried again: each pause is twice the one before, less a part by chance, so that many do not come back at once.</summary>
/// <param name="First">The pause after the first failure, above 0.</param>
/// <param name="Longest">No pause is longer.</param>
/// <param name="Tries">After so many it is given up; at least 1.</param>
public sealed record RetrySchedule(TimeSpan First, TimeSpan Longest, int Tries)
{
    /// <summary>The pause after a failure.</summary>
    /// <param name="failures">Failures so far, this one included; at least 1.</param>
    /// <param name="chance">0 up to 1: the pause is all of it for 0, half of it towards 1.</param>
    /// <param name="asked">What the receiver asked for, if it did; it lengthens the pause and never beyond the longest.</param>
    /// <returns>The pause; null when it is given up.</returns>
    public TimeSpan? After(int failures, double chance, TimeSpan? asked = null)
    {
        if (failures >= Tries) return null;
        var full = Math.Min(Longest.Ticks, First.Ticks * Math.Pow(2, Math.Min(failures - 1, 40)));
        var pause = TimeSpan.FromTicks((long)(full * (1 - (chance / 2))));
        return asked > pause ? (asked < Longest ? asked : Longest) : pause;
    }
}

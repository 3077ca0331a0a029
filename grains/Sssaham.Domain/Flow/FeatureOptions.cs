namespace Sssaham.Domain.Flow;

/// <summary>Windows and thresholds of the z-score features.</summary>
public sealed record FeatureOptions
{
    /// <summary>Trading days of the window, today included; 2 or more.</summary>
    public int Window { get; init; } = 20;

    /// <summary>Fewest days, and fewest values of a feature, for a z-score; 2 to <see cref="Window"/>.</summary>
    public int Minimum { get; init; } = 5;

    /// <summary>|z_ngr| above it confirms the window's net; 0 or more.</summary>
    public double StateZ { get; init; } = 0.5;

    /// <summary>Days of the recent net, which confirms the window's net as well; 1 or more.</summary>
    public int RecentDays { get; init; } = 5;

    /// <summary>Fewest days of the window with a net of the window's sign for the recent net to count; a number of days also when the window is not full.</summary>
    public int SameSignDays { get; init; } = 12;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Window, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(Minimum, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Minimum, Window);
        ArgumentOutOfRangeException.ThrowIfLessThan(StateZ, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(RecentDays, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(SameSignDays, 0);
    }
}

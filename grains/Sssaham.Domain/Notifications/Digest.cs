namespace Sssaham.Domain.Notifications;

/// <summary>How often what is not urgent goes out together.</summary>
public enum Digest : byte
{
    /// <summary>Each by itself, at once.</summary>
    Off = 0,

    /// <summary>At every full hour.</summary>
    Hourly = 1,

    /// <summary>Once a day.</summary>
    Daily = 2,
}

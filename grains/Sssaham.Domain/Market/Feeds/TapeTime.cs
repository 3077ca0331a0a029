namespace Sssaham.Domain.Market.Feeds;

/// <summary>How a tape writes its times.</summary>
public enum TapeTimeUnit : byte
{
    /// <summary>Epoch milliseconds, or ISO-8601 when it is no number.</summary>
    MsOrIso = 0,

    /// <summary>Milliseconds since 1970 UTC.</summary>
    Ms = 1,

    /// <summary>Microseconds since 1970 UTC.</summary>
    Us = 2,

    /// <summary>Nanoseconds since 1970 UTC.</summary>
    Ns = 3,

    /// <summary>Seconds since 1970 UTC, with a fraction if it likes.</summary>
    S = 4,

    /// <summary>ISO-8601.</summary>
    Iso = 5,

    /// <summary>A wall clock's text in <see cref="TapeTime.Format"/>.</summary>
    Clock = 6,
}

/// <summary>Where a tape has its time and how it is written. What is finer than a microsecond is cut off.</summary>
public sealed record TapeTime
{
    /// <summary>Field of the time.</summary>
    public string Field { get; init; } = "";

    /// <summary>How it is written.</summary>
    public TapeTimeUnit Unit { get; init; }

    /// <summary>
    /// Clock: the text's pattern. <c>y M d H m s</c> repeated as often as there are digits (once: one or two), <c>f</c> a decimal
    /// fraction of the second of any length, <c>u</c> the microseconds of the second as a plain number without leading zeros; the
    /// rest stands for itself. <c>.f</c> and <c>.u</c> at the end may be missing from the text.
    /// </summary>
    public string Format { get; init; } = "HH:mm:ss.f";

    /// <summary>Clock: field of the date where it stands in a field of its own.</summary>
    public string? DateField { get; init; }

    /// <summary>Clock: the pattern of that field.</summary>
    public string DateFormat { get; init; } = "yyyy-MM-dd";

    /// <summary>
    /// Zone of wall clocks and of ISO texts without offset: <c>UTC</c>, <c>WIB</c>, <c>+07:00</c> or an id the host knows. Null: wall
    /// clocks run on the venue's, and ISO texts have to carry their offset.
    /// </summary>
    public string? Zone { get; init; }
}

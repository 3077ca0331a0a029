namespace Sssaham.Silo.Execution;

/// <summary>A list of orders on its way. No end mark is known: it is complete when the broker answered and then nothing of it came for a while.</summary>
/// <param name="cid">Number of the call that asked for it.</param>
/// <param name="askedUs">When it was asked for, microseconds since 1970 UTC.</param>
/// <param name="time">The clock.</param>
internal sealed class IpotListing(long cid, long askedUs, TimeProvider time)
{
    private readonly long _askedAt = time.GetTimestamp();

    public long Cid => cid;

    public long AskedUs => askedUs;

    /// <summary>Whether the broker answered the call; rows may come before and after.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>How long the link was listened to without a row. Time in which what came before was still being worked on is none of it: rows may have waited meanwhile.</summary>
    public TimeSpan Quiet { get; private set; }

    /// <summary>Counts time of listening that ends now.</summary>
    /// <param name="from">When it began, a timestamp of the clock; what lies before the question does not count.</param>
    public void Listened(long from) => Quiet += time.GetElapsedTime(Math.Max(from, _askedAt));

    public void Answer()
    {
        IsAnswered = true;
        Quiet = TimeSpan.Zero;
    }

    public void Row() => Quiet = TimeSpan.Zero;
}

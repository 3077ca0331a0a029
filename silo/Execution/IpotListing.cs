namespace Sssaham.Silo.Execution;

/// <summary>A list of orders on its way. No end mark is known: it is complete when the broker answered and then nothing of it came for a while.</summary>
/// <param name="cid">Number of the call that asked for it.</param>
/// <param name="askedUs">When it was asked for, microseconds since 1970 UTC.</param>
internal sealed class IpotListing(long cid, long askedUs)
{
    public long Cid => cid;

    public long AskedUs => askedUs;

    /// <summary>Whether the broker answered the call; rows may come before and after.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>How long the link was listened to without a row. Time in which what came before was still being worked on is none of it: rows may have waited meanwhile.</summary>
    public TimeSpan Quiet { get; private set; }

    public void Listened(TimeSpan time) => Quiet += time;

    public void Answer()
    {
        IsAnswered = true;
        Quiet = TimeSpan.Zero;
    }

    public void Row() => Quiet = TimeSpan.Zero;
}

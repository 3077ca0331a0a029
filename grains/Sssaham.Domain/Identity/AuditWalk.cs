using System.Globalization;

namespace Sssaham.Domain.Identity;

/// <summary>Walks a chain from its first entry and finds where it is broken. Not safe for several threads.</summary>
public sealed class AuditWalk
{
    /// <summary>The last entry that was good.</summary>
    public AuditHead Head { get; private set; } = AuditHead.Empty;

    /// <summary>The first break; null as long as there is none.</summary>
    public AuditBreak? Break { get; private set; }

    /// <summary>Takes the next entry; after a break nothing is looked at any more.</summary>
    /// <param name="entry">The entry.</param>
    /// <returns>Whether the chain is whole so far.</returns>
    public bool Add(AuditEntry entry)
    {
        if (Break is not null) return false;
        var expected = Head.Number + 1;
        var reason = entry.Number != expected ? string.Create(CultureInfo.InvariantCulture, $"Entry {entry.Number} stands where {expected} is expected: one was removed, added or moved.")
            : !entry.Previous.AsSpan().SequenceEqual(Head.Hash) ? "It does not follow the entry before it: one of the two was changed or exchanged."
            : !entry.Hash.AsSpan().SequenceEqual(AuditChain.HashOf(entry.Number, entry.Record, entry.Previous)) ? "Its content does not fit its hash: it was changed."
            : null;
        if (reason is null) Head = new AuditHead(entry.Number, entry.Hash);
        else Break = new AuditBreak(expected, reason);
        return reason is null;
    }

    /// <summary>Notes that an entry had another hash once: the chain was written anew from there or from before.</summary>
    /// <param name="known">The entry as it is known from elsewhere.</param>
    public void Differs(AuditHead known) => Break ??= new AuditBreak(known.Number, "It is not the entry that it once was: the log was written anew.");

    /// <summary>Takes the end of the chain as it is known from elsewhere; to be called when all entries have been added.</summary>
    /// <param name="known">The end.</param>
    public void End(AuditHead known)
    {
        if (Break is null && Head.Number < known.Number) Break = new AuditBreak(Head.Number + 1, string.Create(CultureInfo.InvariantCulture, $"The chain ends before entry {known.Number}: its end was cut off."));
    }
}

/// <summary>Where a chain is broken.</summary>
/// <param name="Number">Number of the first entry that is not good.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record AuditBreak(long Number, string Reason);

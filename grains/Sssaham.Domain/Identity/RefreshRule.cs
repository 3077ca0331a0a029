using System.Security.Cryptography;

namespace Sssaham.Domain.Identity;

/// <summary>What becomes of a refresh token that is presented.</summary>
public enum RefreshOutcome
{
    /// <summary>The session's newest: another takes its place.</summary>
    Rotated,

    /// <summary>One that was used, or was never given out, of a session whose name only holders of its tokens know: the session ends.</summary>
    Reused,

    /// <summary>The session is over.</summary>
    Ended,
}

/// <summary>Refresh tokens are good for one use; whoever presents a used one, thief or robbed, ends the session for both.</summary>
public static class RefreshRule
{
    /// <summary>Decides about a token.</summary>
    /// <param name="newest">Hash of the session's newest token.</param>
    /// <param name="presented">Hash of the one presented.</param>
    /// <param name="expiresUs">When the session ends, microseconds since 1970 UTC.</param>
    /// <param name="isRevoked">Whether it was ended.</param>
    /// <param name="nowUs">Now.</param>
    /// <returns>The outcome.</returns>
    public static RefreshOutcome Decide(ReadOnlySpan<byte> newest, ReadOnlySpan<byte> presented, long expiresUs, bool isRevoked, long nowUs)
    {
        if (isRevoked || nowUs >= expiresUs) return RefreshOutcome.Ended;
        return CryptographicOperations.FixedTimeEquals(newest, presented) ? RefreshOutcome.Rotated : RefreshOutcome.Reused;
    }
}

namespace Sssaham.Domain.Scoring;

/// <summary>What a score says to do; <see cref="SignalTable"/> tells when.</summary>
public enum ScoreSignal : byte
{
    /// <summary>Nothing.</summary>
    Neutral = 0,

    /// <summary>High score, confirmed by accumulation.</summary>
    StrongBuy = 1,

    /// <summary>High score.</summary>
    Buy = 2,

    /// <summary>Strong buying in an instrument without history.</summary>
    WatchAccum = 3,

    /// <summary>Accumulation that the session does not show.</summary>
    HiddenAccum = 4,

    /// <summary>The session contradicts the 20 days, at a middling score.</summary>
    SmDivergence = 5,

    /// <summary>Very strong buying against a weak net flow.</summary>
    TrapWarning = 6,

    /// <summary>Retail buys what smart money distributes.</summary>
    RetailTrap = 7,

    /// <summary>Low score, or a crash.</summary>
    Sell = 8,

    /// <summary>Very low score, confirmed by distribution.</summary>
    StrongSell = 9,
}

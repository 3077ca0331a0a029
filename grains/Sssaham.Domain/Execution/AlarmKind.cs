namespace Sssaham.Domain.Execution;

/// <summary>What an alarm is about.</summary>
public enum AlarmKind
{
    /// <summary>An order did something that it should not; the text names the oddity.</summary>
    Oddity,

    /// <summary>A person has to decide about an order.</summary>
    NeedsPerson,

    /// <summary>The broker refused a cancel.</summary>
    CancelRefused,

    /// <summary>A number was given to two orders.</summary>
    NumberConflict,

    /// <summary>A push without an order number fits several orders or none; only the order list can tell.</summary>
    UnmatchedPush,

    /// <summary>A push that makes no sense, or is not of this account.</summary>
    BadPush,

    /// <summary>An order that counts as rejected may have reached the broker after all.</summary>
    AppearedLate,

    /// <summary>Submit keys run too far ahead of the clock: held orders wait.</summary>
    SubmitIdsExhausted,

    /// <summary>A phantom order leaves lots unprotected, or waits for a person.</summary>
    Phantom,

    /// <summary>The broker's position differs from our fills.</summary>
    PositionDifference,
}

namespace Sssaham.Domain.Execution;

/// <summary>Where an order is in its life.</summary>
public enum OrderState : byte
{
    /// <summary>Kept for the opening; nothing was sent.</summary>
    Held = 1,

    /// <summary>The intent is durable; its bytes may be leaving.</summary>
    PendingNew = 2,

    /// <summary>The bytes left; the broker has not answered.</summary>
    Sent = 3,

    /// <summary>The broker has it; nothing is filled.</summary>
    Open = 4,

    /// <summary>Some lots are filled, the rest works.</summary>
    PartiallyFilled = 5,

    /// <summary>All lots are filled. Terminal.</summary>
    Filled = 6,

    /// <summary>The broker refused it, or it never reached the broker. Terminal.</summary>
    Rejected = 7,

    /// <summary>Withdrawn; lots that were filled before stay filled. Terminal.</summary>
    Cancelled = 8,

    /// <summary>A cancel was asked for and not decided; the order still works.</summary>
    PendingCancel = 9,

    /// <summary>A change was asked for and not decided; the order still works.</summary>
    PendingAmend = 10,

    /// <summary>Nobody here knows whether the broker has it. Never sent again; decided by the broker's word or a person.</summary>
    Unknown = 11,
}

/// <summary>Groups of states.</summary>
public static class OrderStates
{
    /// <summary>How many states there are.</summary>
    public const int Count = 11;

    /// <summary>Whether nothing reopens the order.</summary>
    /// <param name="state">The state.</param>
    /// <returns>True for Filled, Rejected and Cancelled.</returns>
    public static bool IsTerminal(this OrderState state) => state is OrderState.Filled or OrderState.Rejected or OrderState.Cancelled;

    /// <summary>Whether the broker has the order and no request about it is open.</summary>
    /// <param name="state">The state.</param>
    /// <returns>True for Open and PartiallyFilled.</returns>
    public static bool IsWorking(this OrderState state) => state is OrderState.Open or OrderState.PartiallyFilled;
}

namespace Sssaham.Domain.Execution;

/// <summary>What can happen to an order.</summary>
public enum OrderSignal
{
    /// <summary>A held order goes out.</summary>
    Released,

    /// <summary>The bytes of the order left.</summary>
    SubmitSent,

    /// <summary>The link guarantees that no byte of the order left.</summary>
    SubmitNotSent,

    /// <summary>The broker took the order.</summary>
    AckOk,

    /// <summary>The broker's answer refuses the order.</summary>
    AckRefused,

    /// <summary>The broker's answer gives a number that another order has.</summary>
    AckConflict,

    /// <summary>Push or row: it works, or was matched without lots that are new.</summary>
    PushOpen,

    /// <summary>New lots, and some are left.</summary>
    FillPart,

    /// <summary>New lots, and nothing is left.</summary>
    FillAll,

    /// <summary>Push or row: withdrawn.</summary>
    PushCancelled,

    /// <summary>Push or row: rejected.</summary>
    PushRejected,

    /// <summary>The order list shows it working after the link broke with a request open.</summary>
    ListOpen,

    /// <summary>A cancel is asked for.</summary>
    CancelAsked,

    /// <summary>The broker's answer refuses the cancel.</summary>
    CancelRefused,

    /// <summary>A change is asked for.</summary>
    AmendAsked,

    /// <summary>The change is in force.</summary>
    AmendOk,

    /// <summary>The change is refused, or never left.</summary>
    AmendRefused,

    /// <summary>The link broke, or the process ended.</summary>
    LinkLost,

    /// <summary>The broker did not answer the order in time.</summary>
    AckTimeout,

    /// <summary>The complete order list does not have it.</summary>
    ListAbsent,

    /// <summary>The complete order list does not have it, and it was sent on an earlier trading day.</summary>
    DayOver,

    /// <summary>A person says that the broker never had it.</summary>
    PersonNotReceived,

    /// <summary>A person says that it is withdrawn.</summary>
    PersonCancelled,
}

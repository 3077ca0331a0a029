namespace Sssaham.Domain.Execution;

/// <summary>What was unusual about a step. Names are stored: never rename one.</summary>
public enum OrderOddity : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The push overtook the answer.</summary>
    PushBeforeAck = 1,

    /// <summary>The answer came after a push had said as much, or came twice.</summary>
    AckAfterPush = 2,

    /// <summary>A push said again what was known, or was overtaken by a later one.</summary>
    LatePush = 3,

    /// <summary>A fill after the cancellation: it is booked.</summary>
    FillAfterCancel = 4,

    /// <summary>A fill after the rejection: it is booked.</summary>
    FillAfterReject = 5,

    /// <summary>A fill beyond the order's lots: it is booked.</summary>
    Overfill = 6,

    /// <summary>Rejected after it had worked.</summary>
    RejectAfterOpen = 7,

    /// <summary>The answer refuses an order that a push showed working.</summary>
    RefusedAfterOpen = 8,

    /// <summary>Withdrawn while a change is open: the change may have replaced it.</summary>
    WithdrawnInAmend = 9,

    /// <summary>Rejected while a request is open: the request or the order?</summary>
    RejectInRequest = 10,

    /// <summary>A fill while a request is open.</summary>
    FillInRequest = 11,

    /// <summary>The order list does not have an order that works.</summary>
    MissingFromList = 12,

    /// <summary>The order list is of a later day than the order.</summary>
    PreviousDay = 13,

    /// <summary>It cannot be: the link or the broker contradicts itself.</summary>
    Contradiction = 14,
}

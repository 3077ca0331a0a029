namespace Sssaham.Domain.Execution;

/// <summary>What is unusual about an order. Names are stored: never rename one.</summary>
[Flags]
public enum OrderFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A fill came after the cancellation; it is booked.</summary>
    FillAfterCancel = 1,

    /// <summary>A fill came after the rejection; it is booked.</summary>
    FillAfterReject = 2,

    /// <summary>More lots were filled than ordered; they are booked.</summary>
    Overfilled = 4,

    /// <summary>The broker's answer refused the order although a push showed it working; the push is believed.</summary>
    RefusedByAck = 8,

    /// <summary>The broker rejected it after it had worked.</summary>
    RejectedAfterOpen = 16,

    /// <summary>A person has to look at it; the reason says why.</summary>
    NeedsPerson = 32,

    /// <summary>A cancel is wanted and goes out as soon as the order has a number and works.</summary>
    CancelWanted = 64,

    /// <summary>The broker has taken the cancel request; its push decides.</summary>
    CancelAccepted = 128,

    /// <summary>The fate of the open cancel or change is not known; the broker's order list decides.</summary>
    Recheck = 256,
}

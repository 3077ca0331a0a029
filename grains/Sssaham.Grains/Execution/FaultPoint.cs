namespace Sssaham.Grains.Execution;

/// <summary>Every point at which the death of the process must lose nothing: between a call and a fill, where nothing may be sent twice, and on the way of a notification.</summary>
public enum FaultPoint
{
    /// <summary>The account has the call; nothing is decided.</summary>
    CallReceived,

    /// <summary>The intent is decided and on its way into the journal.</summary>
    IntentDecided,

    /// <summary>The intent is durable; no byte left.</summary>
    IntentDurable,

    /// <summary>The bytes were handed to the network; nothing is noted.</summary>
    BytesLeft,

    /// <summary>That they left is durable; the caller has no answer yet.</summary>
    SentDurable,

    /// <summary>The broker's answer was heard; nothing is noted.</summary>
    AnswerHeard,

    /// <summary>The broker's answer is durable.</summary>
    AnswerDurable,

    /// <summary>A push was heard; nothing is noted.</summary>
    PushHeard,

    /// <summary>What the push said is durable.</summary>
    PushDurable,

    /// <summary>A crossing of a phantom order's threshold was heard; nothing is decided.</summary>
    CrossingHeard,

    /// <summary>The trigger and its SELL are durable; no byte left.</summary>
    TriggerDurable,

    /// <summary>The SELL's bytes were handed to the network; nothing is noted.</summary>
    TriggerBytesLeft,

    /// <summary>A notification and its deliveries are durable; none was sent.</summary>
    NotificationStored,

    /// <summary>A notification was delivered; nothing is noted.</summary>
    NotificationSent,
}

/// <summary>Where a test kills the process; elsewhere nothing happens.</summary>
public interface IFaultPoints
{
    /// <summary>Marks that a point is reached.</summary>
    /// <param name="point">The point.</param>
    void Reached(FaultPoint point);
}

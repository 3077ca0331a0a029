namespace Sssaham.Domain.Execution.Phantom;

/// <summary>Where a phantom order stands.</summary>
public enum PhantomStatus : byte
{
    /// <summary>No lots to protect yet.</summary>
    Waiting = 0,

    /// <summary>Watches prices for its lots.</summary>
    Armed = 1,

    /// <summary>Triggered; waits for a bid or a session.</summary>
    Triggered = 2,

    /// <summary>Its SELL is on the way or at the broker.</summary>
    Selling = 3,

    /// <summary>Nobody knows whether the broker has its SELL: the position counts as unprotected.</summary>
    Unknown = 4,

    /// <summary>Acts no more until a person decides.</summary>
    NeedsPerson = 5,

    /// <summary>Triggered and sold.</summary>
    Done = 6,

    /// <summary>Withdrawn.</summary>
    Cancelled = 7,
}

/// <summary>Why a person has to decide.</summary>
public enum PersonNeed : byte
{
    /// <summary>Not needed.</summary>
    None = 0,

    /// <summary>What the broker shows does not prove that a lost SELL never arrived. A later proof lifts it.</summary>
    Unproven = 1,

    /// <summary>The SELL that replaced a lost one was lost as well.</summary>
    LostTwice = 2,

    /// <summary>The broker refused more often than retries are allowed.</summary>
    Refused = 3,

    /// <summary>A person cancelled the SELL.</summary>
    CancelledByPerson = 4,
}

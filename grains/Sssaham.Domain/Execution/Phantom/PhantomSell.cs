using System.Text.Json.Serialization;

namespace Sssaham.Domain.Execution.Phantom;

/// <summary>How far a trigger's SELL got.</summary>
public enum PhantomSellState : byte
{
    /// <summary>Decided; whether the account has made the order is not known yet.</summary>
    Placing = 0,

    /// <summary>The account has stored the order's intent.</summary>
    Placed = 1,

    /// <summary>The broker has it.</summary>
    Sent = 2,

    /// <summary>Nobody knows whether the broker has it.</summary>
    Unknown = 3,

    /// <summary>Filled, rejected or cancelled.</summary>
    Ended = 4,

    /// <summary>A restart found that the account never made the order; its id is used again.</summary>
    NotMade = 5,

    /// <summary>Position and order list of the broker, or a person, said that it never arrived.</summary>
    Absent = 6,
}

/// <summary>A SELL of a trigger.</summary>
/// <param name="Id">Client order id: the trigger's id, a dash, a number. The account makes one order of one id, however often it is asked.</param>
/// <param name="TriggerId">Its trigger.</param>
/// <param name="Lots">Lots, 1 or more.</param>
/// <param name="Price">Scaled limit price.</param>
/// <param name="FilledLots">Lots sold so far.</param>
/// <param name="State">How far it got.</param>
/// <param name="SinceUs">When it got there, microseconds since 1970 UTC.</param>
/// <param name="CancelAsked">Whether it is being taken back.</param>
/// <param name="Behind">Whether the alarm that the market left it behind was raised.</param>
public sealed record PhantomSell(string Id, string TriggerId, long Lots, long Price, long FilledLots, PhantomSellState State, long SinceUs, bool CancelAsked, bool Behind)
{
    /// <summary>Whether it may still sell.</summary>
    [JsonIgnore]
    public bool IsActive => State is PhantomSellState.Placing or PhantomSellState.Placed or PhantomSellState.Sent or PhantomSellState.Unknown;

    /// <summary>Lots it may still sell.</summary>
    [JsonIgnore]
    public long RemainingLots => IsActive ? Math.Max(0, Lots - FilledLots) : 0;
}

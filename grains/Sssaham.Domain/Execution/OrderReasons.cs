namespace Sssaham.Domain.Execution;

/// <summary>Reasons that this system gives; a broker's own message takes their place where it has one.</summary>
public static class OrderReasons
{
    /// <summary>The broker's complete order list does not have it.</summary>
    public const string NotReceived = "NotReceived";

    /// <summary>The link guarantees that no byte left.</summary>
    public const string NotSent = "NotSent";

    /// <summary>The link broke between the send and the answer.</summary>
    public const string LinkBroken = "LinkBroken";

    /// <summary>The process ended between the intent and the answer.</summary>
    public const string Recovered = "Recovered";

    /// <summary>The broker did not answer in time.</summary>
    public const string AckTimeout = "AckTimeout";

    /// <summary>Rows of the order list fit, but not one row to one order.</summary>
    public const string Ambiguous = "Ambiguous";

    /// <summary>It was sent on an earlier trading day, of which today's list says nothing.</summary>
    public const string PreviousDay = "PreviousDay";

    /// <summary>The broker answered with a number that another order has.</summary>
    public const string NumberConflict = "NumberConflict";

    /// <summary>The number that its content gave it turned out to be another order's.</summary>
    public const string Mistaken = "Mistaken";

    /// <summary>It works as far as is known, but the complete order list does not have it.</summary>
    public const string MissingFromList = "MissingFromList";

    /// <summary>Nothing decided it in time.</summary>
    public const string Undecided = "Undecided";

    /// <summary>It has the content of an order that counts as rejected: that one may have arrived late.</summary>
    public const string AppearedLate = "AppearedLate";

    /// <summary>The answer to one of this account's orders gave the number, and that order cannot take it.</summary>
    public const string NumberOfAck = "NumberOfAck";

    /// <summary>Its trading day is over.</summary>
    public const string Expired = "Expired";

    /// <summary>The broker took the cancel request, and its complete list does not have the order.</summary>
    public const string AbsentAfterCancel = "AbsentAfterCancel";

    /// <summary>Withdrawn while a change was open that brought no new number.</summary>
    public const string WithdrawnInAmend = "WithdrawnInAmend";

    /// <summary>Withdrawn before it was sent.</summary>
    public const string NeverSent = "NeverSent";

    /// <summary>Whether only a person can answer it: the broker's further word about the order does not.</summary>
    /// <param name="reason">The reason.</param>
    /// <returns>True for orders whose existence is the question.</returns>
    internal static bool IsLasting(string? reason) => reason is AppearedLate or NumberOfAck;

    /// <summary>A person decided.</summary>
    public const string Person = "Person";
}

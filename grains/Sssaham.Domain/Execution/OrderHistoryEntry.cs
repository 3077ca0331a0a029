namespace Sssaham.Domain.Execution;

/// <summary>One event of an order's history.</summary>
/// <param name="No">Number within the order, from 1.</param>
/// <param name="Seq">Number within the account.</param>
/// <param name="TimeUs">Microseconds since 1970 UTC.</param>
/// <param name="Kind">Name of the event.</param>
/// <param name="Cause">What brought it about.</param>
/// <param name="State">State after it.</param>
/// <param name="FilledLot">Filled lots after it.</param>
/// <param name="Reason">Reason after it.</param>
public sealed record OrderHistoryEntry(int No, long Seq, long TimeUs, string Kind, string Cause, OrderState State, long FilledLot, string? Reason);

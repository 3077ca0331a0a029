namespace Sssaham.Domain.Execution;

/// <summary>What is to be done once the events of a decision are durable, and never before.</summary>
public abstract record Effect;

/// <summary>Send the order. Comes once in the life of an order, whatever happens.</summary>
/// <param name="Order">The order, with its submit key.</param>
public sealed record SendSubmit(Order Order) : Effect;

/// <summary>Send a cancel. May come again for the same order: a cancel does no harm twice.</summary>
/// <param name="Order">The order.</param>
/// <param name="OrderNo">The broker's number in force.</param>
public sealed record SendCancel(Order Order, string OrderNo) : Effect;

/// <summary>Send a change.</summary>
/// <param name="Order">The order.</param>
/// <param name="OrderNo">The broker's number in force.</param>
/// <param name="Price">New limit price.</param>
/// <param name="Lot">New total lots.</param>
public sealed record SendAmend(Order Order, string OrderNo, decimal Price, long Lot) : Effect;

/// <summary>Ask the broker for its order list: something cannot be decided without it.</summary>
/// <param name="Why">What cannot.</param>
public sealed record RequestOrderList(string Why) : Effect;

/// <summary>Tell a person.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="OrderId">The order, or null.</param>
/// <param name="Text">For people.</param>
public sealed record Alarm(AlarmKind Kind, string? OrderId, string Text) : Effect;

/// <summary>Tell the readers of the order that it has changed.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Seq">Number of the event in the account.</param>
public sealed record Notify(string OrderId, long Seq) : Effect;

using System.Collections.Immutable;
using Sssaham.Domain.Execution.Phantom;

namespace Sssaham.Domain.Execution;

/// <summary>All that an account's journal amounts to. Immutable; collections are ordered, so that the same journal gives the same decisions in every process.</summary>
public sealed record AccountState
{
    /// <summary><c>{broker}:{custcode}</c>.</summary>
    public required string AccountId { get; init; }

    /// <summary>Number of the last event.</summary>
    public long Seq { get; init; }

    /// <summary>Last submit key, epoch seconds.</summary>
    public long LastSubmitId { get; init; }

    /// <summary>Ordinal of the last order.</summary>
    public long LastOrdinal { get; init; }

    /// <summary>Whether new orders are refused.</summary>
    public bool KillSwitch { get; init; }

    /// <summary>Orders by ordinal.</summary>
    public ImmutableSortedDictionary<long, Order> Orders { get; init; } = ImmutableSortedDictionary<long, Order>.Empty;

    /// <summary>History of each order, oldest first.</summary>
    public ImmutableSortedDictionary<long, ImmutableArray<OrderHistoryEntry>> History { get; init; } = ImmutableSortedDictionary<long, ImmutableArray<OrderHistoryEntry>>.Empty;

    /// <summary>Broker numbers that belong to no order yet.</summary>
    public ImmutableSortedDictionary<string, Stray> Strays { get; init; } = ByText<Stray>();

    /// <summary>Positions by code.</summary>
    public ImmutableSortedDictionary<string, Position> Positions { get; init; } = ByText<Position>();

    /// <summary>The broker's word by code.</summary>
    public ImmutableSortedDictionary<string, BrokerPosition> BrokerPositions { get; init; } = ByText<BrokerPosition>();

    /// <summary>Phantom orders by id, as far as they are stored.</summary>
    public ImmutableSortedDictionary<string, PhantomRecord> Phantoms { get; init; } = ByText<PhantomRecord>();

    /// <summary>The day of the last fill; null before the first.</summary>
    public AccountDay? Day { get; init; }

    /// <summary>Orders that may still change, in the order they were made.</summary>
    public IEnumerable<Order> OpenOrders => ActiveOrders;

    /// <summary>What the open orders take; derived.</summary>
    public OpenTotals Open { get; private init; } = OpenTotals.None;

    /// <summary>All orders, the newest first.</summary>
    /// <param name="before">Only orders with a lower ordinal.</param>
    /// <returns>The orders.</returns>
    public IEnumerable<Order> NewestOrders(long before = long.MaxValue)
    {
        // The dictionary cannot be walked backwards; ordinals can, and few of them are forgotten ones.
        for (var ordinal = Math.Min(LastOrdinal, before - 1); ordinal > 0; ordinal--)
        {
            if (Orders.TryGetValue(ordinal, out var order)) yield return order;
            else if (Orders.Count == 0 || ordinal < Orders.First().Key) yield break;
        }
    }

    /// <summary>The day that an instant is in: a new one when nothing was filled on it yet.</summary>
    /// <param name="timeUs">Microseconds since 1970 UTC.</param>
    /// <returns>The day.</returns>
    public AccountDay DayAt(long timeUs) => Day is { } day && day.Day == AccountDay.Of(timeUs) ? day : AccountDay.Start(AccountDay.Of(timeUs), Positions.Values);

    /// <summary>Orders that are not terminal, by ordinal; derived. Every order is checked against all of them, so that they are kept together.</summary>
    internal ImmutableSortedDictionary<long, Order> Active { get; init; } = ImmutableSortedDictionary<long, Order>.Empty;

    /// <summary>Ordinals by broker number; derived.</summary>
    internal ImmutableDictionary<string, long> ByNumber { get; init; } = ImmutableDictionary.Create<string, long>(StringComparer.Ordinal);

    /// <summary>Ordinals by client order id; derived.</summary>
    internal ImmutableDictionary<string, long> ByClientId { get; init; } = ImmutableDictionary.Create<string, long>(StringComparer.Ordinal);

    /// <summary>Active orders in the order they were made.</summary>
    internal IEnumerable<Order> ActiveOrders => Active.Values;

    /// <summary>Puts an order in and keeps what is derived from it.</summary>
    internal AccountState With(Order order)
    {
        var byNumber = ByNumber;
        foreach (var number in order.Numbers) byNumber = byNumber.SetItem(number.No, order.Ordinal);

        var isOver = order.State.IsTerminal();
        return this with
        {
            Orders = Orders.SetItem(order.Ordinal, order),
            ByNumber = byNumber,
            ByClientId = order.ClientOrderId is { } id ? ByClientId.SetItem(id, order.Ordinal) : ByClientId,
            Active = isOver ? Active.Remove(order.Ordinal) : Active.SetItem(order.Ordinal, order),
            Open = Open.Replace(Active.GetValueOrDefault(order.Ordinal), isOver ? null : order),
            LastOrdinal = Math.Max(LastOrdinal, order.Ordinal),
            LastSubmitId = Math.Max(LastSubmitId, order.SubmitId),
        };
    }

    /// <summary>Takes an order out.</summary>
    internal AccountState Without(long ordinal)
    {
        if (!Orders.TryGetValue(ordinal, out var order)) return this;
        return this with
        {
            Orders = Orders.Remove(ordinal),
            History = History.Remove(ordinal),
            ByNumber = ByNumber.RemoveRange(order.Numbers.Select(n => n.No)),
            ByClientId = order.ClientOrderId is { } id ? ByClientId.Remove(id) : ByClientId,
            Active = Active.Remove(ordinal),
            Open = Open.Replace(Active.GetValueOrDefault(ordinal), null),
        };
    }

    private static ImmutableSortedDictionary<string, T> ByText<T>() => ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);
}

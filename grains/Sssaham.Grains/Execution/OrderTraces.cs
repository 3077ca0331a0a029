using System.Diagnostics;
using Sssaham.Domain.Execution;
using Sssaham.GrainInterfaces;

namespace Sssaham.Grains.Execution;

/// <summary>
/// Where the later spans of an account's orders belong, as long as the orders may still change. In memory only: after a restart an
/// order's spans are traces of their own, found by the order's id. Without a listener it stays empty.
/// </summary>
internal sealed class OrderTraces
{
    /// <summary>Orders that are followed at once; of more the later spans are traces of their own.</summary>
    private const int Most = 10_000;
    private readonly Dictionary<long, ActivityContext> _orders = [];

    /// <summary>Follows an order.</summary>
    /// <param name="order">The order.</param>
    /// <param name="span">The span that its others belong to; null without a listener.</param>
    public void Follow(Order order, Activity? span)
    {
        if (span is not null && _orders.Count < Most) _orders[order.Ordinal] = span.Context;
    }

    /// <summary>Follows a SELL that nobody asked for but a price.</summary>
    /// <param name="order">The order.</param>
    public void Triggered(Order order)
    {
        if (_orders.ContainsKey(order.Ordinal)) return;
        using var span = ExecutionTraces.Source.Begin(ExecutionTraces.Trigger).About(order);
        Follow(order, span);
    }

    /// <summary>Starts a span of an order. Within an asynchronous method only: what is under way there changes.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="order">The order; null when it is not known any more.</param>
    /// <returns>The span; null without a listener.</returns>
    public Activity? Start(string name, Order? order)
    {
        if (order is null || !ExecutionTraces.Source.HasListeners()) return null;
        if (_orders.TryGetValue(order.Ordinal, out var parent)) return ExecutionTraces.Source.StartActivity(name, ActivityKind.Internal, parent).About(order);
        // What is under way here may be another order's, or the link's: an order that is not followed begins a trace.
        Activity.Current = null;
        return ExecutionTraces.Source.StartActivity(name).About(order);
    }

    /// <summary>Shows what happened to orders.</summary>
    /// <param name="events">Events that are durable.</param>
    /// <param name="state">The account after them.</param>
    public void Happened(IReadOnlyList<AccountEvent> events, AccountState state)
    {
        if (!ExecutionTraces.Source.HasListeners())
        {
            _orders.Clear();
            return;
        }

        foreach (var e in events)
        {
            if (e.Subject == 0 || state.Orders.GetValueOrDefault(e.Subject) is not { } order) continue;
            if (e is FillBooked fill) Show(ExecutionTraces.Fill, order, span => span.SetTag(ExecutionTraces.LotsKey, fill.Lots).SetTag(ExecutionTraces.PriceKey, (double)fill.Price));
        }

        foreach (var e in events)
        {
            if (e.Subject == 0 || state.Orders.GetValueOrDefault(e.Subject) is not { State: var last } order || !last.IsTerminal() || !_orders.ContainsKey(e.Subject)) continue;
            Show(ExecutionTraces.End, order, span => span.SetTag(ExecutionTraces.StateKey, last.ToString()));
            _orders.Remove(e.Subject);
        }
    }

    /// <summary>A span of a moment.</summary>
    private void Show(string name, Order order, Action<Activity> tag)
    {
        var current = Activity.Current;
        if (Start(name, order) is { } span)
        {
            tag(span);
            span.Dispose();
        }

        Activity.Current = current;
    }
}

using System.Diagnostics;
using Sssaham.Domain.Execution;

namespace Sssaham.Grains.Execution;

/// <summary>The spans of execution: an order from the call to its last fill is one trace. Without a listener nothing is made.</summary>
public static class ExecutionTraces
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "Sssaham.Execution";

    /// <summary>An order that somebody asked for, until it is durable and answered.</summary>
    public const string Place = "order.place";

    /// <summary>A SELL of a phantom order, as soon as it is durable.</summary>
    public const string Trigger = "stop.trigger";

    /// <summary>The journal's append of the intent.</summary>
    public const string Intent = "order.intent";

    /// <summary>From the durable intent to the hand-over to the network.</summary>
    public const string Send = "order.send";

    /// <summary>The broker's answer.</summary>
    public const string Ack = "order.ack";

    /// <summary>A fill.</summary>
    public const string Fill = "order.fill";

    /// <summary>The order's last state.</summary>
    public const string End = "order.end";

    /// <summary>Attribute: the account.</summary>
    public const string AccountKey = "sssaham.account";

    /// <summary>Attribute: our order.</summary>
    public const string OrderKey = "sssaham.order.id";

    /// <summary>Attribute: the ticker.</summary>
    public const string CodeKey = "sssaham.order.code";

    /// <summary>Attribute: buy or sell.</summary>
    public const string SideKey = "sssaham.order.side";

    /// <summary>Attribute: the order's state.</summary>
    public const string StateKey = "sssaham.order.state";

    /// <summary>Attribute: how an order was taken.</summary>
    public const string ResultKey = "sssaham.order.result";

    /// <summary>Attribute: whether the broker took it.</summary>
    public const string AcceptedKey = "sssaham.order.accepted";

    /// <summary>Attribute: what a message is: Submit, Cancel or Amend.</summary>
    public const string KindKey = "sssaham.send.kind";

    /// <summary>Attribute: how far a message got.</summary>
    public const string OutcomeKey = "sssaham.send.outcome";

    /// <summary>Attribute: lots of a fill.</summary>
    public const string LotsKey = "sssaham.fill.lots";

    /// <summary>Attribute: price of a fill.</summary>
    public const string PriceKey = "sssaham.fill.price";

    /// <summary>The source.</summary>
    public static ActivitySource Source { get; } = new(SourceName);

    /// <summary>Names the order that a span is about.</summary>
    /// <param name="span">The span; null without a listener.</param>
    /// <param name="order">The order.</param>
    /// <returns>The span.</returns>
    internal static Activity? About(this Activity? span, Order order) => span?
        .SetTag(AccountKey, order.AccountId)
        .SetTag(OrderKey, order.Id)
        .SetTag(CodeKey, order.Code)
        .SetTag(SideKey, order.Side.ToString());
}

using System.Diagnostics;

namespace Sssaham.GrainInterfaces.Market;

/// <summary>The market's spans: a traced batch on its way from arrival to the readers. Without a listener nothing is made.</summary>
public static class MarketTraces
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "Sssaham.Market";

    /// <summary>A batch, from its arrival until its answer.</summary>
    public const string Arrival = "market.arrival";

    /// <summary>A call to an instrument.</summary>
    public const string Deliver = "market.deliver";

    /// <summary>Until the log has the batches of a call.</summary>
    public const string Append = "market.append";

    /// <summary>The bars change.</summary>
    public const string Apply = "market.apply";

    /// <summary>The change goes to the gateways that listen.</summary>
    public const string Push = "market.push";

    /// <summary>A gateway hands the change to its clients.</summary>
    public const string Relay = "market.relay";

    /// <summary>Attribute: the instrument, <c>VENUE:TICKER</c>.</summary>
    public const string InstrumentKey = "sssaham.instrument";

    /// <summary>Attribute: number of trades.</summary>
    public const string TradesKey = "sssaham.trades";

    /// <summary>The source.</summary>
    public static ActivitySource Source { get; } = new(SourceName);

    /// <summary>Starts a span of what is traced already, and of nothing else.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The span; null when the work under way is not traced.</returns>
    public static Activity? Child(string name) => Activity.Current is { Recorded: true } ? Source.StartActivity(name) : null;

    /// <summary>Starts a span in another process's trace.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="parent">The span that it belongs to, as <c>traceparent</c> writes it; null for none.</param>
    /// <returns>The span; null without a parent or a listener.</returns>
    public static Activity? Continue(string name, string? parent) =>
        parent is not null && Source.HasListeners() && ActivityContext.TryParse(parent, null, isRemote: true, out var context) ? Source.StartActivity(name, ActivityKind.Consumer, context) : null;
}

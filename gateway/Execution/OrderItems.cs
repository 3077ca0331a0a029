using System.Globalization;
using System.Text.Json.Serialization;
using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Gateway.Execution;

/// <summary>An order as the API shows it; see <see cref="OrderView"/>.</summary>
internal sealed record OrderItem(
    string Id,
    string AccountId,
    string? ClientOrderId,
    string? BrokerOrderNo,
    string Code,
    string Side,
    decimal Price,
    long Lot,
    long FilledLot,
    decimal? AvgPrice,
    string State,
    string? Reason,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    PhantomItem? Phantom,
    bool IsFinal,
    IReadOnlyList<string> Flags,
    string Tif,
    IReadOnlyList<string> Warnings,
    string? MadeBy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<OrderEventItem>? Events = null)
{
    public static OrderItem Of(OrderView order) => new(
        order.Id,
        order.AccountId,
        order.ClientOrderId,
        order.BrokerOrderNo,
        order.Code,
        order.Side,
        TradingNumbers.Plain(order.Price),
        order.Lots,
        order.FilledLots,
        Plain(order.AvgPrice),
        order.State,
        order.Reason,
        Instant(order.CreatedUs),
        Instant(order.UpdatedUs),
        order.Phantom is { } phantom ? PhantomItem.Of(phantom) : null,
        order.IsFinal,
        order.Flags,
        order.Tif,
        order.Warnings,
        order.MadeByPhantom);

    public static DateTimeOffset Instant(long us) => DateTimeOffset.UnixEpoch.AddTicks(us * 10);

    public static decimal? Plain(decimal? number) => number is { } n ? TradingNumbers.Plain(n) : null;
}

/// <summary>A phantom order as the API shows it; see <see cref="PhantomView"/>. A level is a price in force where one is known, else as it was given:
/// a number, or a text such as <c>2.5%</c>. The trail is always as given.</summary>
internal sealed record PhantomItem(
    object? Stop,
    object? Target,
    object? Trail,
    string State,
    string Id,
    string Code,
    PhantomLevelsItem Levels,
    long Lots,
    decimal? AvgPrice,
    string? Trigger,
    DateTimeOffset? TriggeredAt,
    bool IsUnprotected,
    string? Note,
    long LentLots)
{
    public static PhantomItem Of(PhantomView phantom)
    {
        var levels = new PhantomLevelsItem(Level(phantom.Levels.Stop), Level(phantom.Levels.Target), Level(phantom.Levels.Trail));
        return new PhantomItem(
            OrderItem.Plain(phantom.StopPrice) ?? levels.Stop,
            OrderItem.Plain(phantom.TargetPrice) ?? levels.Target,
            levels.Trail,
            phantom.State,
            phantom.Id,
            phantom.Code,
            levels,
            phantom.Lots,
            OrderItem.Plain(phantom.AvgPrice),
            phantom.Trigger,
            phantom.TriggeredUs is { } us ? OrderItem.Instant(us) : null,
            phantom.IsUnprotected,
            phantom.Note,
            phantom.LentLots);
    }

    private static object? Level(PhantomPrice? level) => level switch
    {
        { Percent: { } percent } => TradingNumbers.Plain(percent).ToString(CultureInfo.InvariantCulture) + "%",
        { Price: { } price } => TradingNumbers.Plain(price),
        _ => (object?)null,
    };
}

/// <summary>Levels as they were given, in the form in which they can be given again.</summary>
internal sealed record PhantomLevelsItem(object? Stop, object? Target, object? Trail);

/// <summary>Something that happened to an order; see <see cref="OrderHistoryView"/>.</summary>
internal sealed record OrderEventItem(long Seq, DateTimeOffset Time, string Kind, string Cause, string State, long FilledLot, string? Reason)
{
    public static OrderEventItem Of(OrderHistoryView entry) => new(entry.Seq, OrderItem.Instant(entry.TimeUs), entry.Kind, entry.Cause, entry.State, entry.FilledLots, entry.Reason);
}

/// <summary>A limit that an order exceeds; see <see cref="LimitView"/>.</summary>
internal sealed record LimitItem(string Limit, decimal? Allowed, decimal? Asked, string Unit, string Reason)
{
    public static LimitItem Of(LimitView limit) => new(limit.Limit, OrderItem.Plain(limit.Allowed), OrderItem.Plain(limit.Asked), limit.Unit, limit.Reason);
}

/// <summary>Orders, newest first.</summary>
internal sealed record OrdersAnswer(string Status, IReadOnlyList<OrderItem> Items, string? NextCursor);

/// <summary>What became of an order of a batch: the order, or the problem.</summary>
internal sealed record BatchItem(int Status, object? Order, object? Problem);

/// <summary>What became of the orders of a batch, in their order.</summary>
internal sealed record BatchAnswer(string Status, IReadOnlyList<BatchItem> Results);

using System.Globalization;
using System.Text.Json;
using Sssaham.Domain.Market.Feeds;

namespace Sssaham.Domain.Execution.Ipot;

/// <summary>What a frame on a trading link says.</summary>
public enum IpotOrderFrameKind : byte
{
    /// <summary>Nothing that trading needs, unreadable frames included.</summary>
    Other = 0,

    /// <summary>The server's ping; answer it with <see cref="IpotMessages.Pong"/>.</summary>
    Ping = 1,

    /// <summary>The answer to a call.</summary>
    Answer = 2,

    /// <summary>The state of an order.</summary>
    Order = 3,

    /// <summary>A stock of the account.</summary>
    Position = 4,

    /// <summary>Something about the portfolio (<c>LP</c>) changed. No capture shows the form of its rows: they tell that, not what.</summary>
    Portfolio = 5,
}

/// <summary>The state of an order as a push tells it.</summary>
/// <param name="OrderNo">The broker's order number; null when the push has none.</param>
/// <param name="CustCode">The account; null when the push has none.</param>
/// <param name="Code">Ticker.</param>
/// <param name="Side">Buy or sell; null when the push does not say.</param>
/// <param name="Status">Open, matched, rejected or cancelled.</param>
/// <param name="Price">Price; null when the push has none.</param>
/// <param name="MatchedLots">Lots matched so far; null when the push does not say.</param>
/// <param name="Lots">Lots of the order; null when the push does not say.</param>
/// <param name="Message">The broker's words; null without any.</param>
public sealed record IpotOrderPush(string? OrderNo, string? CustCode, string Code, OrderSide? Side, IpotOrderStatus Status, decimal? Price, long? MatchedLots, long? Lots, string? Message);

/// <summary>Status letters of order pushes (execution specification, section 5.2).</summary>
public enum IpotOrderStatus : byte
{
    /// <summary><c>O</c>: at the exchange.</summary>
    Open = 0,

    /// <summary><c>M</c>: matched, in part or whole.</summary>
    Matched = 1,

    /// <summary><c>R</c>: rejected.</summary>
    Rejected = 2,

    /// <summary><c>C</c>: cancelled.</summary>
    Cancelled = 3,
}

/// <summary>A stock of the account (<c>STOCKPOS</c>).</summary>
/// <param name="Code">Ticker.</param>
/// <param name="Lots">Lots held.</param>
/// <param name="AvailableLots">Lots that may be sold.</param>
/// <param name="LastPrice">Last price; null when it is not given.</param>
/// <param name="AveragePrice">Average price; null when it is not given.</param>
public sealed record IpotPosition(string Code, long Lots, long AvailableLots, decimal? LastPrice, decimal? AveragePrice);

/// <summary>The cash of an account (<c>CASHINFO</c>), rupiah.</summary>
/// <param name="Balance">Cash balance.</param>
/// <param name="CreditLimit">Credit limit.</param>
/// <param name="MarketValue">Market value of the stocks.</param>
/// <param name="PendingBuy">Value of open buy orders.</param>
/// <param name="PendingSell">Value of open sell orders.</param>
public sealed record IpotCash(decimal Balance, decimal CreditLimit, decimal MarketValue, decimal PendingBuy, decimal PendingSell);

/// <summary>A frame on an IPOT trading link, read leniently: numbers come as numbers or as strings, and the forms of captures and of the
/// execution specification are both understood.</summary>
public sealed record IpotOrderFrame
{
    private static readonly IpotOrderFrame Nothing = new();
    private static readonly IpotOrderFrame ThePing = new() { Kind = IpotOrderFrameKind.Ping };
    private static readonly IpotOrderFrame APortfolio = new() { Kind = IpotOrderFrameKind.Portfolio };

    /// <summary>What kind of frame it is.</summary>
    public IpotOrderFrameKind Kind { get; init; }

    /// <summary>The <c>cid</c> that an answer answers.</summary>
    public long Rid { get; init; }

    /// <summary>Whether an answer is good.</summary>
    public bool Ok { get; init; }

    /// <summary>The broker's words.</summary>
    public string? Message { get; init; }

    /// <summary>The order number of an answer; null when it has none.</summary>
    public string? OrderNo { get; init; }

    /// <summary>The accounts of an answer to <c>MYACCOUNT</c>.</summary>
    public IReadOnlyList<string> CustCodes { get; init; } = [];

    /// <summary>The cash of an answer to <c>CASHINFO</c>.</summary>
    public IpotCash? Cash { get; init; }

    /// <summary>Whether an answer to the handshake says that the session is signed in; null when it does not say.</summary>
    public bool? IsAuthenticated { get; init; }

    /// <summary>The order of a push.</summary>
    public IpotOrderPush? Order { get; init; }

    /// <summary>The stock of a push.</summary>
    public IpotPosition? Position { get; init; }

    /// <summary>Reads a frame.</summary>
    /// <param name="frame">The text frame, UTF-8.</param>
    /// <returns>The frame; <see cref="IpotOrderFrameKind.Other"/> for what cannot be read.</returns>
    public static IpotOrderFrame Parse(ReadOnlyMemory<byte> frame)
    {
        if (frame.Span.SequenceEqual("#1"u8)) return ThePing;
        if (frame.IsEmpty || frame.Span[0] != (byte)'{') return Nothing;
        try
        {
            using var document = JsonDocument.Parse(frame);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text that is no valid UTF-16 once unescaped.
            return Nothing;
        }
    }

    private static IpotOrderFrame Read(JsonElement root)
    {
        if (Whole(root, "rid") is { } rid) return Answer(rid, root);
        if (!root.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object) return Nothing;
        return Text(data, "rtype") switch
        {
            "ORDER" => Push(data) is { } order ? new IpotOrderFrame { Kind = IpotOrderFrameKind.Order, Order = order } : Nothing,
            "STOCKPOS" => Stock(data) is { } position ? new IpotOrderFrame { Kind = IpotOrderFrameKind.Position, Position = position } : Nothing,
            "LP" => APortfolio,
            _ => Nothing,
        };
    }

    private static IpotOrderFrame Answer(long rid, JsonElement root)
    {
        var error = root.TryGetProperty("error", out var fault) && fault.ValueKind is not (JsonValueKind.Null or JsonValueKind.False) ? fault : (JsonElement?)null;
        if (!root.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object)
        {
            return new IpotOrderFrame { Kind = IpotOrderFrameKind.Answer, Rid = rid, Ok = error is null, Message = Words(error) };
        }

        var inner = data.TryGetProperty("data", out var nested) && nested.ValueKind == JsonValueKind.Object ? nested : data;
        var status = Text(data, "status");
        return new IpotOrderFrame
        {
            Kind = IpotOrderFrameKind.Answer,
            Rid = rid,
            Ok = error is null && (status is null || status.Equals("OK", StringComparison.OrdinalIgnoreCase)),
            Message = Text(data, "message") ?? Words(error),
            OrderNo = Text(inner, "jatsorderno"),
            CustCodes = Names(inner, "custcode"),
            Cash = CashOf(inner),
            IsAuthenticated = data.TryGetProperty("isAuthenticated", out var signedIn) && signedIn.ValueKind is JsonValueKind.True or JsonValueKind.False ? signedIn.GetBoolean() : null,
        };
    }

    /// <summary>The flat form of the specification, or the nested one of captures, whose <c>qty</c> is open, amend, match, withdraw, reject,
    /// partial.</summary>
    private static IpotOrderPush? Push(JsonElement data)
    {
        var row = data.TryGetProperty("data", out var nested) && nested.ValueKind == JsonValueKind.Object ? nested : data;
        var code = Text(row, "code") ?? Text(data, "code");
        if (code is null or "" or "*" or "ANY") return null;
        var side = (Text(row, "cmd") ?? Text(row, "side"))?.ToUpperInvariant() switch
        {
            "BUY" or "B" => OrderSide.Buy,
            "SELL" or "S" => OrderSide.Sell,
            _ => (OrderSide?)null,
        };
        long[]? quantities = null;
        if (row.TryGetProperty("qty", out var list) && list.ValueKind == JsonValueKind.Array) quantities = [.. list.EnumerateArray().Select(q => Number(q) is { } n ? (long)n : 0)];
        if (StatusOf(row, quantities) is not { } status) return null;
        var lots = Whole(row, "vol") ?? Whole(row, "lot");
        long? matched = quantities is { Length: > 2 } ? quantities[2] : status == IpotOrderStatus.Matched ? Whole(row, "matchvol") ?? lots : null;
        return new IpotOrderPush(
            Text(row, "jatsorderno") ?? Text(row, "orderno"),
            Text(row, "custcode") ?? Text(data, "custcode"),
            code,
            side,
            status,
            row.TryGetProperty("price", out var price) ? Number(price) : null,
            matched,
            quantities is null && status != IpotOrderStatus.Matched ? lots : Whole(row, "ordervol"),
            Text(row, "message") ?? Text(row, "reason"));
    }

    private static IpotOrderStatus? StatusOf(JsonElement row, long[]? quantities) => Text(row, "status") switch
    {
        "O" => IpotOrderStatus.Open,
        "M" => IpotOrderStatus.Matched,
        "R" => IpotOrderStatus.Rejected,
        "C" => IpotOrderStatus.Cancelled,
        _ when quantities is { Length: >= 5 } => quantities[4] > 0 ? IpotOrderStatus.Rejected : quantities[3] > 0 ? IpotOrderStatus.Cancelled : quantities[2] > 0 ? IpotOrderStatus.Matched : IpotOrderStatus.Open,
        _ => null,
    };

    private static IpotPosition? Stock(JsonElement data)
    {
        if (Record(data) is not { } fields || Field(fields, 5) is not { Length: > 0 } code) return null;
        return new IpotPosition(code, (long)(Number(fields, 6) ?? 0), (long)(Number(fields, 9) ?? 0), Number(fields, 24), Number(fields, 25));
    }

    private static IpotCash? CashOf(JsonElement data)
    {
        if (Record(data) is not { } fields || Number(fields, 16) is not { } balance) return null;
        return new IpotCash(balance, Number(fields, 14) ?? 0, Number(fields, 19) ?? 0, Number(fields, 25) ?? 0, Number(fields, 26) ?? 0);
    }

    private static JsonElement[]? Record(JsonElement data)
    {
        var holder = data.TryGetProperty("data", out var nested) && nested.ValueKind == JsonValueKind.Object ? nested : data;
        return holder.TryGetProperty("rec", out var fields) && fields.ValueKind == JsonValueKind.Array ? [.. fields.EnumerateArray()] : null;
    }

    private static string[] Names(JsonElement data, string name)
    {
        if (!data.TryGetProperty(name, out var list)) return [];
        return list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Where(n => n.ValueKind == JsonValueKind.String).Select(n => n.GetString()!)]
            : list.ValueKind == JsonValueKind.String ? [list.GetString()!] : [];
    }

    private static string? Field(JsonElement[] fields, int index) => index < fields.Length && fields[index].ValueKind == JsonValueKind.String ? fields[index].GetString() : null;

    private static decimal? Number(JsonElement[] fields, int index) => index < fields.Length ? Number(fields[index]) : null;

    private static decimal? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDecimal(out var number) => number,
        JsonValueKind.String when decimal.TryParse(value.GetString(), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static long? Whole(JsonElement row, string name)
    {
        if (row.ValueKind != JsonValueKind.Object || !row.TryGetProperty(name, out var value) || Number(value) is not { } number) return null;
        return number == decimal.Truncate(number) && number is >= long.MinValue and <= long.MaxValue ? (long)number : null;
    }

    private static string? Text(JsonElement row, string name)
    {
        if (row.ValueKind != JsonValueKind.Object || !row.TryGetProperty(name, out var value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            // An order number may come as a number.
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
    }

    private static string? Words(JsonElement? error) => error is not { } fault ? null : fault.ValueKind == JsonValueKind.String ? fault.GetString() : Text(fault, "message") ?? fault.GetRawText();
}

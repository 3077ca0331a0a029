using System.Text.Json;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Gateway.Execution;

/// <summary>An order as a body asks for it. Of lots, amount and share exactly one is given.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Order">The order; its lots are 0 while they have to be found.</param>
/// <param name="Amount">Money to spend, fee included.</param>
/// <param name="PercentOfCapital">The same as a share of the portfolio's value, percent.</param>
/// <param name="HasOwnId">Whether the client gave the order its id.</param>
internal sealed record OrderBody(string AccountId, PlaceOrder Order, decimal? Amount, decimal? PercentOfCapital, bool HasOwnId)
{
    private const int MaxId = 128;
    private static readonly string[] Sizes = ["lot", "amount", "percentOfCapital"];

    /// <summary>Reads an order.</summary>
    /// <param name="json">The body.</param>
    /// <param name="idempotencyKey">Stands for the client order id when the body has none; null for none.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <returns>The order; null when something is wrong.</returns>
    public static OrderBody? Read(JsonElement json, string? idempotencyKey, string by, BodyErrors errors)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            errors.Add("body", "must be a JSON object.");
            return null;
        }

        var fields = new JsonFields(json, errors);
        var account = fields.Account();
        var id = fields.Text("clientOrderId");
        if (id is not null && IdProblem(id, account) is { } badId) fields.Wrong("clientOrderId", badId);
        if (id is null && idempotencyKey is not null && IdProblem(idempotencyKey, account) is { } badKey) errors.Add("Idempotency-Key", badKey);
        var code = Code(fields);
        var side = OneOf(fields, "side", isRequired: true, "BUY", "SELL");
        var price = fields.Number("price", TradingNumbers.MaxPrice, isRequired: true);
        OneOf(fields, "type", isRequired: false, "LIMIT");
        var tif = OneOf(fields, "tif", isRequired: false, "DAY", "OPEN") ?? "DAY";
        var queue = fields.Flag("queue") ?? false;
        var (lots, amount, percent) = Size(fields);
        var phantom = PhantomBody.OfOrder(fields);
        if (phantom is not null && side == "SELL") fields.Wrong("phantom", "protects what a BUY fills; a SELL has none.");
        fields.End();
        if (!errors.None) return null;
        var own = id ?? idempotencyKey;
        var order = new PlaceOrder(own ?? NewId("api"), code!, side!, price!.Value, lots ?? 0, tif, queue, phantom, by);
        return new OrderBody(account!, order, amount, percent, own is not null);
    }

    /// <summary>An id for an order whose client gave none.</summary>
    public static string NewId(string prefix) => $"{prefix}-{Guid.CreateVersion7():N}";

    /// <summary>The value of an Idempotency-Key header, which may be in quotes; null for none.</summary>
    public static string? Key(string? header)
    {
        var text = header?.Trim();
        if (text is ['"', _, .., '"']) text = text[1..^1];
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>The ticker of a body, upper case.</summary>
    public static string? Code(JsonFields fields, bool isRequired = true)
    {
        if (fields.Text("code", isRequired) is not { } text) return null;
        if (InstrumentKey.IsTicker(text)) return text.ToUpperInvariant();
        fields.Wrong("code", "is not a well-formed ticker.");
        return null;
    }

    /// <summary>What is wrong with a client order id; null when nothing is.</summary>
    private static string? IdProblem(string id, string? account)
    {
        if (id.Length is 0 or > MaxId || id.AsSpan().ContainsAnyExceptInRange('!', '~')) return $"must be 1 to {MaxId} printable ASCII characters without spaces.";
        // It would be taken for the order of that number.
        return account is not null && OrderId.TryParse(id, out var of, out _) && of == account ? "must not look like an id of the account's orders." : null;
    }

    private static (long? Lots, decimal? Amount, decimal? Percent) Size(JsonFields fields)
    {
        var lots = fields.Whole("lot", TradingNumbers.MaxLots);
        var amount = fields.Number("amount", TradingNumbers.MaxAmount);
        var percent = fields.Number("percentOfCapital", 100);
        var given = Sizes.Count(name => fields.Any(name) is not null);
        if (given == 0) fields.Wrong("lot", "is missing; in its place amount or percentOfCapital may be given.");
        if (given > 1) fields.Wrong("lot", "only one of lot, amount and percentOfCapital may be given.");
        return (lots, amount, percent);
    }

    private static string? OneOf(JsonFields fields, string field, bool isRequired, params string[] values)
    {
        if (fields.Text(field, isRequired) is not { } text) return null;
        if (values.Contains(text, StringComparer.Ordinal)) return text;
        fields.Wrong(field, $"must be {string.Join(" or ", values)}.");
        return null;
    }
}

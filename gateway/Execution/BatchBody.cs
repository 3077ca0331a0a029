using System.Text.Json;

namespace Sssaham.Gateway.Execution;

/// <summary>Reads the body of many orders, <c>{orders: […]}</c>; a bad order spoils itself alone.</summary>
internal static class BatchBody
{
    /// <summary>Reads the orders.</summary>
    /// <param name="json">The body.</param>
    /// <param name="idempotencyKey">With the order's place behind it, it stands for the client order id of an order that has none; null for none.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="most">Most orders.</param>
    /// <param name="errors">Takes what is wrong with the body as a whole.</param>
    /// <returns>For each its order or its problem; null when the body as a whole is wrong.</returns>
    public static IReadOnlyList<(OrderBody? Order, TradingAnswer? Problem)>? Read(JsonElement json, string? idempotencyKey, string by, int most, BodyErrors errors)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            errors.Add("body", "must be a JSON object {orders: […]}.");
            return null;
        }

        var fields = new JsonFields(json, errors);
        var list = fields.Any("orders");
        if (list?.ValueKind != JsonValueKind.Array || list.Value.GetArrayLength() is var count && (count == 0 || count > most)) fields.Wrong("orders", $"must be a list of 1 to {most} orders.");
        fields.End();
        if (!errors.None) return null;
        return [.. list!.Value.EnumerateArray().Select((order, index) => Read(order, idempotencyKey is null ? null : $"{idempotencyKey}/{index + 1}", by))];
    }

    private static (OrderBody? Order, TradingAnswer? Problem) Read(JsonElement json, string? key, string by)
    {
        var errors = new BodyErrors();
        return OrderBody.Read(json, key, by, errors) is { } order ? (order, null) : (null, errors.Answer());
    }
}

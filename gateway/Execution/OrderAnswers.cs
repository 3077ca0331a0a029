using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Gateway.Execution;

/// <summary>Turns what an account says into answers.</summary>
internal static class OrderAnswers
{
    /// <summary>The answer to a command about an order.</summary>
    public static TradingAnswer Of(OrderResult result)
    {
        var order = result.Order is { } view ? OrderItem.Of(view) : null;
        return result.Kind switch
        {
            "accepted" => new TradingAnswer(StatusCodes.Status202Accepted, order ?? (object)new StatusAnswer("OK"), Location: order is null ? null : Location(order.Id)),
            "same" => new TradingAnswer(StatusCodes.Status200OK, order ?? (object)new StatusAnswer("OK"), Location: order is null ? null : Location(order.Id)),
            "conflict" => Failed(StatusCodes.Status409Conflict, result.Reason ?? "The client order id stands for another order.", order),
            "notFound" => Failed(StatusCodes.Status404NotFound, result.Reason ?? "There is no such order.", order),
            "refused" => Failed(StatusCodes.Status422UnprocessableEntity, result.Reason ?? "It is not allowed.", order),
            "risk" => Risk(result),
            "invalid" => Invalid(result.Field, result.Reason),
            "unavailable" => TradingAnswer.Failed(StatusCodes.Status503ServiceUnavailable, result.Reason ?? "The account is not ready; nothing was done.", retryAfter: Seconds(result.RetryAfterMs)),
            var other => throw new InvalidOperationException($"'{other}' is no kind of result."),
        };
    }

    /// <summary>The answer to a command about a phantom order.</summary>
    public static TradingAnswer Of(PhantomResult result)
    {
        var phantom = result.Phantom is { } view ? PhantomItem.Of(view) : null;
        return result.Kind switch
        {
            "accepted" => TradingAnswer.Ok(phantom ?? (object)new StatusAnswer("OK")),
            "notFound" => TradingAnswer.Failed(StatusCodes.Status404NotFound, result.Reason ?? "There is no such phantom order."),
            "refused" => TradingAnswer.Failed(StatusCodes.Status422UnprocessableEntity, result.Reason ?? "It is not allowed.", phantom is null ? null : new Dictionary<string, object?> { ["phantom"] = phantom }),
            "invalid" => Invalid(result.Field, result.Reason),
            var other => throw new InvalidOperationException($"'{other}' is no kind of result."),
        };
    }

    /// <summary>Nobody can say whether it was done: the call did not come back. Who repeats it with the same id does no harm.</summary>
    public static TradingAnswer Unsure(string? clientOrderId) => TradingAnswer.Failed(
        StatusCodes.Status503ServiceUnavailable,
        clientOrderId is null ? "It is not known whether it was done; look before trying again." : "It is not known whether the order was made; send it again with the same clientOrderId.",
        clientOrderId is null ? null : new Dictionary<string, object?> { ["clientOrderId"] = clientOrderId },
        retryAfter: 1);

    /// <summary>Where an order is read.</summary>
    public static string Location(string orderId) => "/api/v1/trading/orders/" + orderId;

    private static TradingAnswer Failed(int status, string reason, OrderItem? order) =>
        TradingAnswer.Failed(status, reason, order is null ? null : new Dictionary<string, object?> { ["order"] = order });

    private static TradingAnswer Risk(OrderResult result)
    {
        var limits = (result.Limits ?? []).Select(LimitItem.Of).ToArray();
        var more = new Dictionary<string, object?>();
        if (limits is [var first, ..]) (more["limit"], more["allowed"], more["asked"], more["unit"]) = (first.Limit, first.Allowed, first.Asked, first.Unit);
        more["limits"] = limits;
        return TradingAnswer.Failed(StatusCodes.Status422UnprocessableEntity, result.Reason ?? (limits is [var one, ..] ? one.Reason : "A limit does not allow it."), more);
    }

    private static TradingAnswer Invalid(string? field, string? reason)
    {
        var name = string.IsNullOrEmpty(field) ? "body" : char.ToLowerInvariant(field[0]) + field[1..];
        // The API counts lots in the singular.
        if (name == "lots") name = "lot";
        return TradingAnswer.Invalid(new Dictionary<string, string[]> { [name] = [reason ?? $"{name}: is not valid."] });
    }

    private static int Seconds(int? milliseconds) => milliseconds is > 0 and var ms ? (int)Math.Ceiling(ms / 1000.0) : 1;
}

/// <summary>It is done.</summary>
internal sealed record StatusAnswer(string Status);

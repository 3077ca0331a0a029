using System.Collections.Immutable;

namespace Sssaham.Domain.Execution;

/// <summary>An order that is asked for.</summary>
/// <param name="ClientOrderId">The caller's id: the same id is the same order, for ever.</param>
/// <param name="Code">Instrument code.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Price">Limit price per share, above 0.</param>
/// <param name="Lot">Lots, above 0.</param>
/// <param name="Tif">When it goes out.</param>
/// <param name="PhantomId">The phantom that asks for it; null for a caller of the API.</param>
/// <param name="LotSize">Shares in a lot; null for the account's default.</param>
/// <param name="Warnings">Limits that could not be checked, sentences for people; null for none. No part of its content.</param>
public sealed record NewOrder(
    string ClientOrderId,
    string Code,
    OrderSide Side,
    decimal Price,
    long Lot,
    TimeInForce Tif = TimeInForce.Day,
    string? PhantomId = null,
    int? LotSize = null,
    ImmutableArray<string>? Warnings = null);

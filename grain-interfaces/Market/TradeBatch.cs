using Orleans;

namespace Sssaham.GrainInterfaces.Market;

/// <summary>A run of trades of one instrument on its way to the instrument's grain.</summary>
/// <param name="Packed">The trades as <see cref="Domain.Market.TradeCodec"/> packs them. Never changed after sending.</param>
/// <param name="Count">Number of trades.</param>
/// <param name="AnyDay">Take trades of any day (replay and import); else only days within retention and one day ahead.</param>
/// <param name="AssignNumbers">The source has no trade numbers: each trade is new and gets a number on arrival.</param>
/// <param name="InLots">The quantities are lots, counted in the venue's lot; an instrument with its own lot turns them into its own.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.TradeBatch")]
public sealed record TradeBatch(
    [property: Id(0)] byte[] Packed,
    [property: Id(1)] int Count,
    [property: Id(2)] bool AnyDay = false,
    [property: Id(3)] bool AssignNumbers = false,
    [property: Id(4)] bool InLots = false);

/// <summary>What became of a batch. Accepted trades are durable.</summary>
/// <param name="Accepted">Trades taken.</param>
/// <param name="Duplicates">Trades whose number was seen with the same content; they changed nothing.</param>
/// <param name="Rejections">Trades refused, with the reason.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.TradeBatchResult")]
public sealed record TradeBatchResult([property: Id(0)] int Accepted, [property: Id(1)] int Duplicates, [property: Id(2)] TradeRejection[] Rejections);

/// <summary>Why a trade of a batch was refused.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="Field">The field at fault, by its name in the API.</param>
/// <param name="Reason">The reason, for people.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.TradeRejection")]
public sealed record TradeRejection([property: Id(0)] int Index, [property: Id(1)] string Field, [property: Id(2)] string Reason);

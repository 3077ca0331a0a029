using System.Text.Json.Serialization;

namespace Sssaham.Domain.Execution;

/// <summary>
/// Something that happened in an account. Events say what became of it, not what was asked: a later version of the rules replays old
/// journals to the same book. Additive change only; the discriminators are stored for ever.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(OrderPlaced), "placed")]
[JsonDerivedType(typeof(OrderReleased), "released")]
[JsonDerivedType(typeof(OrderMoved), "moved")]
[JsonDerivedType(typeof(OrderNumbered), "numbered")]
[JsonDerivedType(typeof(NumberClosed), "closed")]
[JsonDerivedType(typeof(NumberMoved), "renumbered")]
[JsonDerivedType(typeof(AmendRequested), "amendAsked")]
[JsonDerivedType(typeof(OrderAmended), "amended")]
[JsonDerivedType(typeof(FillBooked), "fill")]
[JsonDerivedType(typeof(ForeignOrderFound), "foreign")]
[JsonDerivedType(typeof(OrderHeard), "heard")]
[JsonDerivedType(typeof(StraySeen), "stray")]
[JsonDerivedType(typeof(PushUnmatched), "unmatched")]
[JsonDerivedType(typeof(KillSwitched), "kill")]
[JsonDerivedType(typeof(BrokerPositionSeen), "brokerPosition")]
[JsonDerivedType(typeof(PositionAdopted), "adopted")]
[JsonDerivedType(typeof(OrdersForgotten), "forgotten")]
[JsonDerivedType(typeof(PhantomSaved), "phantom")]
[JsonDerivedType(typeof(PhantomsForgotten), "phantomsForgotten")]
public abstract record AccountEvent
{
    /// <summary>Number in the account, from 1 without gaps: the sequence of the channel <c>order</c>.</summary>
    public long Seq { get; init; }

    /// <summary>Microseconds since 1970 UTC.</summary>
    public long TimeUs { get; init; }

    /// <summary>What brought it about, e.g. <c>push</c>, <c>ack</c>, <c>list</c>, <c>operator:ana</c>.</summary>
    public string Cause { get; init; } = "";

    /// <summary>Ordinal of the order that it is about; 0 when it is about none.</summary>
    [JsonIgnore]
    public abstract long Subject { get; }
}

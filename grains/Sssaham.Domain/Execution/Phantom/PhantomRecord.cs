using System.Text.Json.Serialization;

namespace Sssaham.Domain.Execution.Phantom;

/// <summary>A phantom order of an account.</summary>
/// <param name="Code">Instrument code.</param>
/// <param name="Owner">Ordinal of the BUY whose fills it protects; 0 when it was armed on lots that were held.</param>
/// <param name="Decimals">Decimals of its scaled prices.</param>
/// <param name="LotSize">Shares in a lot; null for the account's default.</param>
/// <param name="Placed">The levels as first asked: part of the content that the BUY's client order id stands for.</param>
/// <param name="State">All that it knows.</param>
/// <param name="Lent">Lots that other SELLs of the account have on offer: they come back when those end without selling them.</param>
/// <param name="Note">The last alarm about it; null for none.</param>
public sealed record PhantomRecord(string Code, long Owner, int Decimals, int? LotSize, PhantomSpec Placed, PhantomState State, long Lent = 0, string? Note = null)
{
    /// <summary>Ids of phantom orders start with this; client order ids of callers must not, since the SELLs' ids are made of them.</summary>
    public const char Mark = '~';

    private const char Held = 'h';

    /// <summary>Its id in the account.</summary>
    [JsonIgnore]
    public string Id => State.Id;

    /// <summary>Whether it will act no more: its orders may still fill.</summary>
    [JsonIgnore]
    public bool IsOver => State.Status is PhantomStatus.Cancelled || (State.Status is PhantomStatus.Done && Lent == 0);

    /// <summary>
    /// Whether a crash now would lose what must not be lost. Prices seen do not count: an activation asks for those it missed. A new high
    /// counts only with a trail, whose level would else be taken from prices that came before the high.
    /// </summary>
    /// <param name="stored">What is stored.</param>
    /// <returns>True when it has to be stored.</returns>
    internal bool DiffersFrom(PhantomRecord stored) => Core(this) != Core(stored);

    /// <summary>Id of the phantom order that protects what an order buys.</summary>
    /// <param name="ordinal">Ordinal of the order.</param>
    /// <returns>The id.</returns>
    public static string IdOf(long ordinal) => $"{Mark}{ordinal}";

    /// <summary>Id of a phantom order on lots that were held.</summary>
    /// <param name="seq">Number of the event that makes it.</param>
    /// <returns>The id.</returns>
    internal static string HeldId(long seq) => $"{Mark}{Held}{seq}";

    /// <summary>Whether an id is that of a phantom order on lots that were held.</summary>
    internal static bool IsHeld(string id) => id.Length > 1 && id[1] == Held;

    private static PhantomRecord Core(PhantomRecord record) => record with
    {
        State = record.State with
        {
            SeenUs = 0,
            High = record.State.TrailStop is null ? 0 : record.State.High,
            Quote = null,
            TradeSinceQuote = null,
            Phase = MarketPhase.Closed,
            LowerLimit = null,
            UpperLimit = null,
        },
    };
}

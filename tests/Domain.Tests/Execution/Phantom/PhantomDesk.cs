using System.Text.Json;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Phantom;
using Sssaham.Domain.Market;

namespace Sssaham.Domain.Tests.Execution.Phantom;

/// <summary>Drives one phantom order of IDX by hand. The state goes through JSON at every step, as it does through storage.</summary>
internal sealed class PhantomDesk
{
    public static readonly Venue Idx = VenueDefaults.Idx().ToVenue();

    private readonly PhantomRules _rules;
    private long _timeUs;

    public PhantomDesk(PhantomSpec spec, PhantomOptions? options = null)
    {
        _rules = new PhantomRules(Idx.Grid, options ?? new PhantomOptions());
        State = PhantomState.Create("p1", spec);
    }

    public PhantomState State { get; private set; }

    /// <summary>Effects of the last step.</summary>
    public IReadOnlyList<PhantomEffect> Effects { get; private set; } = [];

    public IReadOnlyList<PlaceSell> Sells => [.. Effects.OfType<PlaceSell>()];

    public IReadOnlyList<PhantomAlarmKind> Alarms => [.. Effects.OfType<PhantomAlarm>().Select(a => a.Kind)];

    /// <summary>The time of the last step.</summary>
    public long Now => _timeUs;

    public static PhantomDesk Armed(PhantomSpec spec, PhantomOptions? options = null, long lots = 10, long price = 1000)
    {
        var desk = new PhantomDesk(spec, options);
        desk.Open();
        desk.Buy(lots, price);
        return desk;
    }

    public PhantomDesk Take(Func<long, PhantomInput> input)
    {
        _timeUs += 1_000_000;
        var step = PhantomMachine.Step(State, input(_timeUs), _rules);
        State = JsonSerializer.Deserialize<PhantomState>(JsonSerializer.Serialize(step.State))!;
        Effects = step.Effects;
        return this;
    }

    public PhantomDesk Open(long? lower = null, long? upper = null) => Take(t => new PhantomSession(t, MarketPhase.Open, lower, upper));

    public PhantomDesk Close() => Take(t => new PhantomSession(t, MarketPhase.Closed));

    public PhantomDesk Lunch() => Take(t => new PhantomSession(t, MarketPhase.Lunch));

    public PhantomDesk Buy(long lots, long price) => Take(t => new PhantomFill(t, OrderSide.Buy, lots, price));

    public PhantomDesk SellElsewhere(long lots, long price) => Take(t => new PhantomFill(t, OrderSide.Sell, lots, price));

    public PhantomDesk Trade(long price) => Take(t => new PhantomTrade(t, price));

    public PhantomDesk Quote(long? bid, long? ask) => Take(t => new PhantomQuoted(t, bid, ask));

    public PhantomDesk Missed(long low, long high, long last) => Take(t => new PhantomMissed(t, low, high, last));

    public PhantomDesk Restart(params string[] known) => Take(t => new PhantomRestarted(t, [.. known]));

    public PhantomDesk Placed(string id) => Take(t => new PhantomSellPlaced(t, id));

    public PhantomDesk Sent(string id) => Take(t => new PhantomSellSent(t, id));

    public PhantomDesk Unknown(string id) => Take(t => new PhantomSellUnknown(t, id));

    public PhantomDesk Filled(string id, long lots) => Take(t => new PhantomSellFilled(t, id, lots));

    public PhantomDesk Rejected(string id, bool inferred = false) => Take(t => new PhantomSellRejected(t, id, "no", inferred));

    public PhantomDesk Cancelled(string id, bool byPerson = false) => Take(t => new PhantomSellCancelled(t, id, byPerson));

    public PhantomDesk Position(long available, long expected, bool match = false) => Take(t => new PhantomPosition(t, available, expected, match));

    public PhantomDesk Decide(OperatorChoice choice) => Take(t => new PhantomDecision(t, choice));
}

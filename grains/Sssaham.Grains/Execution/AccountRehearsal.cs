using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Phantom;
using Sssaham.Domain.Execution.Risk;
using Sssaham.Domain.Market;

namespace Sssaham.Grains.Execution;

/// <summary>
/// Plays an order with a stop to its end on a desk that belongs to nobody: nothing is stored, sent or told. Code that never ran is compiled
/// when it is first needed, which takes the first stop after a start tens of milliseconds.
/// </summary>
internal static class AccountRehearsal
{
    private const string Code = "REHEARSAL";
    private const int Lots = 2;

    /// <summary>Plays it once.</summary>
    /// <param name="venue">Venue whose rules are checked.</param>
    /// <param name="nowUs">Now, microseconds since 1970 UTC.</param>
    /// <returns>The book as it is at the end: a BUY and the SELL of its stop, both filled.</returns>
    public static AccountState Run(Venue venue, long nowUs)
    {
        var grid = TickGrid.Uniform(1);
        var desk = new AccountDesk(new AccountBook(new AccountState { AccountId = "rehearsal:0" }, new AccountOptions()), _ => grid, new PhantomOptions());
        Check(venue, grid, nowUs);
        var buy = Play(desk.Place(new NewOrder("1", Code, OrderSide.Buy, 100, Lots, TimeInForce.Day, null, 100), new PhantomSpec(new PhantomLevel(90), new PhantomLevel(150)), 0, nowUs)).Answer.Order!;
        Fill(buy.Id, "1", OrderSide.Buy, 100);
        foreach (var phantom in desk.Phantoms)
        {
            Give(phantom.Id, new PhantomSession(nowUs, MarketPhase.Open, 80, 120));
            Give(phantom.Id, new PhantomQuoted(nowUs, 88, 89));
            Give(phantom.Id, new PhantomTrade(nowUs, 88));
        }

        foreach (var sell in desk.Book.State.OpenOrders.Where(o => o.Side == OrderSide.Sell).ToList()) Fill(sell.Id, "2", OrderSide.Sell, 88);
        return desk.Book.State;

        void Give(string id, PhantomInput input) => Play(desk.Give([(id, input)], nowUs));

        void Fill(string id, string no, OrderSide side, decimal price)
        {
            Play(desk.Do(b => b.OnSent(id, nowUs), nowUs));
            Play(desk.Do(b => b.OnAck(id, RequestKind.Submit, true, no, null, nowUs), nowUs));
            Play(desk.Do(b => b.OnPush(new BrokerPush(no, Code, side, BrokerStatus.Matched, price, Lots, Lots), nowUs), nowUs));
        }

        // What the grain does with a turn, but for its effects.
        DeskTurn Play(DeskTurn turn)
        {
            var moment = new AccountMoment(desk.Book.State, desk.Phantoms);
            AccountEventCodec.Encode(turn.Events);
            foreach (var e in turn.Events) AccountViewMaker.View(e, moment);
            return turn;
        }
    }

    private static void Check(Venue venue, TickGrid grid, long nowUs) => RiskGate.Check(
        new RiskInput
        {
            ClientOrderId = "1",
            Side = OrderSide.Buy,
            Code = Code,
            Price = 100,
            Lots = Lots,
            TimeUs = nowUs,
            Venue = venue,
            Grid = grid,
            LotSize = 100,
            ReferencePrice = 100,
            CashAvailable = 1_000_000,
            PortfolioValue = 1_000_000,
            Positions = [],
            RealisedToday = 0,
            UnrealisedToday = 0,
            VolatilityPercent = 10,
        },
        new RiskLimits());
}

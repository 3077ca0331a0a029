using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Phantom;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Grains.Execution;

/// <summary>A moment of an account that is durable: what readers see.</summary>
/// <param name="State">The book.</param>
/// <param name="Phantoms">Phantom orders, prices seen included.</param>
internal sealed record AccountMoment(AccountState State, PhantomSet Phantoms);

/// <summary>Makes views of what an account has.</summary>
internal static class AccountViewMaker
{
    public static OrderView View(Order order, AccountMoment moment) => new()
    {
        Id = order.Id,
        AccountId = order.AccountId,
        ClientOrderId = order.ClientOrderId,
        BrokerOrderNo = order.BrokerOrderNo,
        Code = order.Code,
        Side = order.Side.Text(),
        Price = order.Price,
        Lots = order.Lot,
        FilledLots = order.FilledLot,
        AvgPrice = order.AvgPrice,
        State = order.State.ToString(),
        IsFinal = order.State.IsTerminal(),
        Reason = order.Reason,
        Flags = order.Flags == OrderFlags.None ? [] : order.Flags.ToString().Split(", "),
        Tif = order.Tif == TimeInForce.Open ? "OPEN" : "DAY",
        CreatedUs = order.CreatedUs,
        UpdatedUs = order.UpdatedUs,
        Phantom = moment.Phantoms.OfOrder(order.Ordinal) is { } phantom ? View(phantom) : null,
        MadeByPhantom = order.PhantomId,
        Warnings = order.Warnings is { } warnings ? [.. warnings] : [],
    };

    public static PhantomView View(PhantomRecord record)
    {
        var state = record.State;
        decimal Price(long scaled) => FixedPoint.ToDecimal(scaled, record.Decimals);
        PhantomPrice? Level(PhantomLevel? level) => level is null ? null : new PhantomPrice(level.Price is { } price ? Price(price) : null, level.Percent);
        return new PhantomView(
            record.Id,
            record.Code,
            new PhantomLevels(Level(state.Spec.Stop), Level(state.Spec.Target), Level(state.Spec.Trail)),
            state.Status.ToString(),
            state.Lots,
            state.Lots > 0 ? state.AveragePrice / FixedPoint.Scale(record.Decimals) : null,
            PhantomPrices.Stop(state) is { } stop ? Price(stop.Level) : null,
            PhantomPrices.Target(state) is { } target ? Price(target) : null,
            state.Trigger?.Reason.Text(),
            state.Trigger?.TimeUs,
            state.IsUnprotected,
            record.Note,
            record.Lent);
    }

    public static OrderHistoryView[] History(Order order, AccountState state) =>
    [
        .. state.History[order.Ordinal].Select(h => new OrderHistoryView(h.Seq, h.TimeUs, h.Kind, h.Cause, h.State.ToString(), h.FilledLot, h.Reason)),
    ];

    public static AccountEventView View(AccountEvent e, AccountMoment moment)
    {
        var order = e.Subject > 0 ? moment.State.Orders.GetValueOrDefault(e.Subject) : null;
        return new AccountEventView(
            e.Seq,
            e.TimeUs,
            e.GetType().Name,
            e.Cause,
            order is null ? null : View(order, moment),
            e is PhantomSaved saved ? View(saved.Record) : null,
            e switch { BrokerPositionSeen seen => seen.Position.Code, PositionAdopted adopted => adopted.Code, FillBooked fill => fill.Code, _ => null });
    }

    public static PositionView[] Positions(AccountMoment moment, Func<string, decimal?> last)
    {
        var state = moment.State;
        var codes = state.Positions.Keys.Union(state.BrokerPositions.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return [.. codes.Select(One)];

        PositionView One(string code)
        {
            var position = state.Positions.GetValueOrDefault(code) ?? new Position(code, 0, 0, 0, 0, 100);
            var (average, price) = (position.AvgPrice, last(code));
            return new PositionView
            {
                AccountId = state.AccountId,
                Code = code,
                Lots = position.Lots,
                AvailableLots = position.Lots - state.Open[code].SellLots,
                AvgPrice = average,
                LastPrice = price,
                RealizedPnl = position.RealizedPnl,
                UnrealizedPnl = price is { } p && average is { } a ? (p - a) * position.Lots * position.LotSize : position.Lots == 0 ? 0 : null,
                LotSize = position.LotSize,
                BrokerLots = state.BrokerPositions.GetValueOrDefault(code)?.Lots,
                Phantoms = [.. moment.Phantoms.OfCode(code).Where(x => !x.IsOver).Select(View)],
            };
        }
    }
}

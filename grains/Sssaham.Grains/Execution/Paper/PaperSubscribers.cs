using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Paper;
using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Grains.Execution.Paper;

/// <summary>Who hears of a paper account. Reports are numbered for each observer, so that it sees when one is lost.</summary>
internal sealed class PaperSubscribers(TimeProvider time)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);
    private readonly Dictionary<IPaperObserver, Subscription> _observers = [];

    public void Add(IPaperObserver observer) => _observers[observer] = new Subscription(time.GetUtcNow() + Lease);

    public void Remove(IPaperObserver observer) => _observers.Remove(observer);

    public long? Renew(IPaperObserver observer)
    {
        if (!_observers.TryGetValue(observer, out var subscription)) return null;
        subscription.Until = time.GetUtcNow() + Lease;
        return subscription.Seq;
    }

    /// <summary>Tells one observer; one that is not subscribed hears nothing.</summary>
    public void Tell(IPaperObserver observer, PaperReport report)
    {
        if (_observers.TryGetValue(observer, out var subscription)) observer.OnReportAsync(report with { Seq = ++subscription.Seq }).Ignore();
    }

    /// <summary>Tells all.</summary>
    public void Tell(PaperReport report)
    {
        var now = time.GetUtcNow();
        foreach (var (observer, subscription) in _observers.ToArray())
        {
            if (subscription.Until < now) _observers.Remove(observer);
            else Tell(observer, report);
        }
    }

    private sealed class Subscription(DateTimeOffset until)
    {
        public DateTimeOffset Until { get; set; } = until;

        public long Seq { get; set; }
    }
}

/// <summary>Makes reports of a paper account.</summary>
internal static class PaperReports
{
    public static PaperReport Of(PaperBook book, PaperFees fees, IEnumerable<BrokerPush> pushes, long? request)
    {
        var rows = pushes.Select(Row).ToArray();
        return new PaperReport(0, request, false, book.AvailableCash(fees), [.. rows.Select(r => r.Code).Distinct().SelectMany(c => Position(book, c))], rows);
    }

    public static PaperReport List(PaperBook book, PaperFees fees, Func<string, DateOnly> today) => new(
        0,
        null,
        true,
        book.AvailableCash(fees),
        [.. book.Positions.Keys.SelectMany(c => Position(book, c))],
        [.. book.Orders.Values.Where(o => o.IsOpen || o.ChangedDay == today(o.Code)).SelectMany(o => o.Rows()).Select(Row)]);

    private static IEnumerable<PaperPosition> Position(PaperBook book, string code) =>
        book.Positions.TryGetValue(code, out var position) ? [new PaperPosition(code, position.Lots, book.AvailableLots(code), position.AvgPrice)] : [];

    private static PaperOrderRow Row(BrokerPush push) => new(
        push.OrderNo!, push.Code, push.Side!.Value.Text(), push.Status.ToString(), push.Price!.Value, push.CumulativeLots!.Value, push.OrderLots!.Value, push.Message, push.OrderTimeUs!.Value);
}

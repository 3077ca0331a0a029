namespace Sssaham.Domain.Flow;

/// <summary>What one broker did in an instrument over several days. Values in the instrument's currency.</summary>
/// <param name="Code">Broker code.</param>
/// <param name="Name">Name of the house; its code when it is not known.</param>
/// <param name="Category">The category of most of its traded value (bought + sold); a tie goes to foreign, then to local fund.</param>
/// <param name="BuyValue">Value bought, 0 or more.</param>
/// <param name="SellValue">Value sold, 0 or more.</param>
/// <param name="NetValue">Bought − sold.</param>
/// <param name="BuyLots">Lots bought.</param>
/// <param name="SellLots">Lots sold.</param>
/// <param name="BuyAvg">Value bought by shares bought; null without shares.</param>
/// <param name="SellAvg">Value sold by shares sold; null without shares.</param>
/// <param name="ActiveDays">Days on which it is listed on either side.</param>
public sealed record FlowBroker(
    string Code,
    string Name,
    BrokerCategory Category,
    decimal BuyValue,
    decimal SellValue,
    decimal NetValue,
    long BuyLots,
    long SellLots,
    decimal? BuyAvg,
    decimal? SellAvg,
    int ActiveDays);

/// <summary>Broker flow of one instrument over a range of days.</summary>
/// <param name="Days">The days that have a summary, ascending.</param>
/// <param name="Brokers">All brokers, by the size of their net, either way, then by code.</param>
/// <param name="Accumulators">The largest net buyers, at most <see cref="TopCount"/>.</param>
/// <param name="Distributors">The largest net sellers, at most <see cref="TopCount"/>.</param>
public sealed record FlowRange(
    IReadOnlyList<FlowDay> Days,
    IReadOnlyList<FlowBroker> Brokers,
    IReadOnlyList<FlowBroker> Accumulators,
    IReadOnlyList<FlowBroker> Distributors)
{
    /// <summary>Brokers in each of the two top lists.</summary>
    public const int TopCount = 10;

    /// <summary>Adds up summaries.</summary>
    /// <param name="summaries">Summaries of one instrument, each date once, in any order.</param>
    /// <param name="brokers">What brokers count as; each day by the map in force on it.</param>
    /// <param name="lotSize">Shares of one lot, above 0.</param>
    /// <returns>The range; empty without summaries.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The lot size is 0 or less.</exception>
    /// <exception cref="ArgumentException">The summaries are of several instruments, or a date comes twice.</exception>
    public static FlowRange Build(IReadOnlyList<BrokerSummary> summaries, BrokerDirectory brokers, decimal lotSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lotSize);
        var sums = new Dictionary<string, BrokerSum>(StringComparer.Ordinal);
        var ordered = summaries.OrderBy(s => s.Date).ToList();
        for (var i = 0; i < ordered.Count; i++)
        {
            var summary = ordered[i];
            if (summary.Ticker != ordered[0].Ticker) throw new ArgumentException($"{summary.Ticker} and {ordered[0].Ticker} are two instruments.", nameof(summaries));
            if (i > 0 && summary.Date == ordered[i - 1].Date) throw new ArgumentException($"{summary.Date:yyyy-MM-dd} comes twice.", nameof(summaries));
            foreach (var row in summary.Rows)
            {
                if (!sums.TryGetValue(row.Code, out var sum)) sums.Add(row.Code, sum = new BrokerSum());
                sum.Add(row, brokers.Classify(row.Code, row.Type, summary.Date).Category, i);
            }
        }

        var all = sums.Select(s => s.Value.ToBroker(s.Key, brokers.NameOf(s.Key), lotSize))
            .OrderByDescending(b => Math.Abs(b.NetValue))
            .ThenBy(b => b.Code, StringComparer.Ordinal)
            .ToList();
        return new FlowRange(
            [.. ordered.Select(s => FlowDay.Of(s, brokers, lotSize))],
            all,
            [.. all.Where(b => b.NetValue > 0).Take(TopCount)],
            [.. all.Where(b => b.NetValue < 0).Take(TopCount)]);
    }

    private sealed class BrokerSum
    {
        private readonly decimal[] _byCategory = new decimal[3];
        private decimal _bought;
        private decimal _sold;
        private long _lotsBought;
        private long _lotsSold;
        private int _days;
        private int _lastDay = -1;

        public void Add(BrokerRow row, BrokerCategory category, int day)
        {
            _byCategory[(int)category] += row.Value;
            if (row.Side == FlowSide.Buy)
            {
                _bought += row.Value;
                _lotsBought = checked(_lotsBought + row.Lots);
            }
            else
            {
                _sold += row.Value;
                _lotsSold = checked(_lotsSold + row.Lots);
            }

            if (day == _lastDay) return;
            _lastDay = day;
            _days++;
        }

        public FlowBroker ToBroker(string code, string name, decimal lotSize) => new(
            code,
            name,
            (BrokerCategory)Array.IndexOf(_byCategory, _byCategory.Max()),
            _bought,
            _sold,
            _bought - _sold,
            _lotsBought,
            _lotsSold,
            _lotsBought > 0 ? _bought / (_lotsBought * lotSize) : null,
            _lotsSold > 0 ? _sold / (_lotsSold * lotSize) : null,
            _days);
    }
}

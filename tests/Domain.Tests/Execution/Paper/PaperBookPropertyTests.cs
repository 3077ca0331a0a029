using Shouldly;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Paper;
using Sssaham.Domain.Tests.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Execution.Paper;

/// <summary>Random requests and tapes on two instruments, with a ledger kept from the pushes alone.</summary>
public sealed class PaperBookPropertyTests
{
    private const decimal Start = 3_000_000;
    private static readonly PaperFees Fees = new(0.0015m, 0.0025m);

    [Fact]
    public void Cash_and_lots_are_conserved_and_no_share_of_the_tape_is_had_twice() => Seeded.Run(60, random =>
    {
        var world = new World(random);
        for (var i = 0; i < 300; i++) world.Act();
    });

    [Fact]
    public void A_book_comes_back_from_its_bytes_and_goes_on_the_same_way() => Seeded.Run(30, random =>
    {
        var seed = random.Next();
        var (live, stored) = (new World(new Random(seed)), new World(new Random(seed)) { Stores = true });
        for (var i = 0; i < 200; i++)
        {
            live.Act();
            stored.Act();
        }

        PaperBookCodec.Encode(stored.Book).ShouldBe(PaperBookCodec.Encode(live.Book));
    });

    [Fact]
    public void Damaged_bytes_are_told() => Should.Throw<FormatException>(() => PaperBookCodec.Decode("{\"cash\":"u8));

    private sealed class World(Random random)
    {
        private static readonly string[] Codes = ["BBCA", "CRYPTO:X"];
        private readonly Dictionary<string, long> _filled = [];
        private readonly Dictionary<string, long> _held = [];
        private readonly Dictionary<string, decimal> _traded = [];
        private readonly Dictionary<string, decimal> _tapeFilled = [];
        private decimal _cash = Start;
        private long _submit;
        private long _position;
        private DateOnly _day = new(2026, 2, 18);

        public PaperBook Book { get; private set; } = new() { Cash = Start };

        public bool Stores { get; init; }

        public void Act()
        {
            var code = random.Pick(Codes);
            switch (random.Next(10))
            {
                case < 4:
                    var again = Book.Orders.Count > 0 && random.Chance(0.1);
                    var id = again ? Book.Orders.Values.ElementAt(random.Next(Book.Orders.Count)).SubmitId : ++_submit;
                    var step = Book.Submit(id, random.Pick(OrderSide.Buy, OrderSide.Sell), code, Price(), random.Next(1, 30), Market(code), Fees);
                    if (again) step.Book.ShouldBe(Book);
                    Take(step, code, 0);
                    break;
                case 4:
                    Take(Book.Amend(No(), Price(), random.Next(1, 30), Market(code), Fees), code, 0);
                    break;
                case 5:
                    Take(Book.Cancel(No(), _day), code, 0);
                    break;
                case 6 when random.Chance(0.1):
                    _day = _day.AddDays(1);
                    Take(Book.Expire(_ => _day), code, 0);
                    Book.Orders.Values.ShouldAllBe(o => !o.IsOpen || o.Day == _day);
                    break;
                default:
                    var trades = Enumerable.Range(0, random.Next(1, 6)).Select(_ => new PaperTrade(++_position, _position, Price(), random.Next(1, 1200))).ToList();
                    // Now and then part of it once more.
                    if (random.Chance(0.2)) trades.Add(trades[0]);
                    var tape = trades.DistinctBy(t => t.Position).Sum(t => t.Shares);
                    var had = Had(code);
                    Take(Book.Match(code, trades, _day, Fees), code, tape);
                    (Had(code) - had).ShouldBeInRange(0, tape);
                    break;
            }

            Check();
            if (Stores) Book = PaperBookCodec.Decode(PaperBookCodec.Encode(Book));
        }

        /// <summary>Shares of the tape that were filled in whole lots, and those that wait to become one.</summary>
        private decimal Had(string code) => _tapeFilled.GetValueOrDefault(code) + Book.Orders.Values.Where(o => o.Code == code && o.IsOpen).Sum(o => o.Carry);

        private decimal Price() => 1000 + (5 * random.Next(-4, 5));

        private string No() => Book.Orders.Count == 0 ? "P1" : Book.Orders.Values.ElementAt(random.Next(Book.Orders.Count)).OrderNo;

        private PaperMarket Market(string code)
        {
            var quoted = random.Chance(0.5);
            var bid = Price();
            return new PaperMarket(quoted, random.Chance(0.9) ? bid : null, random.Chance(0.9) ? bid + 5 : null, random.Chance(0.9) ? Price() : null, code == "BBCA" ? 100 : 1, random.Next(2000), _position, _position, 1 + _position, _day);
        }

        /// <summary>Books what the pushes say, at their prices.</summary>
        private void Take(PaperStep step, string code, decimal tape)
        {
            foreach (var push in step.Pushes.Where(p => p.Status == BrokerStatus.Matched))
            {
                var order = step.Book.Orders.Values.Single(o => o.OrderNo == push.OrderNo);
                var lots = push.CumulativeLots!.Value - _filled.GetValueOrDefault(push.OrderNo!);
                lots.ShouldBeGreaterThan(0);
                push.CumulativeLots.Value.ShouldBeLessThanOrEqualTo(order.Lots);
                _filled[push.OrderNo!] = push.CumulativeLots.Value;
                var value = push.Price!.Value * lots * order.LotSize;
                var buy = order.Side == OrderSide.Buy;
                (buy ? push.Price <= order.Price : push.Price >= order.Price).ShouldBeTrue();
                _cash += buy ? -value * (1 + Fees.BuyFeeRate) : value * (1 - Fees.SellFeeRate);
                _held[push.Code] = _held.GetValueOrDefault(push.Code) + (buy ? lots : -lots);
                if (tape > 0) _tapeFilled[push.Code] = _tapeFilled.GetValueOrDefault(push.Code) + (lots * order.LotSize);
            }

            _traded[code] = _traded.GetValueOrDefault(code) + tape;
            Book = step.Book;
        }

        private void Check()
        {
            Book.Cash.ShouldBe(_cash);
            Book.AvailableCash(Fees).ShouldBeGreaterThanOrEqualTo(0);
            foreach (var code in Codes)
            {
                (Book.Positions.TryGetValue(code, out var position) ? position.Lots : 0).ShouldBe(_held.GetValueOrDefault(code));
                Book.AvailableLots(code).ShouldBeGreaterThanOrEqualTo(0);
                Had(code).ShouldBeLessThanOrEqualTo(_traded.GetValueOrDefault(code));
            }

            foreach (var order in Book.Orders.Values)
            {
                order.FilledLots.ShouldBeInRange(0, order.Lots);
                order.FilledLots.ShouldBe(_filled.GetValueOrDefault(order.OrderNo));
                order.Carry.ShouldBeInRange(0, order.LotSize - 0.000001m);
                (order.State == PaperOrderState.Filled).ShouldBe(order.RemainingLots == 0);
            }
        }
    }
}

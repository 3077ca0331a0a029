using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class TradeNumberSetTests
{
    [Fact]
    public void It_says_what_a_dictionary_says() => Seeded.Run(40, random =>
    {
        var set = new TradeNumberSet();
        var oracle = new SortedDictionary<long, uint>();
        var range = random.Pick(10, 2_000, 1_000_000);
        var rising = random.Pick(0.0, 0.5, 0.99, 1.0);
        var next = 0L;
        for (var i = random.Next(1, 6_000); i > 0; i--)
        {
            var number = random.Chance(rising) ? next += random.Next(1, 3) : random.Next(0, range);
            var print = (uint)random.Next(0, 2);
            if (random.Chance(0.15))
            {
                set.Release(number);
                oracle.Remove(number);
            }
            else
            {
                var expected = !oracle.TryGetValue(number, out var seen) ? Reservation.New : seen == print ? Reservation.Duplicate : Reservation.Conflict;
                set.Reserve(number, print).ShouldBe(expected);
                if (expected == Reservation.New) oracle.Add(number, print);
            }

            set.Count.ShouldBe(oracle.Count);
            if (i % 1_000 == 0) set.Greatest.ShouldBe(oracle.Count == 0 ? -1 : oracle.Keys.Last());
        }

        set.Entries().ShouldBe(oracle.Select(o => (o.Key, o.Value)));
    });

    [Fact]
    public void Falling_numbers_and_those_at_the_ends_are_kept()
    {
        var set = new TradeNumberSet();
        for (var n = 5_000L; n >= 0; n--) set.Reserve(n, 1).ShouldBe(Reservation.New);
        set.Reserve(long.MaxValue, 7).ShouldBe(Reservation.New);
        set.Reserve(long.MaxValue, 7).ShouldBe(Reservation.Duplicate);
        set.Reserve(long.MaxValue, 8).ShouldBe(Reservation.Conflict);
        set.Entries().Select(e => e.Number).ShouldBe([.. Enumerable.Range(0, 5_001).Select(n => (long)n), long.MaxValue]);
    }

    [Fact]
    public void What_was_given_back_is_new_again()
    {
        var set = new TradeNumberSet();
        set.Release(5);
        set.Reserve(5, 1).ShouldBe(Reservation.New);
        set.Release(6);
        set.Release(5);
        (set.Count, set.Greatest).ShouldBe((0, -1));
        set.Reserve(5, 2).ShouldBe(Reservation.New);
        set.Reserve(5, 1).ShouldBe(Reservation.Conflict);
    }
}

using Shouldly;
using Sssaham.Domain.Execution.Phantom;
using Xunit;

namespace Sssaham.Domain.Tests.Execution.Phantom;

public sealed class PhantomSetTests
{
    private static readonly PhantomSpec Spec = new(new PhantomLevel(Price: 90));
    private static readonly string[] Codes = ["BBCA", "TLKM", "GOTO"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_is_the_list_that_was_put_in_oldest_first_and_found_every_way(int seed)
    {
        var random = new Random(seed);
        var (set, all) = (PhantomSet.Empty, new Dictionary<string, PhantomRecord>(StringComparer.Ordinal));
        for (var step = 0; step < 300; step++)
        {
            var number = random.Next(1, 120);
            var held = random.Next(4) == 0;
            var id = held ? PhantomRecord.HeldId(number) : PhantomRecord.IdOf(number);
            if (random.Next(3) == 0)
            {
                set = set.Without(id);
                all.Remove(id);
            }
            else
            {
                var record = new PhantomRecord(all.GetValueOrDefault(id)?.Code ?? Codes[random.Next(Codes.Length)], held ? 0 : number, 0, 100, Spec, PhantomState.Create(id, Spec), Lent: random.Next(5));
                set = set.With(record);
                all[id] = record;
            }

            var sorted = all.Values.OrderBy(p => p.Owner == 0 ? long.MaxValue : p.Owner).ThenBy(p => p.Id.Length).ThenBy(p => p.Id, StringComparer.Ordinal).ToList();
            set.ShouldBe(sorted);
            set.Count.ShouldBe(all.Count);
            foreach (var code in Codes) set.OfCode(code).ShouldBe(sorted.Where(p => p.Code == code));
            set.Find(id).ShouldBe(all.GetValueOrDefault(id));
            set.OfOrder(number).ShouldBe(all.GetValueOrDefault(PhantomRecord.IdOf(number)));
        }
    }
}

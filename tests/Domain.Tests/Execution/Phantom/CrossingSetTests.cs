using Shouldly;
using Sssaham.Domain.Execution.Phantom;
using Sssaham.Domain.Tests.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Execution.Phantom;

public sealed class CrossingSetTests
{
    [Fact]
    public void Crossed_thresholds_are_found_once_nearest_first()
    {
        var set = new CrossingSet();
        set.Put(new PhantomWatch("a", 950, 1100));
        set.Put(new PhantomWatch("b", 960, null));
        set.Put(new PhantomWatch("c", null, 1090));
        Cross(set, 961, 1089).ShouldBeEmpty();
        Cross(set, 950).ShouldBe(["b", "a"]);
        Cross(set, 950).ShouldBeEmpty();
        set.Count.ShouldBe(2);
        Cross(set, 1100).ShouldBe(["c", "a"]);
        set.Count.ShouldBe(0);
        set.Put(new PhantomWatch("a", 950, 1100));
        Cross(set, 940).ShouldBe(["a"]);
    }

    [Fact]
    public void An_offer_crosses_downwards_only()
    {
        var set = new CrossingSet();
        set.Put(new PhantomWatch("a", 950, 900));
        set.Put(new PhantomWatch("b", 960, null));
        var crossed = new List<string>();
        set.CrossBelow(961, crossed);
        crossed.ShouldBeEmpty();
        set.CrossBelow(950, crossed);
        crossed.ShouldBe(["b", "a"]);
        Cross(set, 961).ShouldBe(["a"]);
    }

    [Fact]
    public void It_finds_what_a_scan_finds() => Seeded.Run(150, random =>
    {
        var set = new CrossingSet();
        var model = new Dictionary<string, (long? Below, long? Above)>();
        for (var step = 0; step < 400; step++)
        {
            var id = $"p{random.Next(40)}";
            switch (random.Next(4))
            {
                case 0:
                    var watch = new PhantomWatch(id, random.Chance(0.8) ? random.Next(50, 100) : null, random.Chance(0.6) ? random.Next(95, 150) : null);
                    set.Put(watch);
                    model[id] = (watch.Below, watch.Above);
                    break;
                case 1:
                    set.Remove(id);
                    model.Remove(id);
                    break;
                default:
                    var price = random.Next(45, 155);
                    var expected = model.Where(w => w.Value.Below >= price).Select(w => w.Key).Concat(model.Where(w => w.Value.Above <= price).Select(w => w.Key)).Order().ToList();
                    Cross(set, price).Order().ShouldBe(expected);
                    foreach (var (key, (below, above)) in model.ToList()) model[key] = (below >= price ? null : below, above <= price ? null : above);
                    break;
            }

            foreach (var key in model.Where(w => w.Value is (null, null)).Select(w => w.Key).ToList()) model.Remove(key);
            set.Count.ShouldBe(model.Count);
        }
    });

    [Fact]
    public void A_price_between_the_thresholds_allocates_nothing()
    {
        var set = new CrossingSet();
        for (var i = 0; i < 2_000; i++) set.Put(new PhantomWatch($"p{i}", 900 - (i % 100), 1100 + (i % 100)));
        var crossed = new List<string>();
        set.Cross(1000, crossed);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20_000; i++) set.Cross(901 + (i % 199), crossed);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000);
        crossed.ShouldBeEmpty();
    }

    private static List<string> Cross(CrossingSet set, params ReadOnlySpan<long> prices)
    {
        var crossed = new List<string>();
        foreach (var price in prices) set.Cross(price, crossed);
        return crossed;
    }
}

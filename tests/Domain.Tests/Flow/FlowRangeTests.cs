using Shouldly;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Tests.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Flow;

public sealed class FlowRangeTests
{
    private static readonly DateOnly Date = FlowSamples.Monday;

    [Fact]
    public void Brokers_are_added_up_over_the_days()
    {
        var range = Build(
            FlowSamples.Summary(Date.AddDays(1), FlowSamples.Buy("YP", 3_000, 2), FlowSamples.Sell("PD", 3_000, 2)),
            FlowSamples.Summary(Date, FlowSamples.Buy("YP", 1_000, 1), FlowSamples.Sell("YP", 500, 1), FlowSamples.Buy("NI", 500, 1), FlowSamples.Sell("KZ", 1_000, 1)));
        range.Days.Select(d => (d.Date, d.SmartMoney)).ShouldBe([(Date, 1_000), (Date.AddDays(1), 3_000)]);
        // YP bought 4,000 for 3 lots of 100 shares.
        range.Brokers.ShouldBe(
        [
            new FlowBroker("YP", "Mirae Asset Sekuritas Indonesia", BrokerCategory.Foreign, 4_000, 500, 3_500, 3, 1, 4_000m / 300, 5, 2),
            new FlowBroker("PD", "Indo Premier Sekuritas", BrokerCategory.Retail, 0, 3_000, -3_000, 0, 2, null, 15, 1),
            new FlowBroker("KZ", "CLSA Sekuritas Indonesia", BrokerCategory.Retail, 0, 1_000, -1_000, 0, 1, null, 10, 1),
            new FlowBroker("NI", "BNI Sekuritas", BrokerCategory.LocalFund, 500, 0, 500, 1, 0, 5, null, 1),
        ]);
        range.Accumulators.Select(b => b.Code).ShouldBe(["YP", "NI"]);
        range.Distributors.Select(b => b.Code).ShouldBe(["PD", "KZ"]);
    }

    [Fact]
    public void Equal_nets_go_by_code_and_a_net_of_0_is_no_top()
    {
        var range = Build(FlowSamples.Summary(Date, FlowSamples.Buy("ZZ", 5), FlowSamples.Sell("AA", 5), FlowSamples.Buy("MM", 7), FlowSamples.Sell("MM", 7)));
        range.Brokers.Select(b => b.Code).ShouldBe(["AA", "ZZ", "MM"]);
        range.Accumulators.Select(b => b.Code).ShouldBe(["ZZ"]);
        range.Distributors.Select(b => b.Code).ShouldBe(["AA"]);
    }

    [Fact]
    public void The_top_holds_ten_of_each()
    {
        var rows = Enumerable.Range(10, 15).SelectMany(i => new[] { FlowSamples.Buy($"A{i}", i), FlowSamples.Sell($"B{i}", i) }).ToArray();
        var range = Build(FlowSamples.Summary(Date, rows));
        range.Accumulators.Select(b => b.Code).ShouldBe(Enumerable.Range(15, 10).Reverse().Select(i => $"A{i}"));
        range.Distributors.Select(b => b.Code).ShouldBe(Enumerable.Range(15, 10).Reverse().Select(i => $"B{i}"));
        range.Brokers.Count.ShouldBe(30);
    }

    [Fact]
    public void A_broker_of_several_categories_shows_the_one_of_most_value()
    {
        var mostlyForeign = Build(FlowSamples.Summary(Date, FlowSamples.Buy("YU", 4), FlowSamples.Sell("YU", 5, 1, BrokerType.Foreign)));
        mostlyForeign.Brokers.ShouldHaveSingleItem().Category.ShouldBe(BrokerCategory.Foreign);
        Build(FlowSamples.Summary(Date, FlowSamples.Buy("YU", 6), FlowSamples.Sell("YU", 5, 1, BrokerType.Foreign))).Brokers[0].Category.ShouldBe(BrokerCategory.Retail);
        Build(FlowSamples.Summary(Date, FlowSamples.Buy("YU", 5), FlowSamples.Sell("YU", 5, 1, BrokerType.Foreign))).Brokers[0].Category.ShouldBe(BrokerCategory.Foreign);
        // The amounts are whole all the same.
        (mostlyForeign.Brokers[0].BuyValue, mostlyForeign.Brokers[0].SellValue, mostlyForeign.Brokers[0].ActiveDays).ShouldBe((4, 5, 1));
    }

    [Fact]
    public void A_range_without_summaries_is_empty()
    {
        var range = Build();
        (range.Days.Count, range.Brokers.Count, range.Accumulators.Count, range.Distributors.Count).ShouldBe((0, 0, 0, 0));
    }

    [Fact]
    public void What_would_count_twice_or_mix_is_refused()
    {
        var summary = FlowSamples.Summary(Date, FlowSamples.Buy("YP", 1));
        Should.Throw<ArgumentException>(() => Build(summary, summary));
        Should.Throw<ArgumentException>(() => Build(summary, summary with { Ticker = "BBRI", Date = Date.AddDays(1) }));
        Should.Throw<ArgumentOutOfRangeException>(() => FlowRange.Build([summary], BrokerDirectory.Default, 0));
    }

    [Fact]
    public void Brokers_and_days_tell_the_same_and_order_does_not_matter()
    {
        Seeded.Run(150, random =>
        {
            var summaries = Enumerable.Range(0, random.Next(1, 8)).Select(d => FlowSamples.RandomSummary(random, Date.AddDays(d))).ToArray();
            var range = Build(summaries);
            range.Brokers.Sum(b => b.NetValue).ShouldBe(range.Days.Sum(d => d.SmartMoney + d.Retail));
            range.Brokers.Sum(b => b.BuyValue).ShouldBe(range.Days.Sum(d => d.BuyValue));
            foreach (var broker in range.Brokers)
            {
                var rows = summaries.SelectMany(s => s.Rows.Where(r => r.Code == broker.Code).Select(r => (s.Date, Row: r))).ToList();
                broker.ActiveDays.ShouldBe(rows.Select(r => r.Date).Distinct().Count());
                broker.SellLots.ShouldBe(rows.Where(r => r.Row.Side == FlowSide.Sell).Sum(r => r.Row.Lots));
                broker.NetValue.ShouldBe(broker.BuyValue - broker.SellValue);
            }

            random.Shuffle(summaries);
            for (var i = 0; i < summaries.Length; i++)
            {
                var rows = summaries[i].Rows.ToArray();
                random.Shuffle(rows);
                summaries[i] = summaries[i] with { Rows = rows };
            }

            Build(summaries).Brokers.ShouldBe(range.Brokers);
        });
    }

    private static FlowRange Build(params BrokerSummary[] summaries) => FlowRange.Build(summaries, BrokerDirectory.Default, 100);
}

using Shouldly;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Tests.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Flow;

public sealed class FlowDayTests
{
    private static readonly DateOnly Date = FlowSamples.Monday;

    [Fact]
    public void The_specifications_sample_adds_up()
    {
        var day = Of(BrokerSummaryReader.Read(FlowSamples.Utf8(FlowSamples.SeedForm)).Summary!);
        // Smart money bought 50 M (YP, Asing) and 30 M (NI); PD and KZ, both retail, sold 20 M and 60 M.
        (day.ForeignBuy, day.LocalFundBuy, day.RetailBuy).ShouldBe((50_000_000, 30_000_000, 0));
        (day.ForeignSell, day.LocalFundSell, day.RetailSell).ShouldBe((0, 0, 80_000_000));
        (day.SmartMoney, day.Retail).ShouldBe((80_000_000, -80_000_000));
        // 800 lots of 100 shares at 80 M: 1,000 each.
        (day.TotalValue, day.TotalLots, day.AveragePrice).ShouldBe((80_000_000, 800, 1_000));
        day.Warnings.ShouldBeEmpty();
        day.Unmapped.ShouldBeEmpty();
        day.IsPartial.ShouldBeFalse();
    }

    [Fact]
    public void Sides_that_differ_are_told_with_their_figures_and_used_as_they_are()
    {
        var day = FlowSamples.Day(Date, FlowSamples.Buy("YP", 1_500, 2), FlowSamples.Sell("PD", 1_000, 3));
        (day.SmartMoney, day.Retail, day.TotalValue, day.TotalLots).ShouldBe((1_500, -1_000, 1_500, 3));
        day.Warnings.ShouldBe(["Bought 1,500 and sold 1,000 differ by 500.", "Lots bought 2 and sold 3 differ by -1."]);
        day.IsPartial.ShouldBeTrue();
    }

    [Fact]
    public void A_side_without_rows_makes_the_day_partial()
    {
        var bought = FlowSamples.Day(Date, FlowSamples.Buy("YP", 1_500));
        (bought.SmartMoney, bought.Retail, bought.IsPartial).ShouldBe((1_500, 0, true));
        bought.Warnings.ShouldBe(["Partial: no sellers, buyers of 1,500."]);
        var sold = FlowSamples.Day(Date, FlowSamples.Sell("PD", 1_500));
        (sold.SmartMoney, sold.Retail, sold.IsPartial).ShouldBe((0, -1_500, true));
        sold.Warnings.ShouldBe(["Partial: no buyers, sellers of 1,500."]);
    }

    [Fact]
    public void A_stated_value_stands_and_what_the_brokers_lack_of_it_is_told()
    {
        var summary = FlowSamples.Summary(Date, FlowSamples.Buy("YP", 600, 6), FlowSamples.Sell("PD", 600, 6)) with { StatedValue = 1_000, StatedShares = 1_050 };
        var day = Of(summary);
        (day.TotalValue, day.TotalLots, day.IsPartial).ShouldBe((1_000, 10, true));
        day.AveragePrice.ShouldBe(1_000m / 1_050);
        day.Warnings.ShouldBe(["Stated value 1,000 and the larger side's 600 differ by 400.", "Stated shares 1,050 and the larger side's 600 differ by 450."]);
    }

    [Fact]
    public void Parts_of_lots_that_rows_cannot_show_are_no_warning()
    {
        var summary = FlowSamples.Summary(Date, FlowSamples.Buy("YP", 600, 6), FlowSamples.Sell("PD", 600, 6)) with { StatedValue = 600, StatedShares = 700 };
        Of(summary).Warnings.ShouldBeEmpty();
        Of(summary with { StatedShares = 701 }).Warnings.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_stated_0_beside_rows_is_told_and_not_used()
    {
        var day = Of(FlowSamples.Summary(Date, FlowSamples.Buy("YP", 600, 6), FlowSamples.Sell("PD", 600, 6)) with { StatedValue = 0, StatedShares = 0 });
        (day.TotalValue, day.TotalLots, day.AveragePrice, day.IsPartial).ShouldBe((600, 6, 1, false));
        day.Warnings.Count.ShouldBe(2);
    }

    [Fact]
    public void A_day_on_which_nothing_traded_has_no_average()
    {
        var day = FlowSamples.Day(Date, FlowSamples.Buy("YP", 0, 0), FlowSamples.Sell("PD", 0, 0));
        (day.TotalValue, day.TotalLots, day.AveragePrice, day.IsPartial).ShouldBe((0, 0, null, false));
        day.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Unmapped_brokers_count_as_local_funds_and_are_named_once()
    {
        var day = FlowSamples.Day(Date, FlowSamples.Buy("ZZ", 5), FlowSamples.Buy("XL", 3), FlowSamples.Sell("ZZ", 8), FlowSamples.Buy("AK", 0, 1, BrokerType.Foreign));
        (day.LocalFundBuy, day.LocalFundSell).ShouldBe((8, 8));
        day.Unmapped.ShouldBe(["XL", "ZZ"]);
    }

    [Fact]
    public void Rows_without_a_known_type_are_told()
    {
        var day = FlowSamples.Day(Date, FlowSamples.Buy("YP", 5, 1, BrokerType.Unknown), FlowSamples.Sell("PD", 5));
        day.Warnings.ShouldBe(["No known type for YP."]);
    }

    [Fact]
    public void The_map_of_the_day_counts_not_todays()
    {
        var changed = BrokerDirectory.Default.With(new BrokerEntry("NI", "", BrokerCategory.Retail, "test", Date.AddDays(1)));
        var summary = FlowSamples.Summary(Date, FlowSamples.Buy("NI", 5), FlowSamples.Sell("PD", 5));
        FlowDay.Of(summary, changed, 100).SmartMoney.ShouldBe(5);
        FlowDay.Of(summary with { Date = Date.AddDays(1) }, changed, 100).SmartMoney.ShouldBe(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_lot_has_shares(int lotSize) =>
        Should.Throw<ArgumentOutOfRangeException>(() => FlowDay.Of(FlowSamples.Summary(Date, FlowSamples.Buy("YP", 1)), BrokerDirectory.Default, lotSize));

    [Fact]
    public void A_lot_may_be_a_part_of_a_unit() =>
        FlowDay.Of(FlowSamples.Summary(Date, FlowSamples.Buy("YP", 10, 4), FlowSamples.Sell("PD", 10, 4)), BrokerDirectory.Default, 0.5m).AveragePrice.ShouldBe(5);

    [Fact]
    public void The_largest_figures_that_the_reader_takes_add_up()
    {
        var row = FlowSamples.Sell("PD", BrokerSummaryReader.MaxValue, BrokerSummaryReader.MaxLots);
        var rows = Enumerable.Range(0, BrokerSummaryReader.MaxRows).Select(_ => row).ToArray();
        var summary = FlowSamples.Summary(Date, rows) with { StatedShares = BrokerSummaryReader.MaxShares };
        FlowDay.Of(summary, BrokerDirectory.Default, 100).Retail.ShouldBe(-2_000_000_000_000_000_000_000m);
        FlowDay.Of(summary, BrokerDirectory.Default, 0.00000001m).TotalLots.ShouldBe(long.MaxValue);
        FlowRange.Build([summary], BrokerDirectory.Default, 100).Brokers.ShouldHaveSingleItem().SellLots.ShouldBe(2_000_000_000_000_000_000);
    }

    [Fact]
    public void The_order_of_rows_does_not_matter()
    {
        Seeded.Run(200, random =>
        {
            var summary = FlowSamples.RandomSummary(random, Date);
            var rows = summary.Rows.ToArray();
            random.Shuffle(rows);
            Of(summary with { Rows = rows }).ShouldBeEquivalentTo(Of(summary));
        });
    }

    [Fact]
    public void On_complete_data_the_two_nets_cancel()
    {
        Seeded.Run(200, random =>
        {
            var summary = FlowSamples.RandomSummary(random, Date);
            var missing = summary.Rows.Sum(r => r.Side == FlowSide.Buy ? r.Value : -r.Value);
            var rest = missing >= 0 ? FlowSamples.Sell("ES", missing, 0) : FlowSamples.Buy("ES", -missing, 0);
            var day = Of(summary with { Rows = [.. summary.Rows, rest], StatedValue = null });
            (day.SmartMoney + day.Retail).ShouldBe(0);
            day.BuyValue.ShouldBe(day.SellValue);
            day.IsPartial.ShouldBeFalse();
        });
    }

    [Fact]
    public void Rows_split_among_summaries_add_up_to_the_whole()
    {
        Seeded.Run(200, random =>
        {
            var summary = FlowSamples.RandomSummary(random, Date) with { StatedValue = null, StatedShares = null };
            var cut = random.Next(summary.Rows.Count + 1);
            var whole = Of(summary);
            var (a, b) = (Of(summary with { Rows = [.. summary.Rows.Take(cut)] }), Of(summary with { Rows = [.. summary.Rows.Skip(cut)] }));
            (a.SmartMoney + b.SmartMoney, a.Retail + b.Retail, a.BuyValue + b.BuyValue, a.SellValue + b.SellValue)
                .ShouldBe((whole.SmartMoney, whole.Retail, whole.BuyValue, whole.SellValue));
            a.Unmapped.Union(b.Unmapped).Order(StringComparer.Ordinal).ShouldBe(whole.Unmapped);
        });
    }

    private static FlowDay Of(BrokerSummary summary) => FlowDay.Of(summary, BrokerDirectory.Default, 100);
}

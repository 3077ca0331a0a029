using Shouldly;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Tests.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Flow;

public sealed class BrokerDirectoryTests
{
    private static readonly DateOnly Today = new(2026, 2, 10);

    [Theory]
    [InlineData("YP JP ML UB CS GS MS DB", BrokerCategory.Foreign)]
    [InlineData("NI AM KK MG ZP", BrokerCategory.LocalFund)]
    [InlineData("PD RX SQ YU KZ", BrokerCategory.Retail)]
    public void The_map_to_start_from_is_the_specifications(string codes, BrokerCategory category)
    {
        foreach (var code in codes.Split(' ')) BrokerDirectory.Default.Classify(code, BrokerType.Local, Today).ShouldBe(new BrokerClass(category, IsMapped: true), code);
        BrokerDirectory.Default.InForce(Today).Where(e => e.Category == category).Select(e => e.Code).ShouldBe(codes.Split(' ').Order(StringComparer.Ordinal));
        BrokerDirectory.Default.InForce(Today).Count.ShouldBe(18);
        BrokerDirectory.Default.Version.ShouldBe(0);
    }

    [Theory]
    [InlineData("YU", BrokerType.Foreign, BrokerCategory.Foreign, true)]
    [InlineData("ZZ", BrokerType.Foreign, BrokerCategory.Foreign, true)]
    [InlineData("NI", BrokerType.Retail, BrokerCategory.Retail, true)]
    [InlineData("YU", BrokerType.Local, BrokerCategory.Retail, true)]
    [InlineData("YU", BrokerType.Unknown, BrokerCategory.Retail, true)]
    [InlineData("YP", BrokerType.Local, BrokerCategory.Foreign, true)]
    [InlineData("NI", BrokerType.Government, BrokerCategory.LocalFund, true)]
    [InlineData("ZZ", BrokerType.Local, BrokerCategory.LocalFund, false)]
    [InlineData("ZZ", BrokerType.Government, BrokerCategory.LocalFund, false)]
    [InlineData("XL", BrokerType.Unknown, BrokerCategory.LocalFund, false)]
    public void The_type_wins_then_the_map_and_the_rest_are_local_funds(string code, BrokerType type, BrokerCategory category, bool isMapped) =>
        BrokerDirectory.Default.Classify(code, type, Today).ShouldBe(new BrokerClass(category, isMapped));

    [Fact]
    public void Smart_money_is_what_the_specifications_isSmartMoney_says()
    {
        foreach (var type in Enum.GetValues<BrokerType>())
        {
            foreach (var code in new[] { "YP", "NI", "PD", "ZZ" })
            {
                var isRetail = code == "PD";
                var isSmartMoney = type == BrokerType.Foreign || (!isRetail && type != BrokerType.Retail);
                BrokerDirectory.Default.Classify(code, type, Today).Category.IsSmart().ShouldBe(isSmartMoney, $"{code} {type}");
            }
        }
    }

    [Fact]
    public void A_change_holds_from_its_date_on()
    {
        var changed = BrokerDirectory.Default.With(Entry("YP", BrokerCategory.Retail, Today));
        changed.Classify("YP", BrokerType.Local, Today.AddDays(-1)).Category.ShouldBe(BrokerCategory.Foreign);
        changed.Classify("YP", BrokerType.Local, Today).Category.ShouldBe(BrokerCategory.Retail);
        changed.InForce(Today.AddDays(-1)).Single(e => e.Code == "YP").Category.ShouldBe(BrokerCategory.Foreign);
        changed.InForce(Today).Single(e => e.Code == "YP").Source.ShouldBe("test");
        changed.History("YP").Select(e => e.Category).ShouldBe([BrokerCategory.Foreign, BrokerCategory.Retail]);
        changed.Version.ShouldBe(1);
        BrokerDirectory.Default.Classify("YP", BrokerType.Local, Today).Category.ShouldBe(BrokerCategory.Foreign);
    }

    [Fact]
    public void A_change_for_the_same_code_and_date_replaces_and_the_very_same_changes_nothing()
    {
        var once = BrokerDirectory.Default.With(Entry("xl", BrokerCategory.Foreign, Today));
        var twice = once.With(Entry("XL", BrokerCategory.Retail, Today));
        twice.History("XL").Select(e => e.Category).ShouldBe([BrokerCategory.Retail]);
        twice.Version.ShouldBe(2);
        twice.Changes.Count.ShouldBe(2);
        twice.With(Entry("XL", BrokerCategory.Retail, Today)).ShouldBeSameAs(twice);
        BrokerDirectory.Default.Classify("XL", BrokerType.Local, Today).IsMapped.ShouldBeFalse();
        twice.Classify("XL", BrokerType.Local, Today).ShouldBe(new BrokerClass(BrokerCategory.Retail, IsMapped: true));
        twice.Classify("XL", BrokerType.Local, Today.AddDays(-1)).IsMapped.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("ABCDE")]
    [InlineData("A-")]
    [InlineData("É1")]
    public void A_change_without_a_code_is_refused(string code) =>
        Should.Throw<ArgumentException>(() => BrokerDirectory.Default.With(Entry(code, BrokerCategory.Retail, Today)));

    [Fact]
    public void A_change_to_no_category_is_refused() =>
        Should.Throw<ArgumentException>(() => BrokerDirectory.Default.With(Entry("XL", (BrokerCategory)3, Today)));

    [Fact]
    public void A_directory_is_its_list_of_changes()
    {
        Seeded.Run(200, random =>
        {
            var directory = BrokerDirectory.Default;
            var model = new List<BrokerEntry>();
            for (var n = random.Next(12); n > 0; n--)
            {
                var entry = Entry(random.Pick("YP", "XL", "CC"), random.Pick(BrokerCategory.Foreign, BrokerCategory.LocalFund, BrokerCategory.Retail), Today.AddDays(random.Next(4)));
                directory = directory.With(entry);
                model.RemoveAll(e => e.Code == entry.Code && e.Since == entry.Since);
                model.Add(entry);
            }

            var again = BrokerDirectory.From(directory.Changes);
            again.Version.ShouldBe(directory.Version);
            for (var d = -1; d < 5; d++)
            {
                var on = Today.AddDays(d);
                again.InForce(on).ShouldBe(directory.InForce(on));
                foreach (var code in new[] { "XL", "CC" })
                {
                    var expected = model.Where(e => e.Code == code && e.Since <= on).MaxBy(e => e.Since);
                    directory.Classify(code, BrokerType.Local, on).ShouldBe(new BrokerClass(expected?.Category ?? BrokerCategory.LocalFund, expected is not null));
                }
            }
        });
    }

    [Fact]
    public void Names_come_from_the_latest_entry_then_the_exchange_then_the_code()
    {
        BrokerDirectory.Default.NameOf("YP").ShouldBe("Mirae Asset Sekuritas Indonesia");
        BrokerDirectory.Default.NameOf("XL").ShouldBe("Stockbit Sekuritas Digital");
        BrokerDirectory.Default.NameOf("ML").ShouldBe("Merrill Lynch");
        BrokerDirectory.Default.NameOf("ZZ").ShouldBe("ZZ");
        var renamed = BrokerDirectory.Default.With(Entry("YP", BrokerCategory.Retail, Today) with { Name = "Mirae" }).With(Entry("YP", BrokerCategory.Retail, Today.AddDays(1)) with { Name = "" });
        renamed.NameOf("YP").ShouldBe("Mirae");
    }

    [Fact]
    public void Categories_have_names()
    {
        foreach (var category in Enum.GetValues<BrokerCategory>())
        {
            BrokerCategories.TryParse(category.Text(), out var read).ShouldBeTrue();
            read.ShouldBe(category);
        }

        BrokerCategory.LocalFund.Text().ShouldBe("local_fund");
        BrokerCategories.TryParse("Retail", out _).ShouldBeFalse();
        BrokerCategories.TryParse(null, out _).ShouldBeFalse();
    }

    private static BrokerEntry Entry(string code, BrokerCategory category, DateOnly since) => new(code, "A house", category, "test", since);
}

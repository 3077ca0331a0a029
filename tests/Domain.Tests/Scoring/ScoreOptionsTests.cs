using Shouldly;
using Sssaham.Domain.Scoring;
using Xunit;

namespace Sssaham.Domain.Tests.Scoring;

public sealed class ScoreOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => new ScoreOptions().Validate().ShouldBeEmpty();

    public static TheoryData<string, ScoreOptions> Wrong => new()
    {
        { "DeltaWeight", new() { DeltaWeight = 1.1, ZNgrWeight = -0.1 } },
        { "ZNgrWeight", new() { ZNgrWeight = 0.4 } },
        { "NoHistoryNorm", new() { NoHistoryNorm = double.NaN } },
        { "SmartLeadShare", new() { SmartLeadShare = 2 } },
        { "DeltaHigh", new() { DeltaLow = 50, DeltaHigh = 50 } },
        { "ZNgrHigh", new() { ZNgrHigh = -3 } },
        { "ZNgrLow", new() { ZNgrLow = double.NegativeInfinity } },
        { "KnifeFactor", new() { KnifeFactor = -1 } },
        { "ConsolidationFrom", new() { KnifeBelow = 0 } },
        { "ConsolidationTo", new() { ConsolidationTo = -1.5 } },
        { "RetailTrapFactor", new() { RetailTrapFactor = 11 } },
        { "BothSellWeight", new() { BothSellWeight = double.PositiveInfinity } },
        { "SmartMoneyFloor", new() { SmartMoneyFloor = -1 } },
        { "Signals.StrongBuyAbove", new() { Signals = new() { StrongBuyAbove = 1.5 } } },
        { "Signals.CrashBelow", new() { Signals = new() { CrashBelow = double.NaN } } },
        { "Signals.RetailTrapWeightBelow", new() { Signals = new() { RetailTrapWeightBelow = -1 } } },
        { "Signals.SellBelow", new() { Signals = new() { SellBelow = 0.7 } } },
        { "Alerts.MinDeltaPct", new() { Alerts = new() { MinDeltaPct = 101 } } },
        { "Alerts.MinNet", new() { Alerts = new() { MinNet = -1 } } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_option_is_told_by_its_field(string field, ScoreOptions options)
    {
        var problems = options.Validate();
        problems.Keys.ShouldContain(field);
        problems[field].ShouldAllBe(message => message.StartsWith("must ", StringComparison.Ordinal));
    }

    [Fact]
    public void All_problems_are_told_at_once() =>
        new ScoreOptions { KnifeFactor = -1, NeutralFactor = -1, Alerts = new() { MinNet = -1 } }.Validate().Keys.ShouldBe(
            ["KnifeFactor", "NeutralFactor", "Alerts.MinNet"], ignoreOrder: true);
}

using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class FootprintBarCodecTests
{
    [Fact]
    public void Bars_come_back_as_they_were() => Seeded.Run(1_000, random =>
    {
        var bar = RandomBar.Of(random, random.Pick(1L, 100, 1_000_000), random.Pick(500L, 1_000_000_000_000));
        if (random.Chance(0.1)) bar = DayBookCodec.WithoutLevels(bar);
        var again = FootprintBarCodec.Decode(FootprintBarCodec.Encode(bar));
        TapeOracle.Text(again).ShouldBe(TapeOracle.Text(bar));
        (again.Revision, again.Cvd).ShouldBe((bar.Revision, bar.Cvd));
        again.Value.ShouldBe(bar.Value);
    });

    [Fact]
    public void A_value_beyond_64_bits_comes_back()
    {
        var builder = new FootprintBuilder();
        for (var i = 0; i < 100; i++) builder.Add(TradeRules.MaxScaled - i, TradeRules.MaxScaled, i % 2 == 0 ? Side.Buy : Side.Sell, SideSource.Given);
        var bar = builder.Build(0, 60_000_000);
        bar.Value.ShouldBe(Enumerable.Range(0, 100).Aggregate((Int128)0, (sum, i) => sum + ((Int128)(TradeRules.MaxScaled - i) * TradeRules.MaxScaled)));
        FootprintBarCodec.Decode(FootprintBarCodec.Encode(bar)).Value.ShouldBe(bar.Value);
    }

    [Fact]
    public void Cut_and_lengthened_bytes_are_refused()
    {
        var packed = FootprintBarCodec.Encode(RandomBar.Of(new Random(1)));
        for (var length = 0; length < packed.Length; length++) Should.Throw<FormatException>(() => FootprintBarCodec.Decode(packed.AsSpan(0, length)));
        Should.Throw<FormatException>(() => FootprintBarCodec.Decode([.. packed, 0]));
    }

    [Fact]
    public void Hostile_bytes_are_refused() => HostileBytes.ShouldBeRefused(FootprintBarCodec.Encode(RandomBar.Of(new Random(1))), bytes => FootprintBarCodec.Decode(bytes));
}

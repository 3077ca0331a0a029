using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class TradeCodecTests
{
    [Fact]
    public void Trades_come_back_as_they_were() => Seeded.Run(500, random =>
    {
        var trades = Enumerable.Range(0, random.Next(0, 100)).Select(_ => Any(random)).ToArray();
        TradeCodec.Decode(TradeCodec.Encode(trades)).ShouldBe(trades);
    });

    [Fact]
    public void The_ends_of_the_range_come_back()
    {
        Trade[] trades =
        [
            new(long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, Side.Sell, SideSource.Tick, new Code4(uint.MaxValue), default, Code4.Parse("ZZZZ")),
            new(long.MinValue, 0, 1, 1, Side.Buy, SideSource.Given),
            new(0, Trade.FirstAssignedNumber, 1, 1),
        ];
        TradeCodec.Decode(TradeCodec.Encode(trades)).ShouldBe(trades);
        TradeCodec.Decode(TradeCodec.Encode([])).ShouldBeEmpty();
    }

    [Fact]
    public void A_tape_takes_about_ten_bytes_a_trade()
    {
        var trades = Enumerable.Range(0, 1000).Select(i => new Trade(1_771_380_002_000_000 + (i * 137_000L), 74313 + i, 2210 + (i % 3 * 10), 100 * (1 + (i % 50)), Side.Buy, SideSource.Given)).ToArray();
        TradeCodec.Encode(trades).Length.ShouldBeLessThan(11_000);
    }

    [Fact]
    public void Cut_bytes_are_refused()
    {
        var packed = TradeCodec.Encode([Any(new Random(1)), Any(new Random(2))]);
        for (var length = 0; length < packed.Length; length++) Should.Throw<FormatException>(() => TradeCodec.Decode(packed.AsSpan(0, length)));
        Should.Throw<FormatException>(() => TradeCodec.Decode([.. packed, 0]));
        Should.Throw<FormatException>(() => TradeCodec.Decode([2, .. packed.AsSpan(1)]));
    }

    [Fact]
    public void What_no_writer_writes_is_refused()
    {
        // Version, count, flags, time, number, price, quantity.
        TradeCodec.Decode([1, 1, 0b101, 2, 2, 2, 1]).ShouldBe([new Trade(1, 1, 1, 1, Side.Buy, SideSource.Given)]);
        Should.Throw<FormatException>(() => TradeCodec.Decode([1, 1, 0b011, 2, 2, 2, 1]), "there is no third side");
        Should.Throw<FormatException>(() => TradeCodec.Decode([1, 1, 0b10101, 2, 2, 2, 1]), "there is no fifth source");
        Should.Throw<FormatException>(() => TradeCodec.Decode([1, 1, 0b1000101, 2, 2, 2, 1]), "there is no such flag");
        Should.Throw<FormatException>(() => TradeCodec.Decode([1, 1, 0, 2, 2, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]), "more than 64 bits");
    }

    [Fact]
    public void Hostile_bytes_are_refused_quickly_and_with_little_memory()
    {
        HostileBytes.ShouldBeRefused(TradeCodec.Encode([.. Enumerable.Range(0, 20).Select(i => Any(new Random(i)))]), bytes => TradeCodec.Decode(bytes));
        // A count of four thousand million trades in ten bytes.
        Should.Throw<FormatException>(() => TradeCodec.Decode([1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0, 0, 0, 0]));
    }

    internal static Trade Any(Random random)
    {
        var codes = random.Chance(0.5);
        return new Trade(
            random.Chance(0.2) ? -random.Digits(long.MaxValue / 2) : random.Digits(long.MaxValue / 2),
            random.Digits(long.MaxValue),
            random.Digits(TradeRules.MaxScaled) + 1,
            random.Digits(TradeRules.MaxScaled) + 1,
            random.Pick(Side.Unknown, Side.Buy, Side.Sell),
            random.Pick(SideSource.None, SideSource.Given, SideSource.OrderNumber, SideSource.Quote, SideSource.Tick),
            codes ? Code4.Parse(random.Pick("", "RG", "NG", "T-1")) : default,
            codes ? Code4.Parse(random.Pick("", "YP", "PD")) : default,
            codes ? Code4.Parse(random.Pick("", "YP", "PD")) : default);
    }
}

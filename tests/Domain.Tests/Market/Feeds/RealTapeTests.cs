using System.Globalization;
using System.Text;
using System.Text.Json;
using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Feeds;
using Xunit;
using Xunit.Abstractions;

namespace Sssaham.Domain.Tests.Market.Feeds;

public sealed class RealTapeTests(ITestOutputHelper output)
{
    [Fact]
    public void The_bitcoin_tape_gives_every_trade_and_nothing_else()
    {
        if (SharedData.Lines(SharedData.Btc, output) is not { } lines) return;
        var trades = ReadAll(TapePresets.Binance, lines, out var skipped);
        trades.Count.ShouldBe(9757);
        skipped.ShouldBe(lines.Count - 9757);
        trades[0].ShouldBe(new FeedTrade(
            "GENERIC",
            "BTCUSDT",
            new Trade(FeedVenues.Us("2024-08-08T23:54:15.342Z"), 3735683259, 61837_63000000, 2000000, Side.Sell, SideSource.Given),
            HasNumber: true));

        // The oracle builds documents and knows nothing of mappings.
        var expected = new List<(long, long, decimal, decimal, bool)>();
        foreach (var line in lines)
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(line)[20..]);
            if (!document.RootElement.TryGetProperty("data", out var data) || !data.TryGetProperty("e", out var e) || e.GetString() != "trade") continue;
            expected.Add((
                data.GetProperty("T").GetInt64() * 1000,
                data.GetProperty("t").GetInt64(),
                decimal.Parse(data.GetProperty("p").GetString()!, CultureInfo.InvariantCulture),
                decimal.Parse(data.GetProperty("q").GetString()!, CultureInfo.InvariantCulture),
                data.GetProperty("m").GetBoolean()));
        }

        trades.Select(t => (t.Trade.TimeUs, t.Trade.Number, FixedPoint.ToDecimal(t.Trade.Price, 8), FixedPoint.ToDecimal(t.Trade.Quantity, 8), t.Trade.Side == Side.Sell))
            .ShouldBe(expected);
        trades.Count(t => t.Trade.Side == Side.Sell).ShouldBe(5654);
        trades.Count(t => t.Trade.Side == Side.Buy).ShouldBe(4103);
    }

    [Fact]
    public void The_future_tape_gives_every_row_in_the_order_of_the_file()
    {
        if (SharedData.Lines(SharedData.Es, output) is not { } lines) return;
        var trades = ReadAll(TapePresets.EsTickByTick, lines, out var skipped);
        trades.Count.ShouldBe(lines.Count - 1);
        trades.Count.ShouldBe(2026);
        skipped.ShouldBe(1);
        trades[0].ShouldBe(new FeedTrade(
            "GENERIC",
            "ES",
            new Trade(FeedVenues.Us("2022-01-24T13:30:00.005Z"), 2314222, 4347_75000000, 1_00000000, Side.Buy, SideSource.Given),
            HasNumber: true));
        trades[^1].ShouldBe(new FeedTrade(
            "GENERIC",
            "ES",
            new Trade(FeedVenues.Us("2022-01-24T13:31:00.955009Z"), 2322571, 4345_75000000, 1_00000000, Side.Buy, SideSource.Given),
            HasNumber: true));

        var rows = lines.Skip(1).Select(l => Encoding.UTF8.GetString(l).Split(';')).ToList();
        trades.Select(t => (t.Trade.Number, FixedPoint.ToDecimal(t.Trade.Price, 8), FixedPoint.ToDecimal(t.Trade.Quantity, 8), t.Trade.Side)).ShouldBe(
            rows.Select(r => (
                long.Parse(r[2], CultureInfo.InvariantCulture),
                decimal.Parse(r[4], CultureInfo.InvariantCulture),
                decimal.Parse(r[5], CultureInfo.InvariantCulture),
                r[6] == "1" ? Side.Sell : Side.Buy)));
        for (var i = 1; i < trades.Count; i++) trades[i - 1].Trade.TimeUs.ShouldBeLessThan(trades[i].Trade.TimeUs);
    }

    [Fact]
    public void The_future_tapes_fraction_is_an_unpadded_millisecond_and_a_counter_within_it()
    {
        if (SharedData.Lines(SharedData.Es, output) is not { } lines) return;
        // The reading rests on this: the last three digits start at 0 in each new millisecond and rise by one.
        var before = "";
        var counter = -1;
        foreach (var line in lines.Skip(1))
        {
            var time = Encoding.UTF8.GetString(line).Split(';')[1];
            counter = time[..^3] == before ? counter + 1 : 0;
            before = time[..^3];
            int.Parse(time[^3..], CultureInfo.InvariantCulture).ShouldBe(counter);
        }
    }

    [Fact]
    public void The_quote_rule_finds_the_side_that_the_future_tape_states()
    {
        if (SharedData.Lines(SharedData.Es, output) is not { } lines) return;
        var stated = ReadAll(TapePresets.EsTickByTick, lines, out _);
        var inferred = ReadAll(TapePresets.EsTickByTick with { SideField = null }, lines, out _);
        inferred.ShouldAllBe(t => t.Trade.SideSource == SideSource.Quote);
        inferred.Select(t => t.Trade.Side).ShouldBe(stated.Select(t => t.Trade.Side));
    }

    [Fact]
    public void Archived_IPOT_frames_give_every_trade()
    {
        if (SharedData.Lines(SharedData.Ipot, output) is not { } lines) return;
        var trades = ReadAll(TapePresets.Ipot, lines, out var skipped);
        trades.Count.ShouldBe(40);
        skipped.ShouldBe(0);
        var first = new Trade(FeedVenues.Us("2026-02-18T09:00:02+07:00"), 74313, 2210, 100, Side.Sell, SideSource.OrderNumber, Code4.Parse("RG"));
        trades[0].ShouldBe(new FeedTrade("IDX", "ADRO", first, HasNumber: true, PreviousClose: 2220));
        trades[^1].ShouldBe(new FeedTrade("IDX", "ADRO", first with { Number = 74352, Quantity = 300 }, HasNumber: true, PreviousClose: 2220));
        var raw = lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("raw").GetString()!.Split('|')).ToList();
        trades.Count(t => t.Trade.Side == Side.Sell).ShouldBe(raw.Count(r => r[13] != "00" && r[14] == "00"));
        trades.Sum(t => t.Trade.Quantity).ShouldBe(raw.Sum(r => long.Parse(r[7], CultureInfo.InvariantCulture) * 100));
    }

    [Fact]
    public void Damaged_real_lines_never_throw_and_a_bad_one_names_its_field()
    {
        // Random, but the same every time.
        var random = new Random(20240808);
        var outcomes = new int[3];
        foreach (var (preset, lines, header) in Samples())
        {
            var reader = FeedVenues.Reader(preset);
            if (header is not null) reader.TryRead(header, out _, out _).ShouldBe(TapeOutcome.Skipped);
            var trades = new List<FeedTrade>();
            var errors = new List<FeedError>();
            for (var i = 0; i < 20_000; i++)
            {
                var line = Damage(lines[random.Next(lines.Count)], random);
                var outcome = reader.TryRead(line, out var trade, out var error);
                outcomes[(int)outcome]++;
                (error is not null).ShouldBe(outcome == TapeOutcome.Bad);
                if (error is not null) (error.Field.Length > 0 && error.Reason.Length > 0).ShouldBeTrue(error.ToString());
                if (outcome == TapeOutcome.Trade) ShouldBeSound(trade);
                reader.ReadAll(line, trades, errors);
            }
        }

        outcomes.ShouldAllBe(n => n > 0);
        output.WriteLine($"skipped {outcomes[0]}, trades {outcomes[1]}, bad {outcomes[2]}");
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var random = new Random(7);
        var bytes = new byte[200];
        foreach (var preset in TapePresets.All.Values)
        {
            var reader = FeedVenues.Reader(preset);
            for (var i = 0; i < 5_000; i++)
            {
                var line = bytes.AsSpan(0, random.Next(bytes.Length));
                random.NextBytes(line);
                if (reader.TryRead(line, out _, out var error) == TapeOutcome.Bad) error.ShouldNotBeNull();
                IpotFrame.Parse(line);
            }
        }
    }

    private static void ShouldBeSound(FeedTrade trade)
    {
        InstrumentKey.IsTicker(trade.Ticker).ShouldBeTrue();
        trade.Trade.Price.ShouldBeGreaterThan(0);
        trade.Trade.Quantity.ShouldBeGreaterThan(0);
        trade.Trade.Number.ShouldBeInRange(0, Trade.FirstAssignedNumber - 1);
        trade.Trade.TimeUs.ShouldBeInRange(FeedVenues.Us("1980-01-01T00:00:00Z"), FeedVenues.Us("2200-01-01T00:00:00Z"));
        (trade.Trade.Side == Side.Unknown).ShouldBe(trade.Trade.SideSource == SideSource.None);
    }

    private static byte[] Damage(byte[] line, Random random)
    {
        var result = line.Take(2_000).ToList();
        for (var n = random.Next(1, 4); n > 0 && result.Count > 0; n--)
        {
            var at = random.Next(result.Count);
            switch (random.Next(6))
            {
                case 0: result[at] = (byte)random.Next(256); break;
                case 1: result.RemoveAt(at); break;
                case 2: result.Insert(at, "\"\\{}[],:;|0-e."u8[random.Next(14)]); break;
                case 3: result.RemoveRange(at, result.Count - at); break;
                case 4: result.InsertRange(at, result.Skip(random.Next(result.Count)).Take(random.Next(30)).ToList()); break;
                default: result.InsertRange(at, "\\ud800"u8.ToArray()); break;
            }
        }

        return [.. result];
    }

    private static List<FeedTrade> ReadAll(TapeMapping mapping, IReadOnlyList<byte[]> lines, out int skipped)
    {
        var reader = FeedVenues.Reader(mapping);
        var trades = new List<FeedTrade>();
        skipped = 0;
        for (var i = 0; i < lines.Count; i++)
        {
            var outcome = reader.TryRead(lines[i], out var trade, out var error);
            error.ShouldBeNull($"line {i + 1}");
            if (outcome == TapeOutcome.Trade) trades.Add(trade);
            else skipped++;
        }

        return trades;
    }

    // Real lines where they are here, else one of a kind.
    private IEnumerable<(TapeMapping Preset, IReadOnlyList<byte[]> Lines, byte[]? Header)> Samples()
    {
        yield return (TapePresets.Binance, SharedData.Lines(SharedData.Btc, output)?.Take(3_000).ToList() ?? [Encoding.UTF8.GetBytes(SampleLines.Binance)], null);
        yield return (TapePresets.Ipot, SharedData.Lines(SharedData.Ipot, output) ?? [Encoding.UTF8.GetBytes(SampleLines.IpotEnvelope)], null);
        var es = SharedData.Lines(SharedData.Es, output) ?? [Encoding.UTF8.GetBytes(SampleLines.EsHeader), Encoding.UTF8.GetBytes(SampleLines.Es)];
        yield return (TapePresets.EsTickByTick, es.Skip(1).ToList(), es[0]);
        yield return (TapePresets.Sssaham, [Encoding.UTF8.GetBytes(SampleLines.Sssaham)], null);
    }
}

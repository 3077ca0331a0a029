using System.Globalization;
using System.Text;
using System.Text.Json;
using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Feeds;
using Sssaham.Domain.Tests.Market.Feeds;
using Xunit;
using Xunit.Abstractions;

namespace Sssaham.Domain.Tests.Market;

/// <summary>Real tapes through reader, day books and merger, against sums taken straight from the raw files.</summary>
public sealed class RealTapeTests(ITestOutputHelper output)
{
    private const long Hour = 3_600_000_000;

    [Fact]
    public void The_bars_of_the_bitcoin_tape_are_those_of_its_raw_lines()
    {
        if (SharedData.Lines(SharedData.Btc, output) is not { } lines) return;
        var raw = new List<PlainTrade>();
        foreach (var line in lines)
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(line)[20..]);
            if (!document.RootElement.TryGetProperty("data", out var data) || !data.TryGetProperty("e", out var e) || e.GetString() != "trade") continue;
            raw.Add(new PlainTrade(
                data.GetProperty("T").GetInt64() * 1000,
                data.GetProperty("t").GetInt64(),
                Number(data.GetProperty("p").GetString()!),
                Number(data.GetProperty("q").GetString()!),
                data.GetProperty("m").GetBoolean() ? -1 : 1,
                SideSource.Given));
        }

        raw.Count.ShouldBe(9757);
        Compare(TapePresets.Binance, lines, FeedVenues.Generic, 8, raw);
        // The same tape as if the feed did not tell the side.
        Compare(TapePresets.Binance with { SideField = null }, lines, FeedVenues.Generic, 8, [.. raw.Select(t => t with { Side = 0, Source = SideSource.None })]);
    }

    [Fact]
    public void The_bars_of_the_future_tape_are_those_of_its_raw_rows()
    {
        if (SharedData.Lines(SharedData.Es, output) is not { } lines) return;
        var raw = lines.Skip(1).Select(l => Encoding.UTF8.GetString(l).Split(';')).Select(row =>
        {
            var time = row[1].Split('.');
            var second = DateTime.Parse($"{row[0]}T{time[0]}", CultureInfo.InvariantCulture);
            var timeUs = ((second - DateTime.UnixEpoch).Ticks / 10) + int.Parse(time[1], CultureInfo.InvariantCulture);
            return new PlainTrade(timeUs, long.Parse(row[2], CultureInfo.InvariantCulture), Number(row[4]), Number(row[5]), row[6] == "1" ? -1 : 1, SideSource.Given);
        }).ToList();
        raw.Count.ShouldBe(2026);
        Compare(TapePresets.EsTickByTick, lines, FeedVenues.Generic, 8, raw);
        Compare(TapePresets.EsTickByTick with { SideField = null, BidField = null, AskField = null }, lines, FeedVenues.Generic, 8, [.. raw.Select(t => t with { Side = 0, Source = SideSource.None })]);
    }

    [Fact]
    public void The_bars_of_the_IPOT_frames_are_those_of_their_raw_fields()
    {
        if (SharedData.Lines(SharedData.Ipot, output) is not { } lines) return;
        var raw = lines.Select(l =>
        {
            using var document = JsonDocument.Parse(l);
            var field = document.RootElement.GetProperty("raw").GetString()!.Split('|');
            var wib = DateTime.UnixEpoch.AddMilliseconds(document.RootElement.GetProperty("ts").GetInt64()).AddHours(7).Date
                .Add(TimeSpan.ParseExact(field[1], "hhmmss", CultureInfo.InvariantCulture));
            var side = (field[13] != "00", field[14] != "00") switch { (true, false) => -1, (false, true) => 1, _ => 0 };
            return new PlainTrade(
                ((wib - DateTime.UnixEpoch).Ticks / 10) - (7 * Hour),
                long.Parse(field[5], CultureInfo.InvariantCulture),
                Number(field[6]),
                Number(field[7]) * 100,
                side,
                side == 0 ? SideSource.None : SideSource.OrderNumber);
        }).ToList();
        raw.Count.ShouldBe(40);
        Compare(TapePresets.Ipot, lines, FeedVenues.Idx, 0, raw);
    }

    private static void Compare(TapeMapping mapping, IReadOnlyList<byte[]> lines, Venue venue, int decimals, List<PlainTrade> raw)
    {
        var reader = FeedVenues.Reader(mapping);
        var trades = new List<Trade>();
        foreach (var line in lines)
        {
            if (reader.TryRead(line, out var trade, out var error) == TapeOutcome.Trade) trades.Add(trade.Trade);
            error.ShouldBeNull();
        }

        trades.Count.ShouldBe(raw.Count);
        ShouldBeThoseOf(raw, Build(trades, venue, trades.Count, new Random(1)), venue, decimals);
        Seeded.Run(5, random =>
        {
            // Twice, up to ten minutes late, in batches of any size.
            var shuffled = trades.Concat(trades).OrderBy(t => t.TimeUs + random.NextInt64(0, 600_000_000)).ToList();
            ShouldBeThoseOf(raw, Build(shuffled, venue, trades.Count, random), venue, decimals);
        });
    }

    private static List<DayBook> Build(List<Trade> arrivals, Venue venue, int distinct, Random random)
    {
        var books = new SortedDictionary<DateOnly, DayBook>();
        var log = new List<Trade>();
        var size = random.Pick(1, 50, 5_000);
        for (var i = 0; i < arrivals.Count;)
        {
            for (var n = random.Next(1, size + 1); n > 0 && i < arrivals.Count; n--, i++)
            {
                var date = venue.TradingDate(arrivals[i].TimeUs);
                if (!books.TryGetValue(date, out var book)) books[date] = book = new DayBook(venue, date);
                if (book.Reserve(arrivals[i]) != Reservation.New) continue;
                book.Add(arrivals[i]);
                log.Add(arrivals[i]);
            }

            if (!random.Chance(100.0 / (100 + (arrivals.Count / size)))) continue;
            foreach (var book in books.Values)
            {
                Settle(book);
                foreach (var bar in book.Unarchived(long.MaxValue / 2, 0)) book.MarkArchived(bar.StartUs, bar.Revision, book.OrdinalOf(bar.StartUs));
                book.Trim(new DayBookBudget(500, 100_000));
            }
        }

        log.Count.ShouldBe(distinct);
        foreach (var book in books.Values) Settle(book);
        return [.. books.Values];

        void Settle(DayBook book)
        {
            while (book.Settle() is { } minute) book.Restore(minute, log);
        }
    }

    private static void ShouldBeThoseOf(List<PlainTrade> raw, List<DayBook> books, Venue venue, int decimals)
    {
        var offset = venue == FeedVenues.Idx ? 7 * Hour : 0;
        var days = raw.GroupBy(t => Floor(t.TimeUs, 24 * Hour)).OrderBy(d => d.Key).ToList();
        books.Count.ShouldBe(days.Count);
        for (var i = 0; i < days.Count; i++)
        {
            books[i].StartUs.ShouldBe(days[i].Key);
            var minutes = books[i].Bars().ToList();
            minutes.Select(Text).ShouldBe(TapeOracle.Minutes(days[i]));
            foreach (var (name, length) in new[] { ("5m", Hour / 12), ("15m", Hour / 4), ("1h", Hour), ("1d", 24 * Hour), ("session", 24 * Hour) })
            {
                Timeframe.TryParse(name, out var timeframe).ShouldBeTrue();
                BarMerger.MergeTo(minutes, timeframe, venue).Select(Text).ShouldBe(TapeOracle.Bars(days[i], t => (Floor(t, length), Floor(t, length) + length)), name);
            }
        }

        long Floor(long timeUs, long length) => ((timeUs + offset) / length * length) - offset;
        string Text(FootprintBar bar) => TapeOracle.Text(bar, true, decimals, decimals);
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}

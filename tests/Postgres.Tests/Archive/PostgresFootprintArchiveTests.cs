using System.Text.Json;
using Npgsql;
using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Market;
using Sssaham.Grains.Market;
using Sssaham.Postgres.Tests.Server;
using Sssaham.Postgres.Tests.TradeLog;
using Sssaham.Silo.Storage.Archive;
using Sssaham.Silo.Storage.Files;
using Sssaham.Silo.Storage.Postgres;
using Xunit;
using static Sssaham.Postgres.Tests.Market;

namespace Sssaham.Postgres.Tests.Archive;

[Collection(PostgresGroup.Name)]
public sealed class PostgresFootprintArchiveTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly DateOnly Day = Tapes.Today;
    private PostgresDatabase _database = null!;
    private LogProcess _process = null!;
    private PostgresFootprintArchive _archive = null!;

    public Task InitializeAsync()
    {
        var connection = server.CreateDatabase();
        _process = new LogProcess(connection);
        _database = new PostgresDatabase(new PostgresOptions { ConnectionString = connection });
        _archive = new PostgresFootprintArchive(_database, _process.Log);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _process.DisposeAsync();
        await _database.DisposeAsync();
    }

    [PostgresTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_it_gives_back_is_what_the_file_archive_gives_back_line_by_line(int seed)
    {
        var random = new Random(seed);
        var folder = Directory.CreateTempSubdirectory("sssaham-");
        try
        {
            using var files = new FileFootprintArchive(new DiskFileLayer(folder.FullName));
            var trades = Tapes.Random(random, Day, 1500, minutes: 300);
            var epoch = await _process.Log.OpenAsync(Bbca.Key.ToString());
            for (var revision = 0; revision < 3; revision++)
            {
                // Parts of the day again and again, as trades come late; some revisions come out of order.
                var until = trades.Length * (revision + 1) / 3;
                var bars = Tapes.Bars(Bbca.Venue, Day, trades[..until]).Select(b => b.WithRevision(random.Next(3))).ToList().Shuffled(random);
                Trade[] added = trades[(trades.Length * revision / 3)..until];
                await _process.Log.AppendAsync(new TradeLogAppend(Bbca.Key.ToString(), epoch, Day, added.Length, TradeCodec.Encode(added)));
                await files.AppendAsync(Bbca, bars, added);
                await _archive.AppendAsync(Bbca, bars, added);
            }

            var expected = await files.ReadBarsAsync(Bbca, Day);
            var found = await _archive.ReadBarsAsync(Bbca, Day);
            found.Select(b => b.Revision).ShouldBe(expected.Select(b => b.Revision));
            found.ShouldBeBars(expected, $"seed {seed}");
            // The file archive groups a call's trades by the hour; a tape is in order of time.
            (await _archive.ReadTradesAsync(Bbca, Day)).ShouldBe(await files.ReadTradesAsync(Bbca, Day));
            (await LinesAsync()).ShouldBe(FileLines(folder.FullName), ignoreOrder: true);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [PostgresFact]
    public async Task Whatever_was_archived_is_what_the_log_builds_again()
    {
        var trades = Tapes.Random(new Random(7), Day, 3000, minutes: 400);
        var epoch = await _process.Log.OpenAsync(Bbca.Key.ToString());
        foreach (var batch in trades.Chunk(70)) await _process.Log.AppendAsync(new TradeLogAppend(Bbca.Key.ToString(), epoch, Day, batch.Length, TradeCodec.Encode(batch)));
        await _archive.AppendAsync(Bbca, Tapes.Bars(Bbca.Venue, Day, trades), trades);
        var read = await _archive.ReadTradesAsync(Bbca, Day);
        read.ShouldBe(trades);
        long cvd = 0;
        (await _archive.ReadBarsAsync(Bbca, Day)).Select(b => b.WithCvd(cvd += b.Delta)).ToList().ShouldBeBars(Tapes.Bars(Bbca.Venue, Day, read));
    }

    [PostgresFact]
    public async Task The_last_revision_of_a_minute_wins_also_within_one_call()
    {
        Trade[] first = [Trade(1, Tapes.At(Day, 9, 0))];
        Trade[] second = [.. first, Trade(2, Tapes.At(Day, 9, 0, 30))];
        var (early, late) = (Tapes.Bars(Bbca.Venue, Day, first)[0], Tapes.Bars(Bbca.Venue, Day, second)[0].WithRevision(2));
        await _archive.AppendAsync(Bbca, [early], []);
        await _archive.AppendAsync(Bbca, [early.WithRevision(1), late, early.WithRevision(0)], []);
        await _archive.AppendAsync(Bbca, [early.WithRevision(1)], []);
        (await _archive.ReadBarsAsync(Bbca, Day)).ShouldHaveSingleItem().SameContent(late).ShouldBeTrue();
        await _archive.AppendAsync(Bbca, [early.WithRevision(2)], []);
        (await _archive.ReadBarsAsync(Bbca, Day)).ShouldHaveSingleItem().SameContent(early).ShouldBeTrue();
    }

    [PostgresFact]
    public async Task A_day_that_is_replaced_has_the_new_minutes_only_whatever_their_revision()
    {
        Trade[] trades = [Trade(1, Tapes.At(Day, 9, 0)), Trade(2, Tapes.At(Day, 9, 1)), Trade(3, Tapes.At(Day, 9, 2))];
        await _archive.AppendAsync(Bbca, [.. Tapes.Bars(Bbca.Venue, Day, trades).Select(b => b.WithRevision(5))], []);
        await _archive.AppendAsync(Bbca, Tapes.Bars(Bbca.Venue, Day.AddDays(-1), [Trade(1, Tapes.At(Day.AddDays(-1), 9, 0))]), []);
        var bars = Tapes.Bars(Bbca.Venue, Day, trades)[1..];
        for (var twice = 0; twice < 2; twice++)
        {
            await _archive.ReplaceAsync(Bbca, Day, bars, trades);
            (await _archive.ReadBarsAsync(Bbca, Day)).Select(b => (b.StartUs, b.Revision)).ShouldBe(bars.Select(b => (b.StartUs, 0)));
        }

        await _archive.ReplaceAsync(Bbca, Day, [], []);
        (await _archive.ReadBarsAsync(Bbca, Day)).ShouldBeEmpty();
        (await _archive.ReadBarsAsync(Bbca, Day.AddDays(-1))).ShouldHaveSingleItem();
    }

    [PostgresFact]
    public async Task Readers_find_prices_in_currency_and_volumes_in_lots()
    {
        Trade[] trades = [new(Tapes.At(Day, 9, 0), 1, 2210, 300, Side.Buy, SideSource.Given), new(Tapes.At(Day, 9, 0, 5), 2, 2200, 100, Side.Sell, SideSource.Given)];
        await _archive.AppendAsync(Bbca, Tapes.Bars(Bbca.Venue, Day, trades), trades);
        var rows = await _database.QueryAsync(
            r => (r.GetFieldValue<DateOnly>(0), r.GetInt64(1), r.GetDecimal(2), r.GetDecimal(3), r.GetDecimal(4), r.GetDecimal(5), r.GetDecimal(6), r.GetDecimal(7)),
            "SELECT day, t0, open, high, low, close, volume, delta FROM footprint_consolidate WHERE venue = 'IDX' AND ticker = 'BBCA' AND (line->>'vol')::numeric = volume",
            []);
        rows.ShouldHaveSingleItem().ShouldBe((Day, Tapes.At(Day, 9, 0) / 1000, 2210m, 2210m, 2200m, 2200m, 4m, 2m));
    }

    [PostgresTheory]
    [InlineData("IDX", 1)]
    [InlineData("GENERIC", 2)]
    public async Task Every_figure_of_a_bar_has_a_column(string venue, int seed)
    {
        var instrument = Instrument(venue, "BBCA");
        var trades = Tapes.Random(new Random(seed), Day, 800, minutes: 90);
        var bars = Tapes.Bars(instrument.Venue, Day, trades);
        await _archive.AppendAsync(instrument, bars, trades);
        var (price, quantity) = (instrument.Venue.PriceDecimals, instrument.Venue.QuantityDecimals);
        var rows = await _database.QueryAsync(
            r => (Start: r.GetFieldValue<DateTime>(0), Numbers: Enumerable.Range(1, 11).Select(i => Math.Round(r.GetDecimal(i), 9)).ToArray()),
            "SELECT start, buy_volume, sell_volume, unknown_volume, min_delta, max_delta, value, trades, cvd, poc, vah, val FROM footprint_bars ORDER BY start",
            []);
        rows.Count.ShouldBe(bars.Count);
        foreach (var (row, bar) in rows.Zip(bars))
        {
            var area = ValueArea.Of(bar.Levels, bar.Value);
            row.Start.ShouldBe(DateTime.UnixEpoch.AddTicks(bar.StartUs * 10));
            row.Numbers.ShouldBe(
            [
                .. new[] { bar.BuyVolume, bar.SellVolume, bar.UnknownVolume, bar.MinDelta, bar.MaxDelta }.Select(v => Math.Round((decimal)v / instrument.Lot, 9)),
                Math.Round(FixedPoint.ToDecimal(bar.Value, price + quantity), 9), bar.Trades, Math.Round((decimal)bar.Cvd / instrument.Lot, 9),
                .. new[] { area.Poc, area.High, area.Low }.Select(v => Math.Round(FixedPoint.ToDecimal(v, price), 9)),
            ]);
        }

        (await _database.QueryAsync(
            r => r.GetBoolean(0),
            "SELECT bool_and(vwap BETWEEN low AND high AND abs(vwap * volume * $1 - value) <= 0.000001 * value) FROM footprint_consolidate",
            [FixedPoint.ToDecimal(instrument.Lot, quantity)])).ShouldBe([true]);
    }

    [PostgresFact]
    public async Task A_ticker_on_two_venues_is_two_instruments()
    {
        var other = Instrument("GENERIC", "BBCA");
        var atNine = new DateTimeOffset(2026, 2, 18, 2, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000;
        Trade[] generic = [new(atNine, 1, 123_456_789, 1_500_000_000, Side.Sell, SideSource.Given)];
        await _archive.AppendAsync(Bbca, Tapes.Bars(Bbca.Venue, Day, [Trade(1, atNine)]), []);
        await _archive.AppendAsync(other, Tapes.Bars(other.Venue, Day, generic), generic);
        await _archive.CompleteAsync(Bbca, Day, 7);
        (await _archive.ReadBarsAsync(Bbca, Day)).ShouldHaveSingleItem().Close.ShouldBe(1500);
        (await _archive.ReadBarsAsync(other, Day)).ShouldHaveSingleItem().Close.ShouldBe(123_456_789);
        (await _archive.CompleteThroughAsync(Bbca, Day)).ShouldBe(7);
        (await _archive.CompleteThroughAsync(other, Day)).ShouldBe(-1);
    }

    [PostgresFact]
    public async Task Days_are_known_and_a_completed_one_is_noted_until_a_later_note()
    {
        (await _archive.CompleteThroughAsync(Bbca, Day)).ShouldBe(-1);
        (await _archive.DaysAsync(Bbca)).ShouldBeEmpty();
        foreach (var day in new[] { Day, Day.AddDays(-1) }) await _archive.AppendAsync(Bbca, Tapes.Bars(Bbca.Venue, day, [Trade(1, Tapes.At(day, 9, 0))]), []);
        (await _archive.CompleteThroughAsync(Bbca, Day)).ShouldBe(-1);
        await _archive.CompleteAsync(Bbca, Day, 12);
        await _archive.AppendAsync(Bbca, Tapes.Bars(Bbca.Venue, Day, [Trade(2, Tapes.At(Day, 9, 1))]), []);
        (await _archive.CompleteThroughAsync(Bbca, Day)).ShouldBe(12);
        await _archive.CompleteAsync(Bbca, Day, 1L << 40);
        (await _archive.CompleteThroughAsync(Bbca, Day)).ShouldBe(1L << 40);
        (await _archive.DaysAsync(Bbca)).ShouldBe([Day.AddDays(-1), Day]);
    }

    [PostgresFact]
    public async Task Many_that_archive_the_same_minutes_at_once_leave_the_last_revision_of_each()
    {
        var trades = Tapes.Random(new Random(3), Day, 400, minutes: 60);
        var bars = Tapes.Bars(Bbca.Venue, Day, trades);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(r => _archive.AppendAsync(Bbca, bars.Select(b => b.WithRevision(r)).Shuffled(new Random(r)), [])));
        var found = await _archive.ReadBarsAsync(Bbca, Day);
        found.Count.ShouldBe(bars.Count);
        found.ShouldAllBe(b => b.Revision == 19);
    }

    private static List<string> FileLines(string folder)
    {
        // Of each minute the last line of the greatest revision.
        var lines = new Dictionary<long, (int Revision, string Line)>();
        foreach (var line in Directory.GetFiles(Path.Combine(folder, "footprint"), "*.jsonl", SearchOption.AllDirectories).SelectMany(File.ReadLines))
        {
            using var json = JsonDocument.Parse(line);
            var (start, revision) = (json.RootElement.GetProperty("t0").GetInt64(), json.RootElement.GetProperty("rev").GetInt32());
            if (!lines.TryGetValue(start, out var known) || revision >= known.Revision) lines[start] = (revision, line);
        }

        return [.. lines.Values.Select(l => l.Line)];
    }

    private Task<List<string>> LinesAsync() => _database.QueryAsync(r => r.GetString(0), "SELECT line::text FROM footprint_consolidate", []);
}

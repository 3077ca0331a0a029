using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Xunit;

namespace Sssaham.Cluster.Tests.Feeds;

/// <summary>Tapes of all kinds through a whole silo.</summary>
public sealed class ReplayFeedTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sssaham-").FullName;
    private FeedHost _host = null!;

    public async Task InitializeAsync() => _host = await FeedHost.StartAsync(Path.Combine(_folder, "data"));

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("tape.ndjson", "\n", true)]
    [InlineData("tape.ndjson", "\r\n", false)]
    [InlineData("tape.gz", "\n", false)]
    [InlineData("tape.br", "\r\n", true)]
    public async Task A_tape_is_played_whole_however_it_is_packed_and_its_lines_end(string name, string newLine, bool lastLineEnds)
    {
        var trades = TapeFiles.Trades(500);
        var text = string.Join(newLine + newLine, trades.Select(t => TapeFiles.Line(t))) + (lastLineEnds ? newLine : "");
        var status = await PlayAsync(name, text);

        status.Trades.ShouldBe(500);
        status.Rejected.ShouldBe(0);
        status.Progress.ShouldBe(1);
        status.Venue.ShouldBe("IDX");
        status.LastTradeUs.ShouldBe(trades[^1].TimeUs);
        (await _host.BarsAsync("IDX:BBCA")).ShouldBeBars(Tapes.Bars(Tapes.Idx, TapeFiles.Day, trades));
    }

    [Fact]
    public async Task Bad_lines_are_counted_with_their_place_and_the_good_ones_kept()
    {
        var trades = TapeFiles.Trades(3);
        var text = $"{TapeFiles.Line(trades[0])}\n\nno trade\n{TapeFiles.Line(trades[1])}\n{new string('x', 3 << 20)}\n{TapeFiles.Line(trades[2])}\n{{\"ticker\":\"BBCA\"}}";
        var status = await PlayAsync("tape.ndjson", text);

        status.Trades.ShouldBe(3);
        status.Rejected.ShouldBe(3);
        status.Message.ShouldNotBeNull().ShouldStartWith("line 7:");
    }

    [Fact]
    public async Task A_line_that_is_too_long_spoils_only_itself_even_at_the_end()
    {
        var trades = TapeFiles.Trades(2);
        var status = await PlayAsync("tape.ndjson", $"{TapeFiles.Line(trades[0])}\n{TapeFiles.Line(trades[1])}\n{new string('x', 2 << 20)}");

        status.Trades.ShouldBe(2);
        status.Rejected.ShouldBe(1);
        status.Message.ShouldNotBeNull().ShouldStartWith("line 3: line: is longer");
    }

    [Fact]
    public async Task A_tape_without_numbers_played_twice_changes_nothing()
    {
        var trades = TapeFiles.Trades(300);
        var text = string.Join('\n', trades.Select(t => TapeFiles.Line(t, numbered: false)));
        await PlayAsync("tape.ndjson", text);
        var once = await _host.BarsAsync("IDX:BBCA");
        var again = await PlayAsync("tape.ndjson", text, name: "again");

        again.Trades.ShouldBe(0);
        again.Duplicates.ShouldBe(300);
        (await _host.BarsAsync("IDX:BBCA")).ShouldBeBars(once);
        once.ShouldBeBars(Tapes.Bars(Tapes.Idx, TapeFiles.Day, trades));
    }

    [Fact]
    public async Task A_futures_tape_in_columns_is_read_by_its_preset()
    {
        const string Text = "Date;Time;Price;Volume;BidPrice;AskPrice;TradeType;Sequence\n2026-02-18;09:30:00.5001;6000.25;2;6000.00;6000.25;2;1\n2026-02-18;09:30:01.7002;6000.00;1;6000.00;6000.25;1;2\n";
        var mapping = """{"preset":"es-tbt","time":{"field":"Time","unit":"clock","format":"HH:mm:ss.u","dateField":"Date","dateFormat":"yyyy-MM-dd","zone":"UTC"}}""";
        var status = await PlayAsync("tape.csv", Text, new { mapping });

        status.Message.ShouldBeNull();
        status.Trades.ShouldBe(2);
        var bar = (await _host.BarsAsync("GENERIC:ES")).ShouldHaveSingleItem();
        (bar.BuyVolume, bar.SellVolume).ShouldBe((200_000_000, 100_000_000));
    }

    [Fact]
    public async Task An_archive_of_broker_frames_gets_its_dates_from_the_envelope()
    {
        const string Text = """
            {"v":2,"fmt":"pipe","src":"ipot_ws","raw":"B|090002|0|ADRO|RG|074313|2210|1|--|-|--|-|2220|72596|00|-10|0|2219|0|1","ts":1771380003400,"ts_quality":"ingestion"}
            {"v":2,"fmt":"pipe","src":"ipot_ws","raw":"B|090002|0|ADRO|RG|074314|2210|23|--|-|--|-|2220|00|77281|-10|0|2219|0|1","ts":1771380003401,"ts_quality":"ingestion"}
            {"v":2,"fmt":"other","raw":"?"}
            """;
        var status = await PlayAsync("tape.ndjson", Text, new { mapping = "ipot" });

        status.Rejected.ShouldBe(0);
        var bar = (await _host.BarsAsync("IDX:ADRO")).ShouldHaveSingleItem();
        bar.StartUs.ShouldBe(Tapes.At(new DateOnly(2026, 2, 18), 9, 0));
        (bar.BuyVolume, bar.SellVolume).ShouldBe((2300, 100));
    }

    [Fact]
    public async Task A_recorded_stream_with_other_rows_between_gives_its_trades_only()
    {
        const string Text = """
            1771380000000000001 {"stream":"btcusdt@trade","data":{"e":"trade","E":1771380000001,"s":"BTCUSDT","t":10,"p":"67000.10","q":"0.5","T":1771380000000,"m":true}}
            1771380000000000002 {"stream":"btcusdt@depth","data":{"e":"depthUpdate","s":"BTCUSDT","b":[["1","2"]]}}
            1771380000000000003 {"stream":"btcusdt@trade","data":{"e":"trade","E":1771380001001,"s":"BTCUSDT","t":11,"p":"67000.20","q":"0.25","T":1771380001000,"m":false}}
            """;
        var status = await PlayAsync("tape.gz", Text, new { mapping = "binance" });

        (status.Trades, status.Rejected).ShouldBe((2, 0));
        var bar = (await _host.BarsAsync("GENERIC:BTCUSDT")).ShouldHaveSingleItem();
        (bar.SellVolume, bar.BuyVolume).ShouldBe((50_000_000, 25_000_000));
    }

    [Fact]
    public async Task A_tape_that_is_damaged_fails_with_all_that_was_good_before()
    {
        var trades = TapeFiles.Trades(5000);
        await TapeFiles.WriteAsync(Tape("tape.gz"), string.Join('\n', trades.Select(t => TapeFiles.Line(t))));
        var packed = await File.ReadAllBytesAsync(Tape("tape.gz"));
        packed.AsSpan(packed.Length / 2, 200).Fill(0xFF);
        await File.WriteAllBytesAsync(Tape("tape.gz"), packed);
        await _host.Feed("tape").StartAsync(FeedHost.Spec("replay", new { file = Tape("tape.gz") }), anew: false);

        var status = await _host.UntilAsync("tape", s => s.State is "failed" or "completed");
        status.State.ShouldBe("failed");
        status.Trades.ShouldBeGreaterThan(0);
        status.Message.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("""{"file":"/nowhere/tape"}""", "file:")]
    [InlineData("""{"file":null}""", "file:")]
    [InlineData("""{"file":"TAPE","speed":"fast"}""", "speed:")]
    [InlineData("""{"file":"TAPE","speed":"0x"}""", "speed:")]
    [InlineData("""{"file":"TAPE","speed":60}""", "speed:")]
    [InlineData("""{"file":"TAPE","speed":null}""", "speed:")]
    [InlineData("""{"file":"TAPE","mapping":"nobody"}""", "mapping:")]
    [InlineData("""{"file":"TAPE","mapping":"{\"preset\":\"sssaham\",\"priceField\":7}"}""", "mapping: priceField")]
    [InlineData("""{"file":"TAPE","mapping":"{\"preset\":\"sssaham\",\"venue\":\"NOWHERE\"}"}""", "mapping: venue")]
    [InlineData("""{"file":"TAPE","pace":1}""", "pace:")]
    [InlineData("nothing", "settings:")]
    public async Task Wrong_settings_are_refused_by_name_and_leave_no_feed(string settings, string named)
    {
        await File.WriteAllTextAsync(Tape("tape.ndjson"), "");
        var spec = new FeedSpec("replay", settings.Replace("TAPE", Tape("tape.ndjson"), StringComparison.Ordinal));

        (await Should.ThrowAsync<ArgumentException>(() => _host.Feed("wrong").StartAsync(spec, anew: false))).Message.ShouldStartWith(named);
        (await _host.Feed("wrong").StatusAsync()).ShouldBeNull();
    }

    private string Tape(string name) => Path.Combine(_folder, name);

    private async Task<FeedStatus> PlayAsync(string file, string text, object? settings = null, string name = "tape")
    {
        await TapeFiles.WriteAsync(Tape(file), text);
        var all = System.Text.Json.JsonSerializer.SerializeToNode(settings ?? new { })!.AsObject();
        all["file"] = Tape(file);
        await _host.Feed(name).StartAsync(new FeedSpec("replay", all.ToJsonString()), anew: false);
        var status = await _host.UntilAsync(name, s => s.State is "completed" or "failed");
        status.State.ShouldBe("completed", status.Message);
        return status;
    }
}

using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Simulator;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Market.Feeds;
using Sssaham.Silo.Feeds;
using Xunit;

namespace Sssaham.Cluster.Tests.Feeds;

/// <summary>Feeds by a clock that the test moves: silence, sessions, dates, midnight.</summary>
public sealed class ManualFeedTests : IAsyncLifetime
{
    private const string Frame = """{"event":"stream","data":{"source":"IDX","service":"mi","rtype":"LT","code":"ANY","data":"B|@T|0|ADRO|@B|@N|2210|1|--|-|--|-|2220|@S|-10|0|2219|0|1"}}""";
    private readonly string _folder = Directory.CreateTempSubdirectory("sssaham-").FullName;
    private readonly FeedProgress _progress = new();
    private readonly CancellationTokenSource _stop = new();
    private ManualTime _time = null!;
    private Task _run = Task.CompletedTask;
    private FeedHost _host = null!;
    private LoopbackSocket _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LoopbackSocket.StartAsync();
        _host = await FeedHost.StartAsync(Path.Combine(_folder, "data"));
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_run);
        _stop.Dispose();
        await _host.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_server_that_is_silent_in_a_session_is_called_again()
    {
        await ListenAsync(Tapes.Today, 10, 0);
        await Eventually.TrueAsync(async () =>
        {
            await _time.StepAsync(TimeSpan.FromSeconds(5));
            return _server.Links > 1;
        });

        _progress.Message.ShouldBe("No message for 15 s within a session.");
        _progress.Reconnects.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(20, 0)]
    [InlineData(12, 0)]
    [InlineData(8, 59)]
    public async Task Outside_a_session_and_at_its_first_instant_silence_is_natural(int hour, int minute)
    {
        var link = await ListenAsync(Tapes.Today, hour, minute);
        for (var i = 0; i < 5; i++) await _time.StepAsync(TimeSpan.FromSeconds(14));
        await link.SendAsync(Live("085900", "RG", 1));

        await Eventually.TrueAsync(() => _progress.Trades == 1);
        (_server.Links, _progress.Reconnects).ShouldBe((1, 0));
    }

    [Fact]
    public async Task The_broker_link_shakes_hands_subscribes_answers_pings_and_sorts_boards_and_sides()
    {
        var link = await ListenAsync(Tapes.Today, 10, 0);
        await Eventually.TrueAsync(() => link.Heard.Length == 2);
        link.Heard[0].ShouldBe("""{"event":"#handshake","data":{"authToken":null},"cid":1}""");
        link.Heard[1].ShouldBe("""{"event":"cmd","data":{"cmdid":2,"param":{"cmd":"subscribe","service":"mi","rtype":"LT","code":"*"}},"cid":2}""");
        await link.SendAsync("""{"rid":1,"data":{"id":"x","isAuthenticated":false}}""");
        await link.SendAsync("""{"rid":2}""");
        await link.SendAsync("#1");
        await Eventually.TrueAsync(() => link.Heard.Length == 3);
        link.Heard[2].ShouldBe("#2");

        await link.SendAsync(Live("100000", "RG", 1));
        await link.SendAsync(Live("100001", "RG", 2, orders: "00|72596"));
        await link.SendAsync(Live("100002", "TN", 3));
        await link.SendAsync(Live("100003", "NG", 4));
        await Eventually.TrueAsync(() => _progress.Trades == 4);

        var bar = (await _host.BarsAsync("IDX:ADRO")).ShouldHaveSingleItem();
        bar.StartUs.ShouldBe(Tapes.At(Tapes.Today, 10, 0));
        (bar.Trades, bar.SellVolume, bar.BuyVolume, bar.UnknownVolume).ShouldBe((2, 100, 100, 0));
        _progress.Rejected.ShouldBe(0);
    }

    [Fact]
    public async Task A_refused_subscription_is_told()
    {
        var link = await ListenAsync(Tapes.Today, 10, 0);
        await link.SendAsync("""{"rid":2,"error":{"name":"Error","message":"NOSERVICE"}}""");

        await Eventually.TrueAsync(() => _progress.Message is { } m && m.Contains("NOSERVICE", StringComparison.Ordinal));
        _progress.State.ShouldBe("running");
    }

    [Theory]
    [InlineData("2026-02-20", 16, "2026-02-20")]
    [InlineData("2026-02-21", 16, "2026-02-20")]
    [InlineData("2026-02-23", 8, "2026-02-20")]
    [InlineData("2026-02-23", 15, "2026-02-23")]
    public async Task A_live_trade_is_of_the_last_trading_day_that_has_seen_its_time(string today, int hour, string traded)
    {
        var link = await ListenAsync(DateOnly.Parse(today, System.Globalization.CultureInfo.InvariantCulture), hour, 0);
        await link.SendAsync(Live("150000", "RG", 1));
        await Eventually.TrueAsync(() => _progress.Trades == 1);

        (await _host.BarsAsync("IDX:ADRO")).ShouldHaveSingleItem().StartUs.ShouldBe(Tapes.At(DateOnly.Parse(traded, System.Globalization.CultureInfo.InvariantCulture), 15, 0));
    }

    [Fact]
    public async Task The_simulator_runs_past_midnight_and_over_stops_exactly_as_the_tape_says()
    {
        var settings = new SimulatorSettings { Instruments = 3, TradesPerDay = 60_000, Speed = 2 };
        _host.Venues.TryGet("SIM", out var venue).ShouldBeTrue();
        var market = new SimulatedMarket(new SimulatorOptions { Seed = settings.Seed, InstrumentCount = settings.Instruments, TradesPerDay = settings.TradesPerDay }, venue);
        var startUs = venue.UtcUs(Tapes.Today, new TimeSpan(23, 59, 0));
        _time = new ManualTime(Instant(startUs));

        await PlayAsync(settings, market, startUs + 20_000_000);
        // The gap of this stop reaches over midnight.
        await _time.StepIdleAsync(TimeSpan.FromMinutes(2));
        var endUs = await PlayAsync(settings, market, startUs + (4 * Tapes.MinuteUs));

        var fromUs = startUs - (settings.Backfill.Ticks / 10);
        foreach (var date in new[] { Tapes.Today, Tapes.Today.AddDays(1) })
        {
            var day = market.Day(date);
            day.Skip(Math.Min(fromUs, day.EndUs - 1));
            var played = new List<SimulatedTrade>();
            day.Advance(Math.Min(endUs, day.EndUs - 1), played);
            for (var i = 0; i < 3; i++)
            {
                var key = market.Instruments[i].Instrument.Key.ToString();
                var page = await _host.Grains.GetGrain<ITickerGrain>(key).GetBarsAsync(new BarQuery("1m", day.StartUs, day.EndUs, 5000));
                page.Bars.ShouldBeBars(Tapes.Bars(venue, date, played.Where(t => t.Instrument == i).Select(t => t.Trade with { Buyer = default, Seller = default })), $"{key} {date}");
            }
        }
    }

    private async Task<long> PlayAsync(SimulatorSettings settings, SimulatedMarket market, long untilUs)
    {
        using var stop = new CancellationTokenSource();
        _run = new SimulatorFeed(settings, market, _host.Lanes, _host.Grains, _time).RunAsync(_progress, stop.Token);
        while (!_run.IsCompleted && !(long.TryParse(_progress.Position, out var reached) && reached >= untilUs)) await _time.StepAsync(TimeSpan.FromSeconds(1));
        // Between two beats everything that is due has been delivered.
        await Eventually.TrueAsync(() => _time.IsAwaited || _run.IsCompleted);
        var position = long.Parse(_progress.Position!, System.Globalization.CultureInfo.InvariantCulture);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(_run);
        return position;
    }

    private static DateTimeOffset Instant(long timeUs) => DateTimeOffset.UnixEpoch.AddMicroseconds(timeUs);

    private static string Live(string time, string board, int number, string orders = "72596|00") =>
        Frame.Replace("@T", time, StringComparison.Ordinal).Replace("@B", board, StringComparison.Ordinal).Replace("@N", $"{number:000000}", StringComparison.Ordinal).Replace("@S", orders, StringComparison.Ordinal);

    private async Task<LoopbackLink> ListenAsync(DateOnly day, int hour, int minute)
    {
        var settings = new SocketSettings { Url = _server.Url };
        _time = new ManualTime(Instant(Tapes.At(day, hour, minute)));
        _run = new SocketFeed(settings, () => new IpotProtocol(settings, Tapes.Idx, _time), _host.Venues, _host.Lanes, _time).RunAsync(_progress, _stop.Token);
        return await _server.LinkAsync(1);
    }
}

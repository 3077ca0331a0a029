using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Simulator;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.Grains.Flow;
using Sssaham.Silo.Flow;
using Xunit;

namespace Sssaham.Cluster.Tests.Flow;

public sealed class SourceTests : IAsyncLifetime
{
    private static readonly DateOnly Day = Tapes.Today;
    private readonly JobbedFlowCluster _cluster = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private LoopbackPages _pages = null!;

    private SummaryIntake Intake => _cluster.Silo.GetRequiredService<SummaryIntake>();

    public async Task InitializeAsync()
    {
        await _cluster.InitializeAsync();
        _pages = await LoopbackPages.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _pages.DisposeAsync();
        await _cluster.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Files_of_a_folder_are_taken_once_and_again_when_they_change()
    {
        var source = Folder();
        (await source.CollectAsync(Intake, Runs.New(), default)).ShouldBeNull();
        Put("a.json", "FLDA", 1);
        Put("deep/b.json", "FLDB", 2);
        Put("notes.txt", "FLDC", 3);
        (await source.CollectAsync(Intake, Runs.New(), default)).ShouldBe("2 files taken.");
        (await source.CollectAsync(Intake, Runs.New(), default)).ShouldBeNull();
        (await NetAsync("FLDA"), await NetAsync("FLDB"), await NetAsync("FLDC")).ShouldBe((1, 2, null));
        Put("a.json", "FLDA", 10);
        (await source.CollectAsync(Intake, Runs.New(), default)).ShouldBe("1 files taken.");
        (await NetAsync("FLDA")).ShouldBe(10);

        // Another process knows what was taken, so that a correction that came in another way since stays.
        await _cluster.Flow("IDX:FLDA").IngestAsync([Summaries.Net(Day, 20)]);
        (await Folder().CollectAsync(Intake, Runs.New(), default)).ShouldBeNull();
        (await NetAsync("FLDA")).ShouldBe(20);
    }

    [Fact]
    public async Task Broken_and_too_long_files_are_told_once_and_keep_no_other_from_being_taken()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "broken.json"), "{\"symbol\":");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "nameless.json"), Encoding.UTF8.GetString(Summaries.Net(Day, 1).Json));
        await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, "long.json"), new byte[(4 << 20) + 1]);
        Put("good.json", "GOOD", 4);
        var source = Folder();
        var text = (await source.CollectAsync(Intake, Runs.New(), default))!;
        text.ShouldStartWith("1 files taken, 3 refused");
        (await NetAsync("GOOD")).ShouldBe(4);
        (await source.CollectAsync(Intake, Runs.New(), default)).ShouldBeNull();
        Put("broken.json", "BROKEN", 5);
        (await source.CollectAsync(Intake, Runs.New(), default)).ShouldBe("1 files taken.");
        await Should.ThrowAsync<IOException>(() => Folder(Path.Combine(_folder.FullName, "none")).CollectAsync(Intake, Runs.New(), default));
    }

    [Fact]
    public async Task Of_two_files_of_a_day_the_one_written_last_counts_also_after_a_restart()
    {
        Put("z-old.json", "TWICE", 1, age: 2);
        Put("a-corrected.json", "TWICE", 2, age: 1);
        for (var process = 0; process < 3; process++)
        {
            (await Folder().CollectAsync(Intake, Runs.New(), default)).ShouldBe(process == 0 ? "1 files taken." : null);
            (await NetAsync("TWICE")).ShouldBe(2);
        }
    }

    [Fact]
    public async Task A_file_that_the_disk_refuses_is_taken_the_next_time()
    {
        var source = Folder();
        Put("a.json", "LATER", 6);
        _cluster.FlowDisk.FailNextWrites = 1;
        await Should.ThrowAsync<FlowUnavailableException>(() => source.CollectAsync(Intake, Runs.New(), default));
        (await source.CollectAsync(Intake, Runs.New(), default)).ShouldBe("1 files taken.");
        (await NetAsync("LATER")).ShouldBe(6);
    }

    [Fact]
    public async Task The_endpoint_is_asked_for_missing_days_only_and_again_for_what_is_not_published()
    {
        // 16:30 on a Wednesday: the day's own summary may be asked for from 17:30 on.
        _pages.Answer = (path, _, context) => path.EndsWith("2026-02-13", StringComparison.Ordinal) ? Status(context, 404) : SendAsync(path, context);
        var source = Http("HTTPA", "HTTPB");
        (await source.CollectAsync(Intake, Runs.New(), default)).ShouldBe("4 summaries taken, 2 not published yet.");
        _pages.Asked.ShouldBe(["/HTTPA/2026-02-17", "/HTTPA/2026-02-16", "/HTTPA/2026-02-13", "/HTTPB/2026-02-17", "/HTTPB/2026-02-16", "/HTTPB/2026-02-13"]);
        (await source.CollectAsync(Intake, Runs.New(), default)).ShouldBe("0 summaries taken, 2 not published yet.");
        _pages.Asked[6..].ShouldBe(["/HTTPA/2026-02-13", "/HTTPB/2026-02-13"]);
        _cluster.Time.Advance(TimeSpan.FromHours(1));
        (await source.CollectAsync(Intake, Runs.New(), default)).ShouldBe("2 summaries taken, 0 not published yet.");
        _pages.Asked[8..].ShouldBe(["/HTTPA/2026-02-18", "/HTTPB/2026-02-18"]);
        (await source.CollectAsync(Intake, Runs.New(), default)).ShouldBeNull();
        (await NetAsync("HTTPB")).ShouldBe(5);
    }

    [Fact]
    public async Task What_may_pass_is_tried_again_after_the_pause_asked_for_and_what_may_not_is_not()
    {
        _pages.Answer = (path, attempt, context) => (path[^2..], attempt) switch
        {
            ("17", 1) => Status(context, 500),
            ("17", 2) => Status(context, 429, "7"),
            ("16", 1) => Drop(context),
            ("13", _) => Status(context, 403),
            _ => SendAsync(path, context),
        };
        var time = new Feeds.ManualTime(_cluster.Time.GetUtcNow());
        var collecting = Http(time, "AGAIN").CollectAsync(Intake, Runs.New(), default);
        // 1 to 1.5 s, then the 7 s of the answer, which the doubled pause does not reach; then 1 to 1.5 s for the dropped one.
        foreach (var (pause, asked) in new[] { (1.5, 1), (6.5, 2), (0.5, 2), (1.5, 4) })
        {
            await Feeds.Eventually.TrueAsync(() => _pages.Asked.Length == asked && time.IsAwaited);
            await time.StepIdleAsync(TimeSpan.FromSeconds(pause));
        }

        (await collecting).ShouldBe("2 summaries taken, 0 not published yet, 1 failed, the first: AGAIN 2026-02-13: the answer was 403.");
        _pages.Asked.Select(a => a[^2..]).ShouldBe(["17", "17", "17", "16", "16", "13"]);
    }

    [Fact]
    public async Task An_endpoint_that_is_down_or_asks_for_a_long_pause_is_left_alone_until_the_next_run()
    {
        _pages.Answer = (_, _, context) => Status(context, 429, "3600");
        var failure = await Should.ThrowAsync<IOException>(() => Http([.. Enumerable.Range(0, 50).Select(i => $"DOWN{i}")]).CollectAsync(Intake, Runs.New(), default));
        failure.Message.ShouldBe("3 requests failed, the first: DOWN0 2026-02-17: the answer was 429");
        _pages.Asked.Length.ShouldBe(3);
    }

    [Fact]
    public async Task Garbage_is_refused_and_the_rest_is_taken()
    {
        _pages.Answer = (path, _, context) => path[^2..] switch
        {
            "17" => context.Response.WriteAsync("<html>Maintenance</html>"),
            "16" => SendAsync("/OTHER/2026-02-16", context),
            _ => SendAsync(path, context),
        };
        var text = (await Http("MIXED").CollectAsync(Intake, Runs.New(), default))!;
        text.ShouldStartWith("1 summaries taken, 0 not published yet, 2 failed, the first: MIXED 2026-02-17: ");
        (await _cluster.Flow("IDX:MIXED").GetDaysAsync(null, 30)).Days.Select(d => d.Date).ShouldBe([new DateOnly(2026, 2, 13)]);
    }

    [Fact]
    public async Task The_simulated_past_agrees_with_its_trades_is_made_once_and_completed_when_half_done()
    {
        var settings = new Dictionary<string, string?> { ["Simulator:Instruments"] = "12", ["Simulator:TradesPerDay"] = "100", ["Simulator:HistoryDays"] = "4", ["Simulator:Seed"] = "3" };
        var source = Simulator(settings);
        (await source.CollectAsync(Intake, Runs.New(), default)).ShouldBe("4 simulated days of 12 instruments.");
        (await source.CollectAsync(Intake, Runs.New(), default)).ShouldBeNull();
        Tapes.Venues.TryGet("SIM", out var venue).ShouldBeTrue();
        var market = new SimulatedMarket(new SimulatorOptions { Seed = 3, InstrumentCount = 12, TradesPerDay = 100, TrackBrokers = true }, venue!);
        var yesterday = venue!.TradingDate(Us(_cluster.Time.GetUtcNow())).AddDays(-1);
        var before = await CheckAsync();

        // A crash between two instruments: the others have the day already.
        var half = market.Instruments[4].Instrument.Key.ToString();
        await _cluster.StopAsync();
        foreach (var file in _cluster.FlowDisk.AllFiles().Where(f => f.StartsWith($"raw-broksum.SIM/{half[4..]}/", StringComparison.Ordinal))) _cluster.FlowDisk.Delete(file);
        foreach (var file in _cluster.StateDisk.AllFiles()) _cluster.StateDisk.Delete(file);
        await _cluster.RestartAsync(powerCut: false);
        (await _cluster.Flow(half).GetDigestAsync()).ShouldBeNull();
        (await Simulator(settings).CollectAsync(Intake, Runs.New(), default)).ShouldBe("4 simulated days of 12 instruments.");
        (await CheckAsync()).ShouldBe(before);

        async Task<string> CheckAsync()
        {
            var all = new StringBuilder();
            for (var back = 3; back >= 0; back--)
            {
                var day = market.Day(yesterday.AddDays(-back));
                var trades = new List<SimulatedTrade>();
                day.Advance(day.EndUs - 1, trades);
                for (var i = 0; i < market.Instruments.Count; i++)
                {
                    var key = market.Instruments[i].Instrument.Key.ToString();
                    var own = trades.Where(t => t.Instrument == i).Select(t => t.Trade).ToList();
                    var found = (await _cluster.Flow(key).GetDaysAsync(day.Date, 1)).Days;
                    found.Length.ShouldBe(own.Count > 0 ? 1 : 0);
                    if (own.Count == 0) continue;
                    var value = own.Sum(t => (decimal)t.Price * t.Quantity);
                    (found[0].BuyValue, found[0].SellValue, found[0].TotalValue, found[0].SmartMoney + found[0].Retail).ShouldBe((value, value, value, 0));
                    found[0].Warnings.ShouldBeEmpty();
                    (await _cluster.Bars(key).ClosesAsync([day.Date])).ShouldBe([new DailyClose(day.Date, own[^1].Price, FromBars: true)]);
                    all.AppendLine(Summaries.Text(found));
                }
            }

            return all.ToString();
        }
    }

    [Fact]
    public async Task The_close_of_the_day_before_comes_first_as_without_it_prices_have_no_limits()
    {
        var source = Simulator(new() { ["Simulator:Instruments"] = "12", ["Simulator:TradesPerDay"] = "100", ["Simulator:HistoryDays"] = "12", ["Simulator:Seed"] = "3" });
        _cluster.FlowDisk.FailNextWrites = 1;
        await Should.ThrowAsync<FlowUnavailableException>(() => source.CollectAsync(Intake, Runs.New(), default));
        Tapes.Venues.TryGet("SIM", out var venue).ShouldBeTrue();
        var market = new SimulatedMarket(new SimulatorOptions { Seed = 3, InstrumentCount = 12, TradesPerDay = 100 }, venue!);
        var day = market.Day(venue!.TradingDate(Us(_cluster.Time.GetUtcNow())).AddDays(-1));
        day.Skip(day.EndUs - 1);
        for (var i = 0; i < market.Instruments.Count; i++) (await _cluster.Bars(market.Instruments[i].Instrument.Key.ToString()).ClosesAsync([day.Date])).ShouldBe([new DailyClose(day.Date, day.Quote(i).Last, FromBars: true)]);
    }

    private static long Us(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / 10;

    private static Task Status(HttpContext context, int status, string? retryAfter = null)
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
        return Task.CompletedTask;
    }

    private static Task Drop(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static async Task SendAsync(string path, HttpContext context) => await context.Response.Body.WriteAsync(Named(path.Split('/')[1], DateOnly.Parse(path[^10..], System.Globalization.CultureInfo.InvariantCulture), 5));

    private static byte[] Named(string ticker, DateOnly date, long net) =>
        Encoding.UTF8.GetBytes($$"""{"symbol":"{{ticker}}",{{Encoding.UTF8.GetString(Summaries.Net(date, net).Json)[1..]}}""");

    private void Put(string name, string ticker, long net, int age = 0)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, Named(ticker, Day, net));
        if (age > 0) File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-age));
    }

    private async Task<decimal?> NetAsync(string ticker) => (await _cluster.Flow($"IDX:{ticker}").GetDaysAsync(null, 1)).Days.LastOrDefault()?.SmartMoney;

    private FolderSource Folder(string? path = null) => new(Options.Create(new CollectorOptions { Folder = path ?? _folder.FullName }), Tapes.Venues, _cluster.FlowDisk);

    private HttpSource Http(params string[] tickers) => Http(_cluster.Time, tickers);

    private HttpSource Http(TimeProvider time, params string[] tickers)
    {
        var options = new HttpSourceOptions { Url = $"{_pages.Url}/{{ticker}}/{{date}}", PerMinute = 60_000 };
        foreach (var ticker in tickers) options.Tickers.Add(ticker);
        return new HttpSource(Options.Create(new CollectorOptions { Http = options }), new HttpMessageInvoker(new SocketsHttpHandler()), _cluster.Grains, Tapes.Venues, time);
    }

    private SimulatorSource Simulator(Dictionary<string, string?> settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), Tapes.Venues, _cluster.Grains, _cluster.Time);
}

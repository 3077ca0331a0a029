using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Ipot;
using Sssaham.Domain.Market;
using Sssaham.Grains.Execution;
using Sssaham.IpotSimulator;
using Sssaham.Silo.Execution;
using Xunit;

namespace Sssaham.Cluster.Tests.Execution;

public sealed class IpotLinkTests : IAsyncLifetime
{
    private const string Account = "R10000012345";
    private readonly CancellationTokenSource _stop = new();
    private readonly RecordingSink _sink = new();
    private readonly RecordingLog _log = new();
    private IpotServer _broker = null!;
    private Task _running = Task.CompletedTask;

    public async Task InitializeAsync() => _broker = await IpotServer.StartAsync();

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        await _broker.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task An_order_goes_out_once_and_is_answered_and_pushed()
    {
        var link = await UpAsync();
        (await link.SendAsync(RequestKind.Submit, Buy("A", 1770885700))).ShouldBe(SendOutcome.Sent);
        await _sink.HasAsync(s => s.StartsWith("answer Submit A True", StringComparison.Ordinal));
        await _sink.HasAsync(s => s.StartsWith("push ZATA Open", StringComparison.Ordinal));
        var frame = _broker.Submits.ShouldHaveSingleItem();
        frame.ShouldContain("""
            "param":{"service":"stocktrade","cmd":"BUY","param":{"custcode":"R10000012345","code":"ZATA","price":120,"vol":3},"submitid":1770885700}
            """.Trim());
        _broker.Fill(_broker.Orders[0].OrderNo, 2, 119);
        await _sink.HasAsync(s => s == $"push ZATA Matched {_broker.Orders[0].OrderNo} 2 @ 119 listed False");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_broker_has_is_listed_before_the_list_is_called_complete(bool nested)
    {
        _broker.NestedPushes = nested;
        var link = await UpAsync();
        await link.SendAsync(RequestKind.Submit, Buy("A", 1));
        await _sink.HasAsync(s => s.StartsWith("answer Submit A True", StringComparison.Ordinal));
        _broker.Fill(_broker.Orders[0].OrderNo, 3);
        _broker.SetPosition(Account, "TLKM", 7);
        var before = _sink.Heard.Count;
        _broker.DropLinks();
        await _sink.HasAsync(s => s == "listed", before);
        var since = _sink.Heard.Skip(before).SkipWhile(s => !s.StartsWith("down ", StringComparison.Ordinal)).ToList();
        since.ShouldContain($"push ZATA Matched {_broker.Orders[0].OrderNo} 3 @ 120 listed True");
        since.ShouldContain("position TLKM 7 7");
        since.ShouldContain("cash 1000000000");
        since.FindIndex(s => s.StartsWith("push", StringComparison.Ordinal)).ShouldBeLessThan(since.IndexOf("listed"));
        _broker.Submits.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(Misbehaviour.DropAfterReceipt, 1)]
    [InlineData(Misbehaviour.DropBeforeReceipt, 0)]
    public async Task A_break_between_send_and_answer_is_told_and_nothing_is_sent_again(Misbehaviour way, int received)
    {
        var link = await UpAsync();
        _broker.Misbehaviour = way;
        var before = _sink.Heard.Count;
        (await link.SendAsync(RequestKind.Submit, Buy("A", 1))).ShouldNotBe(SendOutcome.NotSent);
        await _sink.HasAsync(s => s == "listed", before);
        _broker.Submits.Count.ShouldBe(received);
        _sink.Heard.ShouldNotContain(s => s.StartsWith("answer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_comes_with_the_brokers_words()
    {
        var link = await UpAsync();
        _broker.Misbehaviour = Misbehaviour.Refuse;
        await link.SendAsync(RequestKind.Submit, Buy("A", 1));
        await _sink.HasAsync(s => s == "answer Submit A False  Price is out of the band");
    }

    [Fact]
    public async Task Orders_are_cancelled_and_amended_by_their_number()
    {
        var link = await UpAsync();
        await link.SendAsync(RequestKind.Submit, Buy("A", 1));
        await _sink.HasAsync(s => s.StartsWith("answer Submit A True", StringComparison.Ordinal));
        var no = _broker.Orders[0].OrderNo;
        await link.SendAsync(RequestKind.Amend, Buy("A", 2) with { OrderNo = no, Price = 121, Lots = 5 });
        await _sink.HasAsync(s => s.StartsWith("answer Amend A True", StringComparison.Ordinal));
        (_broker.Orders[0].Price, _broker.Orders[0].Lots).ShouldBe((121, 5));
        await link.SendAsync(RequestKind.Cancel, Buy("A", 3) with { OrderNo = no });
        await _sink.HasAsync(s => s.StartsWith("answer Cancel A True", StringComparison.Ordinal));
        await _sink.HasAsync(s => s.StartsWith($"push ZATA Cancelled {no}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_expired_session_ends_the_link_and_asks_for_a_sign_in()
    {
        _broker.LoginExpired = true;
        var link = Link();
        await link.RunAsync(_stop.Token).WaitAsync(TimeSpan.FromMinutes(1));
        _sink.Heard.ShouldHaveSingleItem().ShouldBe("down login Session expired");
        (await link.SendAsync(RequestKind.Submit, Buy("A", 1))).ShouldBe(SendOutcome.NotSent);
    }

    [Fact]
    public async Task A_sign_in_that_is_refused_without_a_word_of_the_session_is_tried_again()
    {
        _broker.AccountsRefused = "SYSTEM BUSY";
        await UpAsync();
        _sink.Heard[0].ShouldBe("down SYSTEM BUSY");
    }

    [Fact]
    public async Task A_sign_in_that_is_refused_for_the_session_asks_for_another()
    {
        _broker.AccountsRefused = "NOT LOGIN";
        await Link().RunAsync(_stop.Token).WaitAsync(TimeSpan.FromMinutes(1));
        _sink.Heard.ShouldHaveSingleItem().ShouldBe("down login NOT LOGIN");
    }

    [Fact]
    public async Task A_session_goes_to_its_broker_and_nowhere_else()
    {
        await using var stranger = await IpotServer.StartAsync();
        _broker.LeadsTo = new Uri(stranger.Address.ToString().Replace("ws://", "http://", StringComparison.Ordinal));
        await Link().RunAsync(_stop.Token).WaitAsync(TimeSpan.FromMinutes(1));
        _sink.Heard.ShouldHaveSingleItem().ShouldStartWith("down login The broker leads elsewhere (302)");
        stranger.Cookie.ShouldBeNull();
        stranger.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_that_is_silent_within_a_session_is_dead()
    {
        // Shorter than the broker's ping.
        var link = await UpAsync(o => o.DeadAfter = TimeSpan.FromMilliseconds(400));
        _broker.Misbehaviour = Misbehaviour.Silence;
        var before = _sink.Heard.Count;
        await link.SendAsync(RequestKind.Submit, Buy("A", 1));
        await _sink.HasAsync(s => s.StartsWith("down No message", StringComparison.Ordinal), before);
    }

    [Fact]
    public async Task A_dry_run_prints_the_exact_frames_and_sends_nothing()
    {
        var link = await UpAsync(o => (o.DryRun, o.PreChecks) = (true, IpotPreChecks.CashInfo | IpotPreChecks.Ob2));
        (await link.SendAsync(RequestKind.Submit, Buy("A", 1770885700))).ShouldBe(SendOutcome.NotSent);
        (await link.SendAsync(RequestKind.Cancel, Buy("A", 1770885701) with { OrderNo = "7" })).ShouldBe(SendOutcome.NotSent);
        var before = _sink.Heard.Count;
        await link.AskCashAsync();
        await _sink.HasAsync(s => s == "cash 1000000000", before);
        _broker.Submits.ShouldBeEmpty();
        _broker.Calls.ShouldNotContain(c => c.Contains("OB2", StringComparison.Ordinal) || c.Contains("CANCEL", StringComparison.Ordinal));
        _broker.Calls.Count(c => c.Contains("CASHINFO", StringComparison.Ordinal)).ShouldBe(2);
        var printed = _log.Lines.Where(l => l.StartsWith("Dry run", StringComparison.Ordinal)).ToList();
        printed.Count.ShouldBe(4);
        var cid = JsonNode.Parse(printed[2]["Dry run, not sent: ".Length..])!["cid"]!.GetValue<long>();
        printed[2].ShouldBe($"Dry run, not sent: {IpotOrderMessages.Submit(cid, Account, OrderSide.Buy, "ZATA", 120, 3, 1770885700)}");
        printed[3].ShouldBe($"Dry run, not sent: {new IpotOrderMessages().Cancel(cid + 1, Account, "7", 1770885701)}");
    }

    [Fact]
    public async Task A_list_can_be_asked_for_again_on_the_same_link()
    {
        var link = await UpAsync();
        await link.SendAsync(RequestKind.Submit, Buy("A", 1));
        await _sink.HasAsync(s => s.StartsWith("push ZATA Open", StringComparison.Ordinal));
        _broker.SetPosition(Account, "TLKM", 7);
        var before = _sink.Heard.Count;
        var from = NowUs();
        await link.RelistAsync();
        var to = NowUs();
        await _sink.HasAsync(s => s == "listed", before);
        var since = _sink.Heard.Skip(before).ToList();
        var row = $"push ZATA Open {_broker.Orders[0].OrderNo}  @ 120 listed True";
        since.ShouldContain(row);
        since.ShouldContain("position TLKM 7 7");
        since.IndexOf("position TLKM 7 7").ShouldBeLessThan(since.IndexOf(row));
        since.IndexOf(row).ShouldBeLessThan(since.IndexOf("listed"));
        since.ShouldNotContain(s => s.StartsWith("down", StringComparison.Ordinal));
        _sink.Asked[^1].ShouldBeInRange(from, to);
        _sink.Asked[0].ShouldBeLessThan(from);
        _broker.Fill(_broker.Orders[0].OrderNo, 1);
        await _sink.HasAsync(s => s == $"push ZATA Matched {_broker.Orders[0].OrderNo} 1 @ 120 listed False");
    }

    [Fact]
    public async Task Of_two_lists_that_are_asked_for_one_after_the_other_only_the_newer_is_reported()
    {
        var link = await UpAsync();
        var lists = new TaskCompletionSource();
        _broker.ListsAfter = lists.Task;
        await link.RelistAsync();
        var from = NowUs();
        await link.RelistAsync();
        lists.SetResult();
        var before = _sink.Heard.Count;
        await _sink.HasAsync(s => s == "listed", before);
        _sink.Asked[^1].ShouldBeGreaterThanOrEqualTo(from);
        before = _sink.Heard.Count;
        await link.RelistAsync();
        await _sink.HasAsync(s => s == "listed", before);
        // At the connection, for the second question, and for the third.
        _sink.Asked.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_broker_that_does_not_answer_the_question_for_the_orders_is_left_and_tried_again()
    {
        _broker.NoLists = true;
        var link = Link(o => o.AnswerWithin = TimeSpan.FromSeconds(1));
        _running = link.RunAsync(_stop.Token);
        await _sink.HasAsync(s => s.StartsWith("down The broker did not answer", StringComparison.Ordinal));
        _sink.Asked.ShouldBeEmpty();
        _broker.NoLists = false;
        await _sink.HasAsync(s => s == "listed");
    }

    [Fact]
    public async Task Silence_before_a_list_was_asked_for_is_no_part_of_its_quiet_time()
    {
        var time = new Feeds.ManualTime(DateTimeOffset.UnixEpoch);
        var from = time.GetTimestamp();
        await time.StepIdleAsync(TimeSpan.FromSeconds(15));
        var listing = new IpotListing(7, 1, time);
        await time.StepIdleAsync(TimeSpan.FromSeconds(1));
        listing.Listened(from);
        listing.Quiet.ShouldBe(TimeSpan.FromSeconds(1));
        listing.Answer();
        (listing.IsAnswered, listing.Quiet).ShouldBe((true, TimeSpan.Zero));
    }

    [Fact]
    public async Task Without_a_link_nothing_is_asked()
    {
        var link = Link();
        await link.RelistAsync();
        await link.AskCashAsync();
        _broker.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_of_the_portfolio_is_followed_by_stocks_and_cash()
    {
        await UpAsync();
        _broker.SetPosition(Account, "TLKM", 9);
        _broker.Cash = 5;
        var before = _sink.Heard.Count;
        for (var i = 0; i < 50; i++) _broker.PushPortfolio();
        await _sink.HasAsync(s => s == "position TLKM 9 9", before);
        await _sink.HasAsync(s => s == "cash 5", before);
    }

    [Fact]
    public async Task Checks_before_an_order_go_out_before_it_and_subscriptions_once_per_code()
    {
        var link = await UpAsync(o => o.PreChecks = IpotPreChecks.CashInfo | IpotPreChecks.Ob2 | IpotPreChecks.Jtm | IpotPreChecks.Auc);
        var before = _broker.Calls.Count;
        await link.SendAsync(RequestKind.Submit, Buy("A", 1));
        await link.SendAsync(RequestKind.Submit, Buy("B", 2));
        await link.SendAsync(RequestKind.Submit, Buy("C", 3) with { Code = "TLKM" });
        await _sink.HasAsync(s => s.StartsWith("answer Submit C True", StringComparison.Ordinal));
        string[] expected = ["CASHINFO", "OB2 ZATA", "JTM ZATA", "AUC ZATA", "BUY ZATA", "CASHINFO", "BUY ZATA", "CASHINFO", "OB2 TLKM", "JTM TLKM", "AUC TLKM", "BUY TLKM"];
        _broker.Calls.Skip(before).Select(Short).ShouldBe(expected);

        static string Short(string call)
        {
            var command = JsonNode.Parse(call)!["data"]!["param"]!;
            var name = command["cmd"]!.GetValue<string>();
            return name switch
            {
                "subscribe" => $"{command["rtype"]} {command["code"]}",
                "BUY" => $"BUY {command["param"]!["code"]}",
                _ => name,
            };
        }
    }

    [Fact]
    public async Task A_credential_that_is_no_header_asks_for_a_sign_in_and_is_not_repeated()
    {
        var link = Link(null, "Cookie: geheim\r\nX: y");
        await link.RunAsync(_stop.Token).WaitAsync(TimeSpan.FromMinutes(1));
        var heard = _sink.Heard.ShouldHaveSingleItem();
        heard.ShouldStartWith("down login");
        heard.ShouldNotContain("geheim");
    }

    [Fact]
    public async Task A_broker_that_is_closed_for_a_while_is_tried_until_it_opens()
    {
        _broker.Closed = true;
        var link = Link();
        _running = link.RunAsync(_stop.Token);
        await _sink.HasAsync(s => s.StartsWith("down ", StringComparison.Ordinal));
        _broker.Closed = false;
        await _sink.HasAsync(s => s == "listed");
        link.IsUp.ShouldBeTrue();
    }

    private static OutgoingOrder Buy(string id, long submitId) => new(id, OrderSide.Buy, "ZATA", 120, 3, submitId);

    private async Task<IpotLink> UpAsync(Action<IpotOptions>? change = null)
    {
        var link = Link(change);
        _running = link.RunAsync(_stop.Token);
        await _sink.HasAsync(s => s == "listed");
        return link;
    }

    private static long NowUs() => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / 10;

    private IpotLink Link(Action<IpotOptions>? change = null, string credential = "Cookie: session=x")
    {
        // A venue round the clock: silence is always suspicious.
        var options = new IpotOptions { Url = _broker.Address.ToString(), Venue = "GENERIC", FirstPause = TimeSpan.FromMilliseconds(20), ListQuiet = TimeSpan.FromMilliseconds(200), DeadAfter = TimeSpan.FromMinutes(1), RefreshEvery = TimeSpan.FromMilliseconds(50) };
        change?.Invoke(options);
        return new IpotLink(Account, [credential], options, _sink, VenueCatalog.Standard(), TimeProvider.System, _log);
    }

    private sealed class RecordingLog : ILogger<IpotLink>
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public List<string> Lines => [.. _lines];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue(formatter(state, exception));
    }

    private sealed class RecordingSink : IBrokerLinkSink
    {
        private readonly ConcurrentQueue<string> _heard = new();

        private readonly ConcurrentQueue<long> _asked = new();

        public List<string> Heard => [.. _heard];

        /// <summary>When the complete lists were asked for.</summary>
        public List<long> Asked => [.. _asked];

        public Task HasAsync(Func<string, bool> condition, int after = 0) => Eventually.BeTrueAsync(() => Task.FromResult(Heard.Skip(after).Any(condition)), "never heard it");

        public Task ConnectedAsync() => Note("up");

        public Task DisconnectedAsync(string reason, bool loginRequired) => Note($"down {(loginRequired ? "login " : "")}{reason}");

        public Task AnsweredAsync(RequestKind kind, string orderId, bool ok, string? orderNo, string? message) => Note($"answer {kind} {orderId} {ok} {orderNo} {message}");

        public Task PushedAsync(BrokerPush push, bool isListed) => Note(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"push {push.Code} {push.Status} {push.OrderNo} {push.CumulativeLots} @ {push.Price:0.##} listed {isListed}"));

        public Task ListedAsync(long askedUs)
        {
            _asked.Enqueue(askedUs);
            return Note("listed");
        }

        public Task PositionAsync(string code, long lots, long availableLots, decimal? averagePrice) => Note($"position {code} {lots} {availableLots}");

        public Task CashAsync(decimal available) => Note(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"cash {available}"));

        private Task Note(string text)
        {
            _heard.Enqueue(text);
            return Task.CompletedTask;
        }
    }
}

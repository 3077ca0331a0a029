using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Execution;
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
    public async Task A_dry_run_sends_nothing()
    {
        var link = await UpAsync(o => o.DryRun = true);
        (await link.SendAsync(RequestKind.Submit, Buy("A", 1))).ShouldBe(SendOutcome.NotSent);
        _broker.Submits.ShouldBeEmpty();
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

    private IpotLink Link(Action<IpotOptions>? change = null)
    {
        // A venue round the clock: silence is always suspicious.
        var options = new IpotOptions { Url = _broker.Address.ToString(), Venue = "GENERIC", FirstPause = TimeSpan.FromMilliseconds(20), ListQuiet = TimeSpan.FromMilliseconds(200), DeadAfter = TimeSpan.FromMinutes(1) };
        change?.Invoke(options);
        return new IpotLink(Account, ["Cookie: session=x"], options, _sink, VenueCatalog.Standard(), TimeProvider.System, NullLogger<IpotLink>.Instance);
    }

    private sealed class RecordingSink : IBrokerLinkSink
    {
        private readonly ConcurrentQueue<string> _heard = new();

        public List<string> Heard => [.. _heard];

        public Task HasAsync(Func<string, bool> condition, int after = 0) => Eventually.BeTrueAsync(() => Task.FromResult(Heard.Skip(after).Any(condition)), "never heard it");

        public Task ConnectedAsync() => Note("up");

        public Task DisconnectedAsync(string reason, bool loginRequired) => Note($"down {(loginRequired ? "login " : "")}{reason}");

        public Task AnsweredAsync(RequestKind kind, string orderId, bool ok, string? orderNo, string? message) => Note($"answer {kind} {orderId} {ok} {orderNo} {message}");

        public Task PushedAsync(BrokerPush push, bool isListed) => Note(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"push {push.Code} {push.Status} {push.OrderNo} {push.CumulativeLots} @ {push.Price:0.##} listed {isListed}"));

        public Task ListedAsync(long askedUs) => Note("listed");

        public Task PositionAsync(string code, long lots, long availableLots, decimal? averagePrice) => Note($"position {code} {lots} {availableLots}");

        public Task CashAsync(decimal available) => Note(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"cash {available}"));

        private Task Note(string text)
        {
            _heard.Enqueue(text);
            return Task.CompletedTask;
        }
    }
}

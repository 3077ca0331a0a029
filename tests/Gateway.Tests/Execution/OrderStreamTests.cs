using System.Text.Json;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Execution;

public sealed class OrderStreamTests : IAsyncLifetime
{
    private readonly TradingHost _host = new();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Events_come_with_their_order_and_number()
    {
        using var socket = await SubscribeAsync(TradingHost.Account);
        await _host.Demo.RaiseAsync(FakeAccount.Order(TradingHost.Account, 1, "Open"));
        var message = (await socket.NextAsync())!.Value;
        message.EnumerateObject().Select(p => p.Name).ShouldBe(["event", "account", "seq", "time", "kind", "cause", "order"]);
        message.GetProperty("order").GetProperty("state").GetString().ShouldBe("Open");
        (message.GetProperty("event").GetString(), message.Seq()).ShouldBe(("order", 1));
        await _host.Demo.RaiseAsync(code: "GOTO");
        (await socket.NextAsync())!.Value.GetProperty("code").GetString().ShouldBe("GOTO");
    }

    [Fact]
    public async Task Lost_and_overtaken_pushes_leave_no_gap()
    {
        using var socket = await SubscribeAsync(TradingHost.Account);
        var random = new Random(1);
        for (var i = 0; i < 200; i++) await _host.Demo.RaiseAsync(isPushed: random.Next(3) > 0);
        await _host.Demo.RaiseAsync();
        (await SeqsAsync(socket, 201)).ShouldBe(Enumerable.Range(1, 201).Select(i => (long)i));
    }

    [Fact]
    public async Task A_push_that_was_lost_last_comes_with_the_renewal()
    {
        using var socket = await SubscribeAsync(TradingHost.Account);
        await _host.Demo.RaiseAsync(isPushed: false);
        await _host.Hub.RenewAsync(CancellationToken.None);
        (await socket.NextAsync())!.Value.Seq().ShouldBe(1);
    }

    [Fact]
    public async Task Since_sends_what_was_missed_first()
    {
        for (var i = 0; i < 2500; i++) await _host.Demo.RaiseAsync();
        using var socket = await SubscribeAsync(TradingHost.Account, since: 10);
        await _host.Demo.RaiseAsync();
        (await SeqsAsync(socket, 2501)).ShouldBe(Enumerable.Range(11, 2491).Select(i => (long)i));
    }

    [Fact]
    public async Task Events_that_are_not_held_any_more_are_told_as_a_gap()
    {
        for (var i = 0; i < 10; i++) await _host.Demo.RaiseAsync();
        _host.Demo.Forget(6);
        using var socket = await SubscribeAsync(TradingHost.Account, since: 2);
        var gap = (await socket.NextAsync())!.Value;
        (gap.GetProperty("gap").GetBoolean(), gap.Seq()).ShouldBe((true, 6));
        (await SeqsAsync(socket, 10)).ShouldBe([7, 8, 9, 10]);
    }

    [Fact]
    public async Task One_who_comes_late_does_not_disturb_the_others()
    {
        using var early = await SubscribeAsync(TradingHost.Account);
        for (var i = 0; i < 5; i++) await _host.Demo.RaiseAsync(isPushed: i < 3);
        using var late = await SubscribeAsync(TradingHost.Account, since: 1);
        await _host.Demo.RaiseAsync();
        (await SeqsAsync(early, 6)).ShouldBe([1, 2, 3, 4, 5, 6]);
        (await SeqsAsync(late, 6)).ShouldBe([2, 3, 4, 5, 6]);
    }

    [Fact]
    public async Task All_accounts_include_those_that_come_later()
    {
        using var socket = await SubscribeAsync("*");
        (await socket.NextAsync())!.Value.GetProperty("symbol").GetString().ShouldBe(TradingHost.Account);
        await _host.Second.RaiseAsync();
        await _host.PostAsync("/accounts/paper:other/connect", "");
        await _host.Second.RaiseAsync();
        (await SeqsAsync(socket, 2)).ShouldBe([1, 2]);
        await _host.Demo.RaiseAsync();
        (await socket.NextAsync())!.Value.GetProperty("account").GetString().ShouldBe(TradingHost.Account);
    }

    [Fact]
    public async Task A_client_that_left_is_not_sent_to_and_the_account_is_let_go()
    {
        using var socket = await SubscribeAsync(TradingHost.Account);
        await socket.SendAsync("""{"op":"unsubscribe","channel":"order","symbols":["paper:demo"]}""");
        (await socket.NextAsync())!.Value.Is("unsubscribed").ShouldBeTrue();
        await _host.Demo.RaiseAsync();
        (await socket.DrainAsync()).Count.ShouldBe(1);
        await _host.Hub.RenewAsync(CancellationToken.None);
        _host.Demo.Observers.ShouldBe(0);
        await socket.SubscribeAsync("order", TradingHost.Account);
        (await socket.NextAsync())!.Value.Seq().ShouldBe(1);
    }

    [Theory]
    [InlineData("paper:nosuch")]
    [InlineData("BBCA")]
    [InlineData("")]
    public async Task A_symbol_that_is_no_account_is_told(string symbol)
    {
        using var socket = await StreamSocket.ConnectAsync(_host.Address);
        await socket.SubscribeAsync("order", symbol);
        (await socket.NextAsync())!.Value.GetProperty("code").GetString().ShouldBe("unknown-symbol");
    }

    [Fact]
    public async Task Events_over_plain_http_carry_ids_to_come_back_with()
    {
        await _host.Demo.RaiseAsync();
        using (var events = await EventReader.OpenAsync(_host.Address, "/sse/order?symbols=paper:demo&since=0"))
        {
            (await events.NextAsync()).Data.Is("subscribed").ShouldBeTrue();
            var first = await events.NextAsync();
            (first.Name, first.Id).ShouldBe(("order", "1"));
        }

        await _host.Demo.RaiseAsync();
        using var again = await EventReader.OpenAsync(_host.Address, "/sse/order?symbols=paper:demo", lastEventId: "1");
        await again.NextAsync();
        (await again.NextAsync()).Data.Seq().ShouldBe(2);
    }

    [Fact]
    public async Task Events_of_all_accounts_carry_the_position_of_each()
    {
        await _host.PostAsync("/accounts/paper:other/connect", "");
        await _host.Demo.RaiseAsync();
        string? id;
        using (var events = await EventReader.OpenAsync(_host.Address, "/sse/order?symbols=*"))
        {
            await _host.Second.RaiseAsync();
            await events.UntilAsync(e => e.Name == "order");
            id = events.LastId;
            id.ShouldBe("paper:demo=1,paper:other=1");
        }

        await _host.Demo.RaiseAsync();
        await _host.Second.RaiseAsync();
        using var again = await EventReader.OpenAsync(_host.Address, "/sse/order?symbols=*", lastEventId: id);
        var missed = new List<JsonElement>();
        while (missed.Count < 2)
        {
            if (await again.NextAsync() is { Name: "order" } happened) missed.Add(happened.Data);
        }

        missed.Select(m => (m.GetProperty("account").GetString(), m.Seq())).Order().ShouldBe([("paper:demo", 2), ("paper:other", 2)]);
    }

    [Theory]
    [InlineData("/sse/order")]
    [InlineData("/sse/order?symbols=BBCA")]
    [InlineData("/sse/order?symbols=paper:demo,*")]
    [InlineData("/sse/order?symbols=paper:demo&since=x")]
    [InlineData("/sse/order?symbols=paper:demo&since=paper:demo=x")]
    public async Task A_bad_stream_is_400(string path) => ((int)(await _host.Api.GetAsync(path)).Status).ShouldBe(400);

    private static async Task<List<long>> SeqsAsync(StreamSocket socket, long last) => [.. (await socket.UntilAsync(m => m.Is("order") && m.Seq() == last)).Where(m => m.Is("order")).Select(m => m.Seq())];

    private async Task<StreamSocket> SubscribeAsync(string account, long? since = null)
    {
        var socket = await StreamSocket.ConnectAsync(_host.Address);
        await socket.SubscribeAsync("order", account, since);
        (await socket.NextAsync())!.Value.Is("subscribed").ShouldBeTrue();
        return socket;
    }
}

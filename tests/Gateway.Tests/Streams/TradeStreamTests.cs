using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Streams;

[Collection(SharedGatewayTests.Name)]
public sealed class TradeStreamTests(SharedGateway gateway)
{
    private readonly string _ticker = SharedGateway.NewTicker();

    [Fact]
    public async Task Trades_come_without_a_gap_and_with_rising_numbers()
    {
        var trades = TestTrade.Walk(_ticker, 2000, 1);
        await gateway.Api.PostTradesAsync(trades[..1]);
        using var socket = await StreamSocket.ConnectAsync(gateway.Process);
        await socket.SubscribeAsync("trade", _ticker);
        var from = (await socket.UntilAsync(m => m.Is("subscribed")))[^1].Seq();
        await Task.WhenAll(trades.Skip(1).Chunk(37).Select(part => gateway.Api.PostTradesAsync(part)));
        var seen = await socket.UntilAsync(m => m.Is("trade") && m.Seq() == from + trades.Count - 1);
        seen.Select(m => m.Seq()).ShouldBe(Enumerable.Range(1, trades.Count - 1).Select(i => from + i));
        seen.Select(m => m.TradeNo()).Order().ShouldBe(trades.Skip(1).Select(t => t.Number));
        var one = seen.Single(m => m.TradeNo() == 77);
        var sent = trades[76];
        (one.GetProperty("price").GetDecimal(), one.GetProperty("shares").GetDecimal(), one.GetProperty("side").GetString(), one.GetProperty("time").GetInt64())
            .ShouldBe((sent.Price, sent.Shares, sent.Side.ToString(), sent.Time.ToUnixTimeMilliseconds()));
    }

    [Fact]
    public async Task Who_asks_for_batches_gets_arrays_that_hold_the_same_messages()
    {
        var trades = TestTrade.Walk(_ticker, 2000, 3);
        await gateway.Api.PostTradesAsync(trades[..1]);
        using var socket = await StreamSocket.ConnectAsync(gateway.Process, "/ws?batch=true");
        await socket.SubscribeAsync("trade", _ticker);
        var from = (await socket.NextAsync())!.Value[0].Seq();
        await Task.WhenAll(trades.Skip(1).Chunk(100).Select(part => gateway.Api.PostTradesAsync(part)));
        var arrays = await socket.UntilAsync(m => m[m.GetArrayLength() - 1] is var last && last.Is("trade") && last.Seq() == from + trades.Count - 1);
        arrays.SelectMany(a => a.EnumerateArray()).Where(m => m.Is("trade")).Select(m => m.Seq()).ShouldBe(Enumerable.Range(1, trades.Count - 1).Select(i => from + i));
        arrays.Count.ShouldBeLessThan(trades.Count / 2, "those that wait together come together");
    }

    [Fact]
    public async Task A_batch_that_is_neither_true_nor_false_is_a_bad_field() =>
        (await Should.ThrowAsync<System.Net.WebSockets.WebSocketException>(StreamSocket.ConnectAsync(gateway.Process, "/ws?batch=2"))).Message.ShouldContain("400");

    [Fact]
    public async Task A_client_that_comes_back_gets_what_it_missed_once_and_in_order_while_trades_go_on()
    {
        var trades = TestTrade.Walk(_ticker, 3000, 2);
        await gateway.Api.PostTradesAsync(trades[..10]);
        var seen = new List<long>();
        long since;
        using (var first = await StreamSocket.ConnectAsync(gateway.Process))
        {
            await first.SubscribeAsync("trade", _ticker);
            since = (await first.UntilAsync(m => m.Is("subscribed")))[^1].Seq();
        }

        var writing = Task.Run(async () =>
        {
            foreach (var part in trades.Skip(10).Chunk(7)) await gateway.Api.PostTradesAsync(part);
        });
        var last = since + trades.Count - 10;
        var visits = 0;
        while (since < last)
        {
            (++visits).ShouldBeLessThan(3000, "the visits do not get on");
            // Short visits: each catches up and goes away in the middle.
            using var socket = await StreamSocket.ConnectAsync(gateway.Process);
            await socket.SubscribeAsync("trade", _ticker, since);
            for (var i = 0; i < 300 && since < last; i++)
            {
                var message = (await socket.NextAsync())!.Value;
                if (message.Is("subscribed")) continue;
                message.Is("trade").ShouldBeTrue(message.ToString());
                message.Seq().ShouldBe(since + 1);
                since = message.Seq();
                seen.Add(message.TradeNo());
            }
        }

        await writing;
        seen.Order().ShouldBe(trades.Skip(10).Select(t => t.Number));
    }

    [Fact]
    public async Task What_is_no_longer_held_is_announced_and_never_left_out_silently()
    {
        var trades = TestTrade.Walk(_ticker, 40_000, 3, minutes: 200);
        await gateway.Api.PostTradesAsync(trades[..1]);
        using var first = await StreamSocket.ConnectAsync(gateway.Process);
        await first.SubscribeAsync("trade", _ticker);
        var since = (await first.UntilAsync(m => m.Is("subscribed")))[^1].Seq();
        foreach (var part in trades.Skip(1).Chunk(5000)) await gateway.Api.PostTradesAsync(part);
        using var socket = await StreamSocket.ConnectAsync(gateway.Process);
        await socket.SubscribeAsync("trade", _ticker, since);
        var end = since + trades.Count - 1;
        var messages = await socket.UntilAsync(m => m.Is("trade") && m.Seq() == end);
        var seen = messages.Where(m => m.Is("trade")).Select(m => m.Seq()).ToList();
        seen.ShouldBe(Enumerable.Range(0, seen.Count).Select(i => end - seen.Count + 1 + i));
        var dropped = messages.Concat(await socket.DrainAsync()).Where(m => m.Is("dropped")).Sum(m => m.GetProperty("count").GetInt64());
        (dropped + seen.Count).ShouldBe(trades.Count - 1);
    }

    [Fact]
    public async Task A_slow_reader_is_told_how_many_trades_it_lost_and_gets_the_newest_state_of_each_bar()
    {
        var trades = TestTrade.Walk(_ticker, 150_000, 4, minutes: 5);
        await gateway.Api.PostTradesAsync(trades[..1]);
        using var socket = await StreamSocket.ConnectAsync(gateway.Process, receiveBuffer: 4096);
        await socket.SubscribeAsync("trade", _ticker);
        await socket.SubscribeAsync("footprint", _ticker);
        await socket.UntilAsync(m => m.Is("subscribed") && m.GetProperty("channel").GetString() == "footprint");
        foreach (var part in trades.Skip(1).Chunk(5000)) (await gateway.Api.PostTradesAsync(part)).Number("accepted").ShouldBe(part.Length);

        var (received, dropped, last) = (0L, 0L, 0L);
        var bars = new Dictionary<long, (long Seq, int Trades)>();
        await socket.UntilAsync(message =>
        {
            if (message.Is("trade"))
            {
                received++;
                message.Seq().ShouldBeGreaterThan(last);
                last = message.Seq();
            }
            else if (message.Is("dropped"))
            {
                message.GetProperty("channel").GetString().ShouldBe("trade");
                dropped += message.GetProperty("count").GetInt64();
            }
            else if (message.Is("footprint"))
            {
                bars[message.GetProperty("t0").GetInt64()] = (message.Seq(), message.GetProperty("trades").GetInt32());
            }

            return received + dropped == trades.Count - 1 && bars.Values.Sum(b => b.Trades) == trades.Count;
        });
        dropped.ShouldBeGreaterThan(0);
        bars.Count.ShouldBe(5);
    }

    [Fact]
    public async Task After_the_end_of_a_subscription_nothing_more_comes()
    {
        var trades = TestTrade.Walk(_ticker, 30, 5);
        await gateway.Api.PostTradesAsync(trades[..10]);
        using var socket = await StreamSocket.ConnectAsync(gateway.Process);
        await socket.SubscribeAsync("trade", _ticker);
        await socket.UntilAsync(m => m.Is("subscribed"));
        await socket.SendAsync($"{{\"op\":\"unsubscribe\",\"channel\":\"trade\",\"symbols\":[\"{_ticker}\"]}}");
        await socket.UntilAsync(m => m.Is("unsubscribed"));
        using var witness = await StreamSocket.ConnectAsync(gateway.Process);
        await witness.SubscribeAsync("trade", _ticker);
        await witness.UntilAsync(m => m.Is("subscribed"));
        await gateway.Api.PostTradesAsync(trades[10..]);
        await witness.UntilAsync(m => m.Is("trade"));
        (await socket.DrainAsync()).ShouldNotContain(m => m.Is("trade"));
    }
}

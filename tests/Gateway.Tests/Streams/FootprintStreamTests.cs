using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Streams;

[Collection(SharedGatewayTests.Name)]
public sealed class FootprintStreamTests(SharedGateway gateway)
{
    private readonly string _ticker = SharedGateway.NewTicker();

    [Fact]
    public async Task Bars_come_as_they_change_with_rising_numbers_and_end_as_the_bars_that_are_read()
    {
        var trades = TestTrade.Walk(_ticker, 1000, 1, minutes: 10);
        await gateway.Api.PostTradesAsync(trades[..1]);
        using var socket = await StreamSocket.ConnectAsync(gateway.Process);
        await socket.SubscribeAsync("footprint", _ticker);
        var from = (await socket.UntilAsync(m => m.Is("subscribed")))[^1].Seq();
        await Task.WhenAll(trades.Skip(1).Chunk(50).Select(part => gateway.Api.PostTradesAsync(part)));
        var bars = new Dictionary<long, string>();
        var last = from;
        await socket.UntilAsync(message =>
        {
            message.Is("footprint").ShouldBeTrue();
            message.Seq().ShouldBeGreaterThan(last);
            last = message.Seq();
            bars[message.GetProperty("t0").GetInt64()] = WithoutCvd(TestBar.One(message));
            return last == from + trades.Count - 1;
        });

        // The running sum of a bar changes with the bars before it; a message carries it as it was.
        bars.OrderBy(b => b.Key).Select(b => b.Value).ShouldBe(TestBar.Of(trades).Select(WithoutCvd));
    }

    [Fact]
    public async Task Wherever_a_connection_ends_the_next_brings_every_bar_that_changed_since()
    {
        var trades = TestTrade.Walk(_ticker, 2000, 2, minutes: 20).ToArray();
        var first = trades[0];
        // Each body changes many bars, so that a client goes away between two of them.
        new Random(2).Shuffle(trades);
        await gateway.Api.PostTradesAsync([first]);
        var bars = new Dictionary<long, string>();
        long since = 0;
        using (var socket = await StreamSocket.ConnectAsync(gateway.Process))
        {
            await socket.SubscribeAsync("footprint", _ticker);
            since = (await socket.UntilAsync(m => m.Is("subscribed")))[^1].Seq();
        }

        var end = since + trades.Length - 1;
        var writing = Task.Run(async () =>
        {
            foreach (var part in trades.Where(t => t != first).Chunk(40)) await gateway.Api.PostTradesAsync(part);
        });
        var visits = 0;
        while (since < end)
        {
            (++visits).ShouldBeLessThan(3000, "the visits do not get on");
            using var socket = await StreamSocket.ConnectAsync(gateway.Process);
            await socket.SubscribeAsync("footprint", _ticker, since);
            for (var i = 0; i < 7 && since < end; i++)
            {
                var message = (await socket.NextAsync())!.Value;
                if (message.Is("subscribed")) continue;
                message.Seq().ShouldBeGreaterThan(since);
                since = message.Seq();
                bars[message.GetProperty("t0").GetInt64()] = WithoutCvd(TestBar.One(message));
            }
        }

        await writing;
        bars.OrderBy(b => b.Key).Select(b => b.Value).ShouldBe(TestBar.Of(trades).Select(WithoutCvd));
    }

    private static string WithoutCvd(string bar) => System.Text.RegularExpressions.Regex.Replace(bar, " cvd\\S+", "");
}

using System.Net.WebSockets;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Streams;

public sealed class StreamRestartTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_catches_up_after_the_gateway_was_started_again(bool killed)
    {
        await using var gateway = await GatewayProcess.StartAsync();
        var trades = TestTrade.Walk("BACK", 3000, 1, minutes: 60);
        long tradeSeen = 0, barSeen = 0;
        using (var api = gateway.Api())
        {
            await api.PostTradesAsync(trades[..500]);
            using var socket = await StreamSocket.ConnectAsync(gateway);
            await socket.SubscribeAsync("trade", "BACK");
            await socket.SubscribeAsync("footprint", "BACK");
            await socket.UntilAsync(m => m.Is("subscribed") && m.GetProperty("channel").GetString() == "footprint");
            await api.PostTradesAsync(trades[500..600]);
            await socket.UntilAsync(m =>
            {
                if (m.Is("trade")) tradeSeen = m.Seq();
                if (m.Is("footprint")) barSeen = m.Seq();
                return tradeSeen == barSeen;
            });
            foreach (var part in trades[600..2000].Chunk(100)) await api.PostTradesAsync(part);
            if (killed)
            {
                gateway.Kill();
            }
            else
            {
                var reading = socket.UntilClosedAsync();
                (await gateway.StopAsync()).ShouldBe(0, gateway.Output);
                await reading;
                socket.CloseStatus.ShouldBe(WebSocketCloseStatus.EndpointUnavailable);
            }
        }

        await gateway.RestartAsync();
        using var again = gateway.Api();
        using var next = await StreamSocket.ConnectAsync(gateway);
        await next.SubscribeAsync("trade", "BACK", tradeSeen);
        await next.SubscribeAsync("footprint", "BACK", barSeen);
        await again.PostTradesAsync(trades[2000..]);
        var numbers = new List<long>();
        var bars = new Dictionary<long, string>();
        await next.UntilAsync(m =>
        {
            m.Is("dropped").ShouldBeFalse();
            if (m.Is("trade"))
            {
                m.Seq().ShouldBe(++tradeSeen);
                numbers.Add(m.TradeNo());
            }
            else if (m.Is("footprint"))
            {
                m.Seq().ShouldBeGreaterThan(barSeen);
                barSeen = m.Seq();
                bars[m.GetProperty("t0").GetInt64()] = TestBar.One(m);
            }

            return numbers.Count == 2400 && tradeSeen == barSeen;
        });
        numbers.ShouldBe(trades.Skip(600).Select(t => t.Number));
        var expected = TestBar.Of(trades);
        using var ingest = await StreamSocket.ConnectAsync(gateway, "/ingest/trades", GatewayProcess.Key);
        if (!killed)
        {
            var reading = ingest.UntilClosedAsync();
            (await gateway.StopAsync()).ShouldBe(0, gateway.Output);
            await reading;
            ingest.CloseStatus.ShouldBe(WebSocketCloseStatus.EndpointUnavailable);
        }

        bars.Count.ShouldBeGreaterThan(40);
        foreach (var bar in bars.Values) expected.ShouldContain(bar);
    }
}

using System.Net;
using System.Net.WebSockets;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Faults;

/// <summary>How a gateway leaves, seen from its clients.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task A_gateway_that_leaves_is_not_ready_but_serves_until_the_delay_is_over_and_then_sends_its_streams_away()
    {
        // Longer than what is asked meanwhile, which the test does not wait out when all is well.
        await using var gateway = await GatewayProcess.StartAsync(null, "--Gateway:DrainDelay=00:00:05");
        using var api = gateway.Api();
        var trades = TestTrade.Walk("LEAVE", 200, 1, minutes: 60);
        await api.PostTradesAsync(trades[..100]);
        using var socket = await StreamSocket.ConnectAsync(gateway);
        await socket.SubscribeAsync("trade", "LEAVE");
        await socket.UntilAsync(m => m.Is("subscribed"));
        using var events = await EventReader.OpenAsync(gateway, "/sse/trade?symbols=LEAVE");
        (await api.GetAsync("/health/ready")).Status.ShouldBe(HttpStatusCode.OK);

        var stopping = gateway.StopAsync();
        await Eventually.IsTrueAsync(async () => (await api.GetAsync("/health/ready")).Status == HttpStatusCode.ServiceUnavailable, () => gateway.Output);
        (await api.GetAsync("/health/ready"))["checks"].GetProperty("drain").GetProperty("description").GetString().ShouldBe("The gateway is draining.");
        (await api.PostTradesAsync(trades[100..])).Number("accepted").ShouldBe(100, "it still takes what comes");
        await socket.UntilAsync(m => m.Is("trade") && m.TradeNo() == trades[^1].Number);
        await socket.UntilClosedAsync();
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.EndpointUnavailable);
        (await events.UntilAsync(e => e.Data.Is("error")))[^1].Data.GetProperty("code").GetString().ShouldBe("going-away");
        (await stopping).ShouldBe(0, gateway.Output);
        // Readiness is logged as the error that it is; and Orleans may look for silos after the only one has left.
        gateway.Errors.Where(e => e.StartsWith("fail: Sssaham", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task More_streams_than_the_bound_are_told_to_try_again_and_reads_have_places_of_their_own()
    {
        await using var gateway = await GatewayProcess.StartAsync(null, "--Gateway:Streams=1");
        using var api = gateway.Api();
        await api.PostTradesAsync(TestTrade.Walk("BOUND", 10, 1, minutes: 10));
        using (await EventReader.OpenAsync(gateway, "/sse/trade?symbols=BOUND"))
        {
            var refused = await api.GetAsync("/sse/trade?symbols=BOUND");
            (refused.Status, refused.RetryAfter).ShouldBe((HttpStatusCode.ServiceUnavailable, "1"), refused.ToString());
            refused.Type.ShouldBe("application/problem+json");
            (await api.GetAsync("/footprint/BOUND")).Status.ShouldBe(HttpStatusCode.OK);
        }

        await Eventually.IsTrueAsync(async () =>
        {
            using var again = await EventReader.OpenAsync(gateway, "/sse/trade?symbols=BOUND");
            return again.Status == HttpStatusCode.OK;
        });
    }
}

using System.Net;
using System.Text;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Operations;

/// <summary>What leaves a gateway when an OTLP endpoint is set.</summary>
public sealed class TelemetryTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task Traces_metrics_and_logs_arrive_at_the_endpoint_and_a_callers_trace_goes_on()
    {
        using var receiver = new OtlpReceiver();
        await using var gateway = await GatewayProcess.StartAsync(null, receiver.Settings);
        using var api = gateway.Api();
        using var socket = await StreamSocket.ConnectAsync(gateway.Address);
        (await api.PostTradesAsync([TestTrade.At("TELE", 1, 0)])).Status.ShouldBe(HttpStatusCode.OK);
        await socket.SubscribeAsync("trade", "TELE");
        await socket.UntilAsync(m => m.Is("subscribed"));
        (await api.PostAsync("/ingest/trades", Encoding.UTF8.GetBytes(TestTrade.Lines([TestTrade.At("TELE", 2, 1)])), null, ("traceparent", $"00-{TraceId}-b7ad6b7169203331-01"))).Status.ShouldBe(HttpStatusCode.OK);
        (await api.GetAsync("/check")).Status.ShouldBe(HttpStatusCode.OK);
        (await api.GetAsync("/health/live")).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var name in new[] { "market.arrival", "market.deliver", "market.append", "market.apply", "market.push", "market.relay", "ITickerGrain/AppendAsync", "GET /check", "sssaham-gateway" })
            await Eventually.IsTrueAsync(() => Task.FromResult(receiver.Has("/v1/traces", name)), () => $"no span {name}");
        // The trace that came with the request is the trace of its batch.
        var id = Convert.FromHexString(TraceId);
        foreach (var name in new[] { "market.arrival", "market.relay", "POST /ingest/trades" })
            await Eventually.IsTrueAsync(() => Task.FromResult(receiver.HasWith("/v1/traces", id, name)), () => $"{name} is not in the caller's trace");
        foreach (var name in new[] { "sssaham.market.trades.accepted", "sssaham.market.append.duration", "sssaham.market.push.lag", "sssaham.market.stream.clients", "sssaham.operations.job.stale", "orleans-grains", "http.server.request.duration", "dotnet.gc.collections" })
            await Eventually.IsTrueAsync(() => Task.FromResult(receiver.Has("/v1/metrics", name)), () => $"no metric {name}");
        await Eventually.IsTrueAsync(() => Task.FromResult(receiver.Has("/v1/logs", "Sssaham.")), () => "no log line");
        // Neither probes of health nor, without a caller's trace, streams of trades begin a trace.
        receiver.Has("/v1/traces", "GET /health/live").ShouldBeFalse();
        receiver.Has("/v1/metrics", "TELE").ShouldBeFalse();
    }

    [Fact]
    public async Task An_operator_who_wants_no_traces_gets_none()
    {
        using var receiver = new OtlpReceiver();
        await using var gateway = await GatewayProcess.StartAsync(null, [.. receiver.Settings, "--OTEL_TRACES_SAMPLER=always_off"]);
        using var api = gateway.Api();
        (await api.PostAsync("/ingest/trades", Encoding.UTF8.GetBytes(TestTrade.Lines([TestTrade.At("TELE", 1, 0)])), null, ("traceparent", $"00-{TraceId}-b7ad6b7169203331-01"))).Status.ShouldBe(HttpStatusCode.OK);
        (await api.GetAsync("/check")).Status.ShouldBe(HttpStatusCode.OK);
        // Spans leave more often than metrics do.
        await Eventually.IsTrueAsync(() => Task.FromResult(receiver.Has("/v1/metrics", "sssaham.market.trades.accepted")), () => "no metric");
        receiver.Has("/v1/traces", "GET /check").ShouldBeFalse();
        receiver.Has("/v1/traces", "market.arrival").ShouldBeFalse();
    }
}

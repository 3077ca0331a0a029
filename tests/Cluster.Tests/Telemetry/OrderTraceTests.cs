using System.Diagnostics;
using Shouldly;
using Sssaham.Cluster.Tests.Execution;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.Grains.Execution;
using Sssaham.IpotSimulator;
using Xunit;

namespace Sssaham.Cluster.Tests.Telemetry;

/// <summary>Accounts whose calls carry traces.</summary>
public sealed class TracedAccounts() : AccountCluster("SIM", TimeProvider.System.GetUtcNow())
{
    protected override bool IsTraced => true;
}

[Collection(TelemetryTests.Name)]
public sealed class OrderTraceTests(TracedAccounts cluster) : IClassFixture<TracedAccounts>
{
    [Fact]
    public async Task An_order_is_one_trace_from_the_call_to_the_last_fill()
    {
        using var spans = new SpanRecorder();
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        using var source = new ActivitySource("test");
        using var listener = new ActivityListener { ShouldListenTo = s => s == source, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        var request = source.StartActivity("request")!;
        (await account.BuyAsync("a")).Kind.ShouldBe("accepted");
        request.Stop();
        var order = await account.UntilAsync("a", o => o.State == "Open");
        account.Broker.Fill(order.BrokerOrderNo!, 4);
        await account.UntilAsync("a", o => o.FilledLots == 4);
        account.Broker.Fill(order.BrokerOrderNo!, 6, 995);
        await account.UntilAsync("a", o => o.State == "Filled");
        var end = (await spans.UntilAsync(ExecutionTraces.End, 1)).ShouldHaveSingleItem();
        end.GetTagItem(ExecutionTraces.StateKey).ShouldBe("Filled");
        var place = spans.Named(ExecutionTraces.Place).ShouldHaveSingleItem();
        spans.Way(place).ShouldBe([ExecutionTraces.Place, "IBrokerAccountGrain/PlaceAsync", "IBrokerAccountGrain/PlaceAsync"]);
        place.TraceId.ShouldBe(request.TraceId);
        (place.GetTagItem(ExecutionTraces.OrderKey), place.GetTagItem(ExecutionTraces.ResultKey)).ShouldBe((order.Id, "accepted"));
        foreach (var (name, count) in new[] { (ExecutionTraces.Intent, 1), (ExecutionTraces.Send, 1), (ExecutionTraces.Ack, 1), (ExecutionTraces.Fill, 2), (ExecutionTraces.End, 1) })
        {
            var named = spans.Named(name);
            named.Count.ShouldBe(count, name);
            named.ShouldAllBe(s => s.TraceId == request.TraceId && s.ParentSpanId == place.SpanId, name);
        }

        spans.Named(ExecutionTraces.Fill).Select(f => f.GetTagItem(ExecutionTraces.LotsKey)).ShouldBe([4L, 6L]);
        spans.Named(ExecutionTraces.Send).Single().GetTagItem(ExecutionTraces.OutcomeKey).ShouldBe("Sent");
        spans.Named(ExecutionTraces.Ack).Single().GetTagItem(ExecutionTraces.AcceptedKey).ShouldBe(true);
    }

    [Fact]
    public async Task Orders_of_one_call_are_apart_and_a_refused_one_ends_at_once()
    {
        using var spans = new SpanRecorder();
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        account.Broker.Misbehaviour = Misbehaviour.Refuse;
        var placed = await account.Grain.PlaceAsync([Buy("a"), Buy("b"), Buy("c") with { Side = "HOLD" }]);
        placed.Select(p => p.Kind).ShouldBe(["accepted", "accepted", "invalid"]);
        var ends = await spans.UntilAsync(ExecutionTraces.End, 2);
        var places = spans.Named(ExecutionTraces.Place);
        places.Count.ShouldBe(3);
        // Nobody traced the call: each order is a trace of its own.
        places.Select(p => p.TraceId).Distinct().Count().ShouldBe(3);
        ends.Select(e => (e.TraceId, e.ParentSpanId, e.GetTagItem(ExecutionTraces.StateKey))).ShouldBe(
            places.Where(p => !Equals(p.GetTagItem(ExecutionTraces.ResultKey), "invalid")).Select(p => (p.TraceId, p.SpanId, (object?)"Rejected")), ignoreOrder: true);

        PlaceOrder Buy(string id) => new(id, account.Code, "BUY", 1000, 5, "DAY", false, null);
    }

    [Fact]
    public async Task After_a_restart_an_orders_spans_are_found_by_its_id()
    {
        using var spans = new SpanRecorder();
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        await account.BuyAsync("a");
        var order = await account.UntilAsync("a", o => o.State == "Open");
        await cluster.DeactivateAsync(account.Grain);
        await account.StateAsync("Ready");
        account.Broker.Fill(order.BrokerOrderNo!, 10);
        var fill = (await spans.UntilAsync(ExecutionTraces.Fill, 1)).ShouldHaveSingleItem();
        fill.GetTagItem(ExecutionTraces.OrderKey).ShouldBe(order.Id);
        fill.ParentSpanId.ShouldBe(default);
        fill.TraceId.ShouldNotBe(spans.Named(ExecutionTraces.Place).Single().TraceId);
    }

    [Fact]
    public async Task A_stop_is_a_trace_from_the_trigger_to_the_fill_of_its_sell()
    {
        using var spans = new SpanRecorder();
        var account = await cluster.NewAccountAsync();
        await account.ConnectAsync();
        await account.BoughtAsync("a");
        await account.QuoteAsync(940, 945);
        await account.TradeAsync(945);
        await account.SellOffAsync(10);
        var sell = (await spans.UntilAsync(ExecutionTraces.End, 2)).Last();
        var trigger = spans.Named(ExecutionTraces.Trigger).ShouldHaveSingleItem();
        trigger.GetTagItem(ExecutionTraces.SideKey).ShouldBe("Sell");
        foreach (var name in new[] { ExecutionTraces.Send, ExecutionTraces.Ack, ExecutionTraces.Fill, ExecutionTraces.End })
            spans.Named(name).ShouldContain(s => s.TraceId == trigger.TraceId && s.ParentSpanId == trigger.SpanId, name);
        sell.TraceId.ShouldBe(trigger.TraceId);
        trigger.TraceId.ShouldNotBe(spans.Named(ExecutionTraces.Place).Single().TraceId);
    }
}

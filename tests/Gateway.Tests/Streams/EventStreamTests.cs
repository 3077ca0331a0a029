using System.Net;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Streams;

[Collection(SharedGatewayTests.Name)]
public sealed class EventStreamTests(SharedGateway gateway)
{
    private readonly string _ticker = SharedGateway.NewTicker();

    [Fact]
    public async Task Trades_come_as_events_whose_ids_are_their_sequence()
    {
        var trades = TestTrade.Walk(_ticker, 200, 1);
        await gateway.Api.PostTradesAsync(trades[..1]);
        using var events = await EventReader.OpenAsync(gateway.Process, $"/sse/trade?symbols={_ticker}");
        events.Type.ShouldBe("text/event-stream");
        var from = (await events.NextAsync()).Data.Seq();
        await gateway.Api.PostTradesAsync(trades);
        var seen = await events.UntilAsync(e => e.Name == "trade" && e.Data.Seq() == from + 199);
        seen.Select(e => e.Id).ShouldBe(Enumerable.Range(1, 199).Select(i => EventReader.Id(from + i)));
        seen.Select(e => e.Data.TradeNo()).ShouldBe(trades.Skip(1).Select(t => t.Number));
    }

    [Fact]
    public async Task A_browser_that_comes_back_with_the_last_id_misses_nothing_of_several_symbols()
    {
        // One trades often, one rarely: a position of the one says nothing of the other.
        string[] tickers = [_ticker, SharedGateway.NewTicker(), SharedGateway.NewTicker()];
        var tapes = tickers.Select((t, i) => TestTrade.Walk(t, i == 0 ? 900 : 30, i)).ToArray();
        foreach (var tape in tapes) await gateway.Api.PostTradesAsync(tape[..5]);
        var path = $"/sse/trade?symbols={string.Join(',', tickers)}";
        var seen = new HashSet<(string, long)>();
        string? id;
        using (var first = await EventReader.OpenAsync(gateway.Process, path))
        {
            foreach (var tape in tapes) await gateway.Api.PostTradesAsync(tape[..6]);
            // All three have told an event: from here on the id knows where each is.
            await first.UntilAsync(e => Note(e) && seen.Count == 3);
            id = first.LastId ?? (await first.UntilAsync(e => e.Id is not null))[^1].Id;
        }

        var writing = Task.WhenAll(tapes.Select(async tape =>
        {
            foreach (var part in tape.Skip(6).Chunk(8)) await gateway.Api.PostTradesAsync(part);
        }));
        // Each visit is cut in the middle of what it catches up.
        var visits = 0;
        while (seen.Count < tapes.Sum(t => t.Count) - 15)
        {
            (++visits).ShouldBeLessThan(500, "the visits do not get on");
            using var events = await EventReader.OpenAsync(gateway.Process, path, id);
            events.Status.ShouldBe(HttpStatusCode.OK);
            for (var i = 0; i < 60 && seen.Count < tapes.Sum(t => t.Count) - 15; i++) Note(await events.NextAsync());
            id = events.LastId;
        }

        await writing;

        bool Note(ServerEvent e)
        {
            if (e.Name == "trade") seen.Add((e.Data.GetProperty("symbol").GetString()!, e.Data.TradeNo()));
            return true;
        }
    }

    [Fact]
    public async Task Bars_that_changed_meanwhile_come_first_after_a_return()
    {
        var trades = TestTrade.Walk(_ticker, 300, 3, minutes: 10);
        await gateway.Api.PostTradesAsync(trades[..100]);
        string? id;
        using (var first = await EventReader.OpenAsync(gateway.Process, $"/sse/footprint?symbols={_ticker}"))
        {
            await first.NextAsync();
            await gateway.Api.PostTradesAsync(trades[100..150]);
            id = (await first.UntilAsync(e => e.Name == "footprint"))[^1].Id;
        }

        await gateway.Api.PostTradesAsync(trades[150..]);
        using var events = await EventReader.OpenAsync(gateway.Process, $"/sse/footprint?symbols={_ticker}", id);
        var end = (await events.NextAsync()).Data.Seq();
        var bars = (await events.UntilAsync(e => e.Name == "footprint" && e.Data.Seq() == end)).Select(e => TestBar.One(e.Data)).ToList();
        var expected = TestBar.Of(trades);
        bars[^1].ShouldBe(expected[^1]);
        expected.ShouldContain(bars[0]);
        bars.Count.ShouldBeGreaterThanOrEqualTo(5);
    }

    [Theory]
    [InlineData("/sse/weather?symbols=A", "channel")]
    [InlineData("/sse/trade", "symbols")]
    [InlineData("/sse/trade?symbols=,", "symbols")]
    [InlineData("/sse/trade?symbols=NOSUCH", "symbols")]
    [InlineData("/sse/trade?symbols=NOSUCH&since=x", "since")]
    [InlineData("/sse/trade?symbols=NOSUCH&since=-1", "since")]
    [InlineData("/sse/trade?symbols=NOSUCH&since=1.2", "since")]
    [InlineData("/sse/trade?symbols=A,B,C&since=1.2", "since")]
    public async Task A_bad_request_is_refused_by_field(string path, string field)
    {
        var answer = await gateway.Api.GetAsync(path);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.ToString());
        answer.BadField.ShouldBe(field);
    }
}

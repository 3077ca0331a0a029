using System.Net.WebSockets;
using System.Text;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Streams;

[Collection(SharedGatewayTests.Name)]
public sealed class IngestSocketTests(SharedGateway gateway)
{
    private readonly string _ticker = SharedGateway.NewTicker();

    [Fact]
    public async Task Each_frame_is_acknowledged_when_its_trades_are_durable()
    {
        var trades = TestTrade.Walk(_ticker, 1000, 1);
        using var socket = await ConnectAsync();
        var frame = 0;
        foreach (var part in trades.Chunk(100))
        {
            await socket.SendAsync(frame % 2 == 0 ? TestTrade.Lines(part) : $"[{string.Join(',', part.Select(t => t.Line()))}]");
            var ack = (await socket.NextAsync())!.Value;
            (ack.GetProperty("ack").GetInt32(), ack.GetProperty("accepted").GetInt32()).ShouldBe((++frame, 100), ack.ToString());
        }

        TestBar.Of((await gateway.Api.GetAsync($"/footprint/{_ticker}")).Json).ShouldBe(TestBar.Of(trades));
        await socket.CloseAsync();
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
    }

    [Fact]
    public async Task Frames_may_be_sent_ahead_of_their_acknowledgements()
    {
        var trades = TestTrade.Walk(_ticker, 500, 2);
        using var socket = await ConnectAsync();
        foreach (var part in trades.Chunk(10)) await socket.SendAsync(TestTrade.Lines(part));
        for (var frame = 1; frame <= 50; frame++) (await socket.NextAsync())!.Value.GetProperty("ack").GetInt32().ShouldBe(frame);
        TestBar.Of((await gateway.Api.GetAsync($"/footprint/{_ticker}")).Json).ShouldBe(TestBar.Of(trades));
    }

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("hello", 0, 1)]
    [InlineData("[{1}\n,{2}\n", 2, 1)]
    [InlineData("[{1}] {2}", 1, 1)]
    [InlineData("{1}\nbad\n{2}", 2, 1)]
    [InlineData("[}]", 0, 1)]
    [InlineData("\"", 0, 1)]
    public async Task A_bad_frame_is_acknowledged_with_its_faults_and_the_next_is_taken(string form, int accepted, int rejected)
    {
        using var socket = await ConnectAsync();
        string Fill(string text) => text.Replace("{1}", TestTrade.At(_ticker, 1, 0).Line(), StringComparison.Ordinal).Replace("{2}", TestTrade.At(_ticker, 2, 1).Line(), StringComparison.Ordinal);
        await socket.SendAsync(Fill(form));
        var ack = (await socket.NextAsync())!.Value;
        ack.GetProperty("ack").GetInt32().ShouldBe(1);
        (ack.GetProperty("accepted").GetInt32(), ack.GetProperty("rejected").GetInt32()).ShouldBe((accepted, rejected), ack.ToString());
        ack.GetProperty("errors").GetArrayLength().ShouldBe(rejected);
        await socket.SendAsync(TestTrade.At(_ticker, 3, 2).Line());
        (await socket.NextAsync())!.Value.GetProperty("ack").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task A_frame_that_is_too_large_ends_the_connection_with_the_reason()
    {
        using var socket = await ConnectAsync();
        var frame = new byte[(8 << 20) + 1000];
        frame.AsSpan().Fill((byte)'\n');
        await socket.SendAsync(frame);
        (await socket.NextAsync()).ShouldBeNull();
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.MessageTooBig);
    }

    [Fact]
    public async Task A_frame_of_noise_ends_nothing()
    {
        using var socket = await ConnectAsync();
        var random = new Random(7);
        for (var i = 1; i <= 200; i++)
        {
            var noise = new byte[random.Next(0, 2000)];
            random.NextBytes(noise);
            await socket.SendAsync(noise, WebSocketMessageType.Binary);
            (await socket.NextAsync())!.Value.GetProperty("ack").GetInt32().ShouldBe(i);
        }
    }

    [Fact]
    public async Task Nobody_gets_in_without_the_key()
    {
        await Should.ThrowAsync<WebSocketException>(() => StreamSocket.ConnectAsync(gateway.Process, "/ingest/trades"));
        await Should.ThrowAsync<WebSocketException>(() => StreamSocket.ConnectAsync(gateway.Process, "/ingest/trades", "wrong"));
        await Should.ThrowAsync<WebSocketException>(() => StreamSocket.ConnectAsync(gateway.Process, "/ingest/trades?dedupe=x", GatewayProcess.Key));
    }

    [Fact]
    public async Task A_connection_cut_in_the_middle_of_a_frame_takes_nothing_of_it()
    {
        using (var client = new System.Net.Sockets.TcpClient())
        {
            await client.ConnectAsync(gateway.Process.Address.Host, gateway.Process.Address.Port);
            var head = $"GET /ingest/trades HTTP/1.1\r\nHost: {gateway.Process.Address.Authority}\r\nX-Api-Key: {GatewayProcess.Key}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
            var one = new byte[1];
            var tail = "";
            while (!tail.EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) == 1) tail += (char)one[0];
            // A masked frame that promises 125 bytes and brings fewer.
            var line = Encoding.UTF8.GetBytes(TestTrade.At(_ticker, 1, 0).Line() + "\n");
            await stream.WriteAsync(new byte[] { 0x81, 0xFE, 0x40, 0x00, 0, 0, 0, 0 });
            await stream.WriteAsync(line);
        }

        await gateway.Api.PostTradesAsync([TestTrade.At(_ticker, 2, 1)]);
        var items = (await gateway.Api.GetAsync($"/footprint/{_ticker}"))["items"];
        items.EnumerateArray().Sum(i => i.GetProperty("trades").GetInt32()).ShouldBe(1);
    }

    private Task<StreamSocket> ConnectAsync() => StreamSocket.ConnectAsync(gateway.Process, "/ingest/trades", GatewayProcess.Key);
}

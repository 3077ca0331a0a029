using System.Net.WebSockets;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Streams;

[Collection(SharedGatewayTests.Name)]
public sealed class StreamRequestTests(SharedGateway gateway)
{
    [Theory]
    [InlineData("""{"op":"subscribe","channel":"trade","symbols":["NOSUCH"]}""", "unknown-symbol")]
    [InlineData("""{"op":"subscribe","channel":"trade","symbols":["../.."]}""", "unknown-symbol")]
    [InlineData("""{"op":"subscribe","channel":"trade","symbols":["MARS:BBCA"]}""", "unknown-symbol")]
    [InlineData("""{"op":"subscribe","channel":"weather","symbols":["BBCA"]}""", "unknown-channel")]
    [InlineData("""{"op":"subscribe","channel":"trade","symbols":"BBCA"}""", "bad-request")]
    [InlineData("""{"op":"subscribe","channel":"trade","symbols":[1]}""", "bad-request")]
    [InlineData("""{"op":"subscribe","channel":"trade","symbols":["BBCA"],"since":-1}""", "bad-request")]
    [InlineData("""{"op":"subscribe","channel":"trade","symbols":["BBCA"],"since":"x"}""", "bad-request")]
    [InlineData("""{"op":"subscribe","channel":"trade","symbols":["\ud800"]}""", "bad-request")]
    [InlineData("""{"op":"subscribe","symbols":["BBCA"]}""", "bad-request")]
    [InlineData("""{"op":"dance"}""", "bad-request")]
    [InlineData("""{"op":7}""", "bad-request")]
    [InlineData("{}", "bad-request")]
    [InlineData("[]", "bad-request")]
    [InlineData("null", "bad-request")]
    [InlineData("hello", "bad-request")]
    [InlineData("", "bad-request")]
    public async Task A_bad_request_is_answered_with_its_fault_and_the_connection_goes_on(string request, string code)
    {
        using var socket = await StreamSocket.ConnectAsync(gateway.Process);
        await socket.SendAsync(request);
        var answer = (await socket.NextAsync())!.Value;
        answer.Is("error").ShouldBeTrue(answer.ToString());
        answer.GetProperty("code").GetString().ShouldBe(code);
        answer.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        (await socket.DrainAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_code_on_two_venues_is_named_with_its_venue()
    {
        var ticker = SharedGateway.NewTicker();
        await gateway.Api.PostTradesAsync([TestTrade.At(ticker, 1, 0), new TestTrade(ticker, 1, TestTrade.Morning, 5.5m, 2, 'B', "GENERIC")]);
        using var socket = await StreamSocket.ConnectAsync(gateway.Process);
        await socket.SubscribeAsync("trade", ticker);
        (await socket.NextAsync())!.Value.GetProperty("code").GetString().ShouldBe("ambiguous-symbol");
        await socket.SubscribeAsync("trade", $"GENERIC:{ticker}");
        (await socket.NextAsync())!.Value.GetProperty("venue").GetString().ShouldBe("GENERIC");
    }

    [Fact]
    public async Task A_message_that_is_no_text_is_a_bad_request()
    {
        using var socket = await StreamSocket.ConnectAsync(gateway.Process);
        await socket.SendAsync([0xFF, 0x00, 0xFE], WebSocketMessageType.Binary);
        (await socket.NextAsync())!.Value.GetProperty("code").GetString().ShouldBe("bad-request");
    }

    [Theory]
    [InlineData(70_000)]
    [InlineData(5_000_000)]
    public async Task A_message_that_is_too_large_ends_the_connection_with_the_reason(int size)
    {
        using var socket = await StreamSocket.ConnectAsync(gateway.Process);
        var message = new byte[size];
        message.AsSpan().Fill((byte)' ');
        await socket.SendAsync(message);
        (await socket.NextAsync()).ShouldBeNull();
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.MessageTooBig);
    }

    [Fact]
    public async Task Too_many_symbols_in_one_request_are_refused()
    {
        using var socket = await StreamSocket.ConnectAsync(gateway.Process);
        await socket.SendAsync($"{{\"op\":\"subscribe\",\"channel\":\"trade\",\"symbols\":[{string.Join(',', Enumerable.Repeat("\"A\"", 1001))}]}}");
        (await socket.NextAsync())!.Value.GetProperty("code").GetString().ShouldBe("too-many-symbols");
    }

    [Fact]
    public async Task A_page_of_another_origin_and_a_wrong_key_do_not_get_in()
    {
        await Should.ThrowAsync<WebSocketException>(() => StreamSocket.ConnectAsync(gateway.Process, origin: "http://evil.example"));
        await Should.ThrowAsync<WebSocketException>(() => StreamSocket.ConnectAsync(gateway.Process, key: "wrong"));
        using var own = await StreamSocket.ConnectAsync(gateway.Process, origin: gateway.Process.Address.GetLeftPart(UriPartial.Authority));
        (await own.DrainAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_close_is_answered_with_a_close()
    {
        using var socket = await StreamSocket.ConnectAsync(gateway.Process);
        await socket.CloseAsync();
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
    }
}

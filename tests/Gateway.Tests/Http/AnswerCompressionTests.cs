using System.IO.Compression;
using System.Net;
using System.Text;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Http;

[Collection(SharedGatewayTests.Name)]
public sealed class AnswerCompressionTests(SharedGateway gateway) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = gateway.Process.Address };
    private readonly string _ticker = SharedGateway.NewTicker();

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task What_is_read_is_packed_for_whoever_accepts_it_and_says_the_same(string encoding)
    {
        await gateway.Api.PostTradesAsync(TestTrade.Walk(_ticker, 2000, 5));
        var plain = await BytesAsync(HttpMethod.Get, "/footprint/" + _ticker, null);
        var packed = await BytesAsync(HttpMethod.Get, "/footprint/" + _ticker, encoding);
        (plain.Encoding, packed.Encoding, packed.Vary).ShouldBe(("", encoding, "Accept-Encoding"));
        packed.Body.Length.ShouldBeLessThan(plain.Body.Length / 3);
        using Stream body = encoding == "br" ? new BrotliStream(new MemoryStream(packed.Body), CompressionMode.Decompress) : new GZipStream(new MemoryStream(packed.Body), CompressionMode.Decompress);
        using var text = new StreamReader(body, Encoding.UTF8);
        (await text.ReadToEndAsync()).ShouldBe(Encoding.UTF8.GetString(plain.Body));
    }

    [Fact]
    public async Task A_tag_of_a_packed_answer_is_that_of_the_plain_one()
    {
        await gateway.Api.PostTradesAsync(TestTrade.Walk(_ticker, 10, 5));
        var packed = await BytesAsync(HttpMethod.Get, "/footprint/" + _ticker, "br");
        (packed.Status, packed.Encoding).ShouldBe((HttpStatusCode.OK, "br"));
        (await gateway.Api.GetAsync("/footprint/" + _ticker, ("If-None-Match", packed.Tag))).Status.ShouldBe(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData("GET", "/footprint/NOSUCHTICKER", "br")]
    [InlineData("GET", "/footprint/summary", "br;q=0")]
    [InlineData("GET", "/footprint/summary", "zstd")]
    [InlineData("POST", "/ingest/trades", "br")]
    public async Task Problems_and_what_is_sent_are_answered_as_they_are(string method, string path, string accepted)
    {
        var answer = await BytesAsync(new HttpMethod(method), path, accepted);
        answer.Encoding.ShouldBeEmpty();
        Encoding.UTF8.GetString(answer.Body).ShouldStartWith("{");
    }

    private async Task<(HttpStatusCode Status, string Encoding, string Vary, string Tag, byte[] Body)> BytesAsync(HttpMethod method, string path, string? accepted)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-Api-Key", GatewayProcess.Key);
        if (accepted is not null) request.Headers.Add("Accept-Encoding", accepted);
        if (method == HttpMethod.Post) request.Content = new StringContent(TestTrade.At(_ticker, 1, 0).Line());
        using var answer = await _http.SendAsync(request);
        return (answer.StatusCode, string.Join(',', answer.Content.Headers.ContentEncoding), string.Join(',', answer.Headers.Vary), answer.Headers.ETag?.ToString() ?? "", await answer.Content.ReadAsByteArrayAsync());
    }
}

using System.IO.Compression;
using System.Net;
using System.Text;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Http;

[Collection(SharedGatewayTests.Name)]
public sealed class EncodingTests(SharedGateway gateway)
{
    private const int Limit = 64 << 20;
    private readonly string _ticker = SharedGateway.NewTicker();

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("GZIP")]
    [InlineData("identity")]
    public async Task Packed_bodies_are_taken(string encoding)
    {
        var trades = TestTrade.Walk(_ticker, 2000, 5);
        var answer = await gateway.Api.PostAsync("/ingest/trades", Pack(encoding, TestTrade.Lines(trades)), encoding);
        answer.Number("accepted").ShouldBe(2000, answer.ToString());
        TestBar.Of((await gateway.Api.GetAsync($"/footprint/{_ticker}")).Json).ShouldBe(TestBar.Of(trades));
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("deflate")]
    [InlineData("gzip, gzip")]
    [InlineData("\"")]
    public async Task An_encoding_that_is_not_understood_is_bad(string encoding) =>
        await IsBadAsync(Encoding.UTF8.GetBytes(TestTrade.At(_ticker, 1, 0).Line()), encoding);

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_body_that_is_not_packed_as_it_says_is_bad(string encoding) =>
        await IsBadAsync(Encoding.UTF8.GetBytes(TestTrade.Lines(TestTrade.Walk(_ticker, 100, 6))), encoding);

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_corrupted_body_is_bad(string encoding)
    {
        var packed = Pack(encoding, TestTrade.Lines(TestTrade.Walk(_ticker, 3000, 7)));
        for (var i = packed.Length / 2; i < (packed.Length / 2) + 64; i++) packed[i] ^= 0xA5;
        await IsBadAsync(packed, encoding);
    }

    [Theory]
    [InlineData("gzip", 2)]
    [InlineData("gzip", 100)]
    [InlineData("br", 2)]
    public async Task A_body_that_is_cut_off_is_bad(string encoding, int part)
    {
        var packed = Pack(encoding, TestTrade.Lines(TestTrade.Walk(_ticker, 3000, 8)));
        await IsBadAsync(packed[..(part == 100 ? packed.Length - 9 : packed.Length / part)], encoding);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_small_body_that_unpacks_beyond_the_limit_is_too_large(string encoding)
    {
        using var packed = new MemoryStream();
        await using (Stream stream = encoding == "gzip" ? new GZipStream(packed, CompressionLevel.Fastest, true) : new BrotliStream(packed, CompressionLevel.Fastest, true))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(TestTrade.At(_ticker, 1, 0).Line() + "\n"));
            var blank = new byte[1 << 20];
            blank.AsSpan().Fill((byte)'\n');
            for (var i = 0; i < 65; i++) await stream.WriteAsync(blank);
        }

        packed.Length.ShouldBeLessThan(2 << 20);
        var answer = await gateway.Api.PostAsync("/ingest/trades", packed.ToArray(), encoding);
        answer.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge, answer.ToString());
        answer.Type.ShouldBe("application/problem+json");
        answer.Number("accepted").ShouldBe(1);
    }

    [Fact]
    public async Task A_body_of_exactly_the_limit_is_taken_and_one_byte_more_is_not()
    {
        var line = Encoding.UTF8.GetBytes(TestTrade.At(_ticker, 1, 0).Line() + "\n");
        var body = new byte[Limit + 1];
        body.AsSpan().Fill((byte)' ');
        line.CopyTo(body, 0);
        for (var i = line.Length; i < body.Length; i += 1000) body[i] = (byte)'\n';
        (await gateway.Api.PostAsync("/ingest/trades", body[..Limit])).Number("accepted").ShouldBe(1);
        var status = await RawHttp.PostAsync(gateway.Process.Address, "/ingest/trades", $"Content-Length: {Limit + 1}", new PiecewiseStream(body, 1 << 16), chunked: false);
        status.ShouldBe(413);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_200_MB_is_refused_as_too_large(bool chunked)
    {
        const int size = 200 << 20;
        var piece = new byte[1 << 16];
        piece.AsSpan().Fill((byte)'\n');
        var head = chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {size}";
        (await RawHttp.PostAsync(gateway.Process.Address, "/ingest/trades", head, new PiecewiseStream(piece, piece.Length, size / piece.Length), chunked)).ShouldBe(413);
        (await RawHttp.PostAsync(gateway.Process.Address, "/ingest/instruments", head, new PiecewiseStream(piece, piece.Length, size / piece.Length), chunked)).ShouldBe(413);
    }

    private static byte[] Pack(string encoding, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (encoding == "identity") return bytes;
        using var packed = new MemoryStream();
        using (Stream stream = encoding == "br" ? new BrotliStream(packed, CompressionLevel.Fastest, true) : new GZipStream(packed, CompressionLevel.Fastest, true)) stream.Write(bytes);
        return packed.ToArray();
    }

    private async Task IsBadAsync(byte[] body, string encoding)
    {
        var answer = await gateway.Api.PostAsync("/ingest/trades", body, null, ("Content-Encoding", encoding));
        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.ToString());
        answer.Type.ShouldBe("application/problem+json");
    }
}

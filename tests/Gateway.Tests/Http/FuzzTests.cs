using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Http;

/// <summary>Odd requests by the thousand: whatever comes in, the answer is never a failure of ours, and every refusal is a problem document.</summary>
[Collection(SharedGatewayTests.Name)]
public sealed class FuzzTests(SharedGateway gateway)
{
    private const int Requests = 3000;
    private static readonly string[] Odd =
    [
        "", "0", "-0", "1", "-1", "5", "1e9", "1.5", "2147483648", "9223372036854775807", "-9223372036854775808", "99999999999999999999", "NaN", "null", "true", "%00", "%0d%0a", "%",
        "..%2f..%2fetc", "../../etc", "%F0%9F%98%80", "%ff%fe", "0001-01-01", "0002-01-01", "9997-12-31", "9999-12-31", "2026-02-30", "2026-02-18", "2026-02-19", "2026-02-18T09:00:00Z",
        "2026-02-18T09:00:00+07:00", "2026-02-18T24:00:00Z", "1771380002000", "-62135596800000", "253402300799999", "4611686018427387", "-4611686018427387", "+", " ", "%20", "1m", "5m", "1h", "1d", "session",
        "FUZZ", "fuzz", "IDX", "GENERIC", "IDX:FUZZ", "paper:demo", "paper:none", "paper:demo:1", "BUY", ":", "IDX:", ":FUZZ", "FUZZ,FUZZ", ",", "value", "value:asc", "ticker:desc", "a:b:c", "none", "number", "trade", "footprint", "'; drop table", "<script>", "{}", "[]", "\"", "\\",
        new string('A', 33), new string('9', 5000),
    ];

    private static readonly string[] Paths =
    [
        "/footprint/{0}", "/footprint/FUZZ", "/footprint/summary", "/instruments", "/ingest/trades", "/ingest/instruments", "/openapi/{0}", "/docs/{0}", "/sse/{0}", "/sse/trade", "/ws",
        "/flow/smart-money", "/flow/market-smart-money", "/flow/sectors", "/flow/intraday", "/range", "/screener", "/features/calculate", "/brokers", "/brokers/{0}", "/brokers/F1", "/ingest/broker-summary", "/ingest/bars",
        "/api/v1/trading/orders", "/api/v1/trading/orders", "/api/v1/trading/orders/{0}", "/api/v1/trading/orders/paper:demo:1/cancel", "/api/v1/trading/orders/{0}/amend", "/api/v1/trading/orders/batch", "/api/v1/trading/positions",
        "/api/v1/trading/portfolio", "/api/v1/trading/accounts", "/api/v1/trading/accounts/{0}", "/api/v1/trading/accounts/{0}/test-order", "/api/v1/trading/phantoms", "/api/v1/trading/phantoms/{0}/cancel", "/ingest/quotes", "/sse/order",
        "/aggregate-footprint", "/divergence/alerts", "/divergence/check", "/divergence/backtest", "/check/{0}", "/{0}", "/{0}/{0}", "/footprint/", "//", "/",
    ];

    private static readonly string[] Parameters = ["tf", "from", "to", "limit", "level", "cursor", "venue", "date", "sort", "dedupe", "import", "since", "channel", "ticker", "tickers", "days", "mode", "top", "sector", "state", "minZ", "maxZ", "source", "severity", "horizons", "minNet", "accountId", "clientOrderId", "open", "code", "events", "wait", "side", "price", "symbols", "x"];
    private static readonly string[] Methods = ["GET", "GET", "GET", "GET", "POST", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"];
    private static readonly string[] Headers = ["Accept", "Content-Type", "Content-Encoding", "If-None-Match", "If-Match", "Last-Event-ID", "Origin", "Range", "Expect", "Accept-Encoding", "X-Forwarded-For", "Authorization", "Upgrade", "Sec-WebSocket-Key"];
    private static readonly string[] HeaderValues = ["*", "*/*", "text/html", "application/xml", "gzip", "br", "gzip,br", "W/\"1\"", "\"", "null", "http://evil", "bytes=0-0", "bytes=-1", "websocket", "-1", "99999999999999999999", "\t", "application/json;charset=utf-99", "ünïcode"];

    [Fact]
    public async Task No_odd_request_is_answered_with_a_failure()
    {
        await gateway.Api.PostTradesAsync(TestTrade.Walk("FUZZ", 200, 1));
        var faults = new ConcurrentBag<string>();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromMinutes(1) };
        await Parallel.ForEachAsync(Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (seed, cancel) =>
        {
            var random = new Random(seed);
            var url = Url(random);
            using var request = Make(random, url);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            var status = (int)answer.StatusCode;
            var type = answer.Content.Headers.ContentType?.MediaType;
            // A request line that the server itself refuses never reaches us.
            var unread = type is null && status is 400 or 414 && (url.Contains("%00", StringComparison.Ordinal) || url.Length > 4000);
            if (status >= 500 || (status >= 400 && !unread && type != "application/problem+json")) faults.Add($"{seed}: {request.Method} {(url.Length < 200 ? url : url[..200])} {request.Headers} -> {status} {type}");
        });
        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Broken_requests_do_no_harm()
    {
        var whole = Encoding.ASCII.GetBytes($"POST /ingest/trades HTTP/1.1\r\nHost: {gateway.Process.Address.Authority}\r\nX-Api-Key: {GatewayProcess.Key}\r\nContent-Length: 30\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
        var random = new Random(5);
        for (var i = 0; i < 300; i++)
        {
            var broken = whole.ToArray();
            for (var n = random.Next(0, 6); n > 0; n--) broken[random.Next(broken.Length)] = (byte)random.Next(256);
            var status = await RawHttp.SendAsync(gateway.Process.Address, broken[..random.Next(1, broken.Length + 1)], thenHangUp: true);
            // 505: the version of HTTP was broken.
            if (status != 505) status.ShouldBeLessThan(500);
        }

        (await gateway.Api.GetAsync("/instruments")).Status.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    private static string One(Random random, string[] from) => from[random.Next(from.Length)];

    private static string Url(Random random)
    {
        var text = new StringBuilder(string.Format(CultureInfo.InvariantCulture, One(random, Paths), One(random, Odd).Replace(" ", "%20", StringComparison.Ordinal)));
        var parameters = random.Next(0, 5);
        for (var i = 0; i < parameters; i++)
            text.Append(i == 0 ? '?' : '&').Append(One(random, Parameters)).Append('=').Append(One(random, Odd).Replace(" ", "%20", StringComparison.Ordinal));
        return text.ToString();
    }

    private static byte[] Body(Random random)
    {
        switch (random.Next(7))
        {
            case 0: return [];
            case 1:
                var noise = new byte[random.Next(1, 3000)];
                random.NextBytes(noise);
                return noise;
            case 2: return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => One(random, ["{", "}", "[", "]", ",", "\"", "\\", "\n", ":", "1", "null", "ticker", " ", "\"a\":", "\uFEFF", "é"]))));
            case 3:
                var change = Encoding.UTF8.GetBytes($"{{\"category\":\"{One(random, ["retail", "foreign", "local_fund", "whale"])}\",\"name\":\"F\",\"since\":\"{One(random, ["2026-02-18", "0001-01-01", "9999-12-31", ""])}\"}}");
                return Spoilt(random, change, 3);
            case 4:
                var files = Enumerable.Range(0, random.Next(1, 6)).Select(i => new TestSummary("FUZZ", TestSummary.Monday.AddDays(i), 4 * i)).Select(f => random.Next(2) == 0 ? f.Line() : f.Pretty());
                return Spoilt(random, Encoding.UTF8.GetBytes((random.Next(3) == 0 ? "[" : "") + string.Join(",\n"[random.Next(2)], files) + (random.Next(3) == 0 ? "]" : "")), 10);
            default:
                var lines = Encoding.UTF8.GetBytes((random.Next(2) == 0 ? "[" : "") + string.Join(",\n"[random.Next(2)], TestTrade.Walk("FUZZ", random.Next(1, 30), 1).Select(t => t.Line())) + (random.Next(2) == 0 ? "]" : ""));
                return Spoilt(random, lines, 10);
        }
    }

    private static byte[] Spoilt(Random random, byte[] body, int most)
    {
        for (var n = random.Next(0, most); n > 0; n--) body[random.Next(body.Length)] = (byte)random.Next(256);
        return body;
    }

    private HttpRequestMessage Make(Random random, string url)
    {
        var uri = new Uri(gateway.Process.Address.GetLeftPart(UriPartial.Authority) + url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(new HttpMethod(One(random, Methods)), uri);
        if (random.Next(6) > 0) request.Headers.Add("X-Api-Key", GatewayProcess.Key);
        if (request.Method != HttpMethod.Get || random.Next(10) == 0) request.Content = new ByteArrayContent(Body(random));
        // Without it a body of JSON is not looked at.
        if (request.Method == HttpMethod.Put) request.Content!.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        for (var n = random.Next(0, 3); n > 0; n--)
        {
            var (name, value) = (One(random, Headers), One(random, HeaderValues));
            if (name == "Expect") continue;
            HttpHeaders headers = name.StartsWith("Content", StringComparison.Ordinal) && request.Content is { } content ? content.Headers : request.Headers;
            if (value.All(char.IsAscii)) headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}

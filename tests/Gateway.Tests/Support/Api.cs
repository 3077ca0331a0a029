using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Sssaham.Gateway.Tests.Support;

/// <summary>An answer that was read to its end.</summary>
internal sealed record Answer(HttpStatusCode Status, string? Type, string? ETag, string? RetryAfter, string? Location, string Text)
{
    private JsonElement? _json;

    public JsonElement Json => _json ??= JsonDocument.Parse(Text).RootElement.Clone();

    public JsonElement this[string property] => Json.GetProperty(property);

    public int Number(string property) => Json.GetProperty(property).GetInt32();

    /// <summary>Bad lines as <c>line:field</c>.</summary>
    public IReadOnlyList<string> BadLines => [.. Json.GetProperty("errors").EnumerateArray().Select(e => $"{e.GetProperty("line").GetInt32()}:{e.GetProperty("field").GetString()}")];

    /// <summary>The one field that the answer names as bad input.</summary>
    public string BadField => Json.GetProperty("errors").EnumerateObject().Single().Name;

    public override string ToString() => $"{(int)Status} {Type} {Text}";
}

/// <summary>A client of a gateway.</summary>
internal sealed class Api(Uri address, string? key) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 32, UseCookies = false, AllowAutoRedirect = false })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromMinutes(1),
    };

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Answer> PostTradesAsync(string body, string query = "") => PostAsync("/ingest/trades" + query, Encoding.UTF8.GetBytes(body));

    public Task<Answer> PostTradesAsync(IEnumerable<TestTrade> trades, string query = "") => PostTradesAsync(TestTrade.Lines(trades), query);

    public Task<Answer> PostAsync(string path, byte[] body, string? encoding = null, params (string Name, string Value)[] headers)
    {
        var content = new ByteArrayContent(body);
        if (encoding is not null) content.Headers.ContentEncoding.Add(encoding);
        return SendAsync(HttpMethod.Post, path, content, headers);
    }

    public Task<Answer> PostChunkedAsync(string path, Stream body)
    {
        var content = new StreamContent(body);
        return SendAsync(HttpMethod.Post, path, content, [("Transfer-Encoding", "chunked")]);
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, (string Name, string Value)[] headers)
    {
        // The path goes out as it is given: tests send paths that a Uri would tidy up.
        using var request = new HttpRequestMessage(method, new Uri(address.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })) { Content = content };
        if (key is not null) request.Headers.Add("X-Api-Key", key);
        foreach (var (name, value) in headers)
        {
            if (name == "Transfer-Encoding") request.Headers.TransferEncodingChunked = true;
            else if (!request.Headers.TryAddWithoutValidation(name, value)) content?.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await _http.SendAsync(request);
        return new Answer(
            answer.StatusCode,
            answer.Content.Headers.ContentType?.MediaType,
            answer.Headers.TryGetValues("ETag", out var tags) ? tags.Single() : null,
            answer.Headers.TryGetValues("Retry-After", out var after) ? after.Single() : null,
            answer.Headers.Location?.OriginalString,
            await answer.Content.ReadAsStringAsync());
    }

    public void Dispose() => _http.Dispose();
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Sssaham.Gateway.Tests.Support;

/// <summary>An event of a stream: its id, where it has one, and its data.</summary>
internal sealed record ServerEvent(string? Name, string? Id, JsonElement Data);

/// <summary>Reads server-sent events.</summary>
internal sealed class EventReader : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan UntilPatience = TimeSpan.FromMinutes(3);
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private HttpResponseMessage? _answer;
    private StreamReader? _reader;

    public HttpStatusCode Status => _answer!.StatusCode;

    public string? Type => _answer!.Content.Headers.ContentType?.MediaType;

    /// <summary>The last id that came, as a browser keeps it.</summary>
    public string? LastId { get; private set; }

    public static Task<EventReader> OpenAsync(GatewayProcess gateway, string path, string? lastEventId = null) => OpenAsync(gateway.Address, path, lastEventId);

    public static async Task<EventReader> OpenAsync(Uri address, string path, string? lastEventId = null)
    {
        var events = new EventReader { LastId = lastEventId };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, path));
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        events._answer = await events._http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        events._reader = new StreamReader(await events._answer.Content.ReadAsStreamAsync());
        return events;
    }

    public async Task<ServerEvent> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        string? name = null, id = null, data = null;
        while (true)
        {
            var line = await _reader!.ReadLineAsync(limit.Token) ?? throw new EndOfStreamException();
            if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            else if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line[6..];
            else if (line.Length == 0 && data is not null) break;
        }

        LastId = id ?? LastId;
        return new ServerEvent(name, id, JsonDocument.Parse(data).RootElement.Clone());
    }

    public async Task<List<ServerEvent>> UntilAsync(Func<ServerEvent, bool> condition)
    {
        var read = new List<ServerEvent>();
        var watch = Stopwatch.StartNew();
        do
        {
            if (watch.Elapsed > UntilPatience) throw new TimeoutException($"The condition did not come true in {read.Count} events.");
            read.Add(await NextAsync());
        }
        while (!condition(read[^1]));
        return read;
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _answer?.Dispose();
        _http.Dispose();
    }

    public static string Id(long sequence) => sequence.ToString(CultureInfo.InvariantCulture);
}

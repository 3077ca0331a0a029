using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Sssaham.Gateway.Tests.Support;

namespace Sssaham.Fuzz.Requests;

/// <summary>Requests made up from the description of the interface, against a real gateway.</summary>
internal sealed class FuzzRun(GatewayProcess gateway, int seed, Action<string> tell)
{
    private const int AtOnce = 8;
    private const int Block = 5000;
    private const int MaxRead = 1 << 20;

    /// <summary>Growth of the process behind the first block that is too much, bytes.</summary>
    private const long MaxGrowth = 700L << 20;

    /// <summary>Settings of the gateway: a paper broker on a venue that is open round the clock.</summary>
    public static readonly string[] Settings = ["--Brokers:Paper:Venue=GENERIC", "--Accounts:0:Id=paper:fuzz"];

    private readonly ConcurrentQueue<string> _faults = [];
    private readonly ConcurrentDictionary<string, TimeSpan> _times = new();
    private readonly ConcurrentDictionary<int, int> _statuses = new();

    /// <summary>Sends them all.</summary>
    /// <param name="from">Index of the first.</param>
    /// <param name="count">How many.</param>
    /// <returns>What was wrong, each with a command that sends the request again.</returns>
    public async Task<IReadOnlyCollection<string>> RunAsync(int from, int count)
    {
        using var admin = gateway.Api();
        using var nobody = gateway.Api(null);
        await admin.PostTradesAsync(TestTrade.Walk("FUZZ", 500, 1).Concat(TestTrade.Walk("FUZY", 300, 2)));
        await admin.PostTradesAsync([new TestTrade("FUZZ", 1, DateTimeOffset.UtcNow, 100, 1000, 'S', "GENERIC")]);
        var operations = Operation.ReadAll((await admin.GetAsync("/openapi/v1.json")).Json);
        var callers = new FuzzCallers(admin, nobody);
        await callers.PrepareAsync();
        var check = new AnswerCheck([.. callers.Secrets, gateway.Data, AppContext.BaseDirectory]);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, MaxConnectionsPerServer = AtOnce * 2 }) { Timeout = TimeSpan.FromMinutes(2) };
        tell($"{operations.Count} operations");
        var (watch, first, peak) = (Stopwatch.StartNew(), 0L, 0L);
        for (var start = from; start < from + count; start += Block)
        {
            await Parallel.ForEachAsync(Enumerable.Range(start, Math.Min(Block, from + count - start)), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (index, _) =>
            {
                var request = FuzzRequest.Make(seed, index, operations, callers);
                await SendAsync(http, request, check, callers);
            });
            if (!gateway.IsRunning)
            {
                Fault($"the process ended behind #{start}");
                break;
            }

            if ((await nobody.GetAsync("/health/ready")).Status != HttpStatusCode.OK) Fault($"not ready behind #{start}");
            var resident = gateway.ResidentBytes;
            if (first == 0) first = resident;
            peak = Math.Max(peak, resident);
            if (resident > first + MaxGrowth) Fault(string.Create(CultureInfo.InvariantCulture, $"memory grew from {first >> 20} to {resident >> 20} MB behind #{start}"));
            tell(string.Create(CultureInfo.InvariantCulture, $"{start - from + Math.Min(Block, from + count - start)} requests, {(start - from + Block) / watch.Elapsed.TotalSeconds:F0}/s, {resident >> 20} MB, {_faults.Count} faults"));
        }

        // A run of a job that fails by its argument is told and logged as such.
        foreach (var error in gateway.Errors.Where(e => !e.Contains("Operations.JobGrain", StringComparison.Ordinal))) Fault("logged: " + error);
        tell(string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", _statuses.OrderBy(s => s.Key).Select(s => $"{s.Key}: {s.Value}"))}; {watch.Elapsed.TotalSeconds:F0} s; resident {first >> 20} MB after the first {Block}, {peak >> 20} MB at most"));
        tell("most time in " + string.Join(", ", _times.OrderByDescending(t => t.Value).Take(8).Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Key} {t.Value.TotalSeconds:F0} s"))));
        return _faults;
    }

    private void Fault(string fault)
    {
        _faults.Enqueue(fault);
        tell("FAULT " + fault);
    }

    private async Task SendAsync(HttpClient http, FuzzRequest made, AnswerCheck check, FuzzCallers callers)
    {
        var (credential, start) = (made.Caller.Credential, Stopwatch.GetTimestamp());
        try
        {
            using var request = Request(made, credential);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var type = answer.Content.Headers.ContentType?.MediaType;
            // Streams have no end.
            var text = type == "text/event-stream" ? "" : await ReadAsync(answer.Content);
            var taken = Stopwatch.GetElapsedTime(start);
            _times.AddOrUpdate(made.Operation.ToString(), taken, (_, t) => t + taken);
            _statuses.AddOrUpdate((int)answer.StatusCode, 1, (_, n) => n + 1);
            if (check.Problem(made, answer.StatusCode, type, answer.Headers.RetryAfter is not null, answer.Headers.ToString(), text) is { } problem)
                Fault($"{problem}\n  {made.Curl(gateway.Address)}\n  {(int)answer.StatusCode} {(text.Length <= 600 ? text : text[..600])}");
            if (answer.StatusCode == HttpStatusCode.Unauthorized) await callers.RenewAsync(made.Caller, credential);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // A body that is refused before it was read whole ends the connection: the client may see that first.
            if (made.Body is not { Bytes.Length: > 60_000 }) Fault($"no answer: {e.GetType().Name} {e.Message}\n  {made.Curl(gateway.Address)}");
        }
    }

    private HttpRequestMessage Request(FuzzRequest made, string credential)
    {
        var request = new HttpRequestMessage(new HttpMethod(made.Method), new Uri(gateway.Address.GetLeftPart(UriPartial.Authority) + made.Url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (made.Caller.Header is { } header) request.Headers.TryAddWithoutValidation(header, credential);
        foreach (var (name, value) in made.Headers) request.Headers.TryAddWithoutValidation(name, value);
        if (made.Body is not { } body) return request;
        request.Content = new ByteArrayContent(body.Bytes);
        if (body.ContentType is { } type) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (body.Encoding is { } encoding) request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        return request;
    }

    private static async Task<string> ReadAsync(HttpContent content)
    {
        await using var stream = await content.ReadAsStreamAsync();
        var buffer = new byte[MaxRead];
        var length = await stream.ReadAtLeastAsync(buffer, MaxRead, throwOnEndOfStream: false);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}

using System.Net;
using System.Text;
using System.Text.Json;
using Sssaham.Chaos.Processes;

namespace Sssaham.Chaos.Load;

/// <summary>Calls the gateways in turn as a careful client does: what may have happened is asked again with the same ids, until it is known.</summary>
public sealed class Callers(ProcessCluster cluster) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly HttpClient[] _clients = [.. cluster.Gateways.Select(g => ProcessCluster.Client(g, Patience))];
    private int _turn;
    private long _answered;
    private long _repeated;

    /// <summary>Calls that were answered.</summary>
    public long Answered => Volatile.Read(ref _answered);

    /// <summary>Calls that had to be made again.</summary>
    public long Repeated => Volatile.Read(ref _repeated);

    /// <summary>Posts until an answer says what is true: any but 5xx.</summary>
    /// <param name="path">The path.</param>
    /// <param name="body">The body.</param>
    /// <param name="type">Its media type.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Status and answer.</returns>
    public Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string path, string body, string type, CancellationToken cancel) =>
        UntilKnownAsync(
            client =>
            {
                var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
                content.Headers.ContentType = new(type);
                return client.PostAsync(new Uri(path, UriKind.Relative), content, cancel);
            },
            cancel);

    /// <summary>Gets until there is an answer other than 5xx.</summary>
    public Task<(HttpStatusCode Status, JsonElement Answer)> GetAsync(string path, CancellationToken cancel) =>
        UntilKnownAsync(client => client.GetAsync(new Uri(path, UriKind.Relative), cancel), cancel);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in _clients) client.Dispose();
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> UntilKnownAsync(Func<HttpClient, Task<HttpResponseMessage>> call, CancellationToken cancel)
    {
        for (var turn = Interlocked.Increment(ref _turn); ; turn++)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                using var answer = await call(_clients[turn % _clients.Length]);
                if ((int)answer.StatusCode < 500)
                {
                    using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancel));
                    Interlocked.Increment(ref _answered);
                    return (answer.StatusCode, document.RootElement.Clone());
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
            {
            }

            Interlocked.Increment(ref _repeated);
            await Task.Delay(100, cancel);
        }
    }
}

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Sssaham.Domain.Notifications;
using Sssaham.Grains.Notifications;

namespace Sssaham.Silo.Notifications;

/// <summary>
/// Posts to addresses that users gave. It follows no redirect, uses no proxy and no cookies, looks at the status alone, and connects only to addresses of the
/// public internet: the name is resolved here, so that it cannot mean another address a moment later.
/// </summary>
internal sealed class OutsideHttp : IDisposable
{
    private readonly NotificationOptions _options;
    private readonly HttpClient _http;

    /// <summary>Makes it.</summary>
    /// <param name="options">What is allowed.</param>
    public OutsideHttp(NotificationOptions options)
    {
        _options = options;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxConnectionsPerServer = 16,
            MaxResponseHeadersLength = 16,
            ConnectCallback = ConnectAsync,
        })
        {
            Timeout = options.Timeout,
        };
    }

    /// <summary>Posts a body.</summary>
    /// <param name="url">Where to.</param>
    /// <param name="hosts">Hosts that are allowed.</param>
    /// <param name="content">The body.</param>
    /// <param name="headers">Headers beside it.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>What became of it; <see cref="DeliveryEnd.Gone"/> for 404 and 410.</returns>
    public async Task<DeliveryOutcome> PostAsync(string url, IReadOnlyCollection<string> hosts, HttpContent content, IEnumerable<KeyValuePair<string, string>> headers, CancellationToken cancel)
    {
        if (WebhookTarget.Problem(url, hosts, _options.AllowHttp) is { } problem) return new DeliveryOutcome(DeliveryEnd.Refused, $"The address {problem}");
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Sssaham", null));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            var status = (int)answer.StatusCode;
            if (answer.IsSuccessStatusCode) return DeliveryOutcome.Delivered;
            var reason = string.Create(CultureInfo.InvariantCulture, $"The receiver answered {status}.");
            if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone) return new DeliveryOutcome(DeliveryEnd.Gone, reason);
            return new DeliveryOutcome(DeliveryEnd.Failed, reason, answer.Headers.RetryAfter?.Delta);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            // What lies behind it may be of the inside: its name is enough for whoever gave the address.
            return new DeliveryOutcome(DeliveryEnd.Failed, e is HttpRequestException { InnerException: NotPublicException inner } ? inner.Message : e is OperationCanceledException ? "The receiver took too long." : "The receiver could not be reached.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancel);
        var allowed = addresses.Where(a => _options.AllowPrivateAddresses || WebhookTarget.IsPublic(a)).ToArray();
        if (allowed.Length == 0) throw new NotPublicException("The receiver has no public address.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A name means no address that may be called.</summary>
    private sealed class NotPublicException(string message) : IOException(message);
}

using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Sssaham.Cluster.Tests.Feeds;

/// <summary>A WebSocket server on loopback that does what the test says.</summary>
internal sealed class LoopbackSocket : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<LoopbackLink> _links = new();

    private LoopbackSocket(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single().Replace("http://", "ws://", StringComparison.Ordinal) + "/feed";

    public int Links => _links.Count;

    public static async Task<LoopbackSocket> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new LoopbackSocket(app);
        app.UseWebSockets();
        app.Run(server.ServeAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>The link made as the nth, from 1.</summary>
    public async Task<LoopbackLink> LinkAsync(int number)
    {
        await Eventually.TrueAsync(() => _links.Count >= number, () => $"{_links.Count} links");
        return _links.ElementAt(number - 1);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var link in _links) link.Drop();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var link = new LoopbackLink(socket, context);
        _links.Enqueue(link);
        await link.ReceiveAsync();
    }
}

/// <summary>One link of the server.</summary>
internal sealed class LoopbackLink(WebSocket socket, HttpContext context)
{
    private readonly ConcurrentQueue<string> _heard = new();
    private readonly Dictionary<string, string> _headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);

    public string[] Heard => [.. _heard];

    public string? Header(string name) => _headers.GetValueOrDefault(name);

    public Task SendAsync(string text) => SendAsync(text, last: true);

    /// <summary>One message in frames of a few bytes.</summary>
    public async Task SendInFragmentsAsync(string text, int size)
    {
        for (var at = 0; at < text.Length; at += size) await SendAsync(text.Substring(at, Math.Min(size, text.Length - at)), at + size >= text.Length);
    }

    public Task CloseAsync() => socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "for the night", default);

    /// <summary>Ends the link as a cut cable does.</summary>
    public void Drop() => socket.Abort();

    public async Task ReceiveAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer, default);
                if (part.MessageType == WebSocketMessageType.Close) return;
                _heard.Enqueue(Encoding.UTF8.GetString(buffer, 0, part.Count));
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
        }
    }

    private Task SendAsync(string text, bool last) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, last, default);
}

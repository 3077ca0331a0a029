using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sssaham.Benchmarks.Execution;

/// <summary>What no order can be faster than: a frame there and back on loopback, and a write that the disk has confirmed.</summary>
internal sealed class RawFigures
{
    private const int Times = 1000;
    private const int WarmUp = 500;
    private const int WriteBytes = 1024;

    public Latencies Echo { get; } = new();

    public Latencies Sync { get; } = new();

    /// <summary>Measures both once more; what is measured before and after adds up.</summary>
    /// <param name="frameBytes">Length of the frame.</param>
    /// <param name="folder">Folder on the disk in question.</param>
    public async Task MeasureAsync(int frameBytes, string folder)
    {
        await EchoAsync(frameBytes);
        Write(folder);
    }

    /// <summary>Measures syncs alone, as does <see cref="MeasureAsync"/>.</summary>
    /// <param name="folder">Folder on the disk in question.</param>
    public RawFigures Syncs(string folder)
    {
        Write(folder);
        return this;
    }

    private async Task EchoAsync(int frameBytes)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.UseWebSockets();
        app.Run(ReturnAsync);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(address.Replace("http://", "ws://", StringComparison.Ordinal)), CancellationToken.None);
        var frame = new byte[frameBytes];
        frame.AsSpan().Fill((byte)'x');
        var buffer = new byte[frameBytes];
        for (var i = -WarmUp; i < Times; i++)
        {
            var from = Stopwatch.GetTimestamp();
            await socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Text, true, CancellationToken.None);
            var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            var to = Stopwatch.GetTimestamp();
            if (part.Count != frameBytes || !part.EndOfMessage) throw new InvalidOperationException("The echo is not what was sent.");
            if (i >= 0) Echo.Add(from, to);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }

    private static async Task ReturnAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[4096];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close) break;
            await socket.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, part.EndOfMessage, CancellationToken.None);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }

    private void Write(string folder)
    {
        var path = Path.Combine(folder, "raw-figures.tmp");
        var bytes = new byte[WriteBytes];
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
        for (var i = -WarmUp; i < Times; i++)
        {
            var from = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, bytes, (long)(i + WarmUp) * WriteBytes);
            RandomAccess.FlushToDisk(file);
            if (i >= 0) Sync.Add(from, Stopwatch.GetTimestamp());
        }
    }
}

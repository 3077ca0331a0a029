using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Sssaham.Cluster.Tests.Flow;

/// <summary>An HTTP server on loopback that answers as the test says and notes what was asked.</summary>
internal sealed class LoopbackPages : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _asked = new();

    private LoopbackPages(WebApplication app) => _app = app;

    /// <summary>Paths in the order asked.</summary>
    public string[] Asked => [.. _asked];

    public string Url => _app.Urls.Single();

    /// <summary>Answers a request; the number counts requests of the same path from 1.</summary>
    public Func<string, int, HttpContext, Task> Answer { get; set; } = (_, _, _) => Task.CompletedTask;

    public static async Task<LoopbackPages> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var pages = new LoopbackPages(app);
        app.Run(async context =>
        {
            var path = context.Request.Path.Value!;
            pages._asked.Enqueue(path);
            await pages.Answer(path, pages._asked.Count(p => p == path), context);
        });
        await app.StartAsync();
        return pages;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

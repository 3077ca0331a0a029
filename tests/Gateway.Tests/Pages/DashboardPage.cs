using System.Collections.Concurrent;
using Microsoft.Playwright;
using Shouldly;
using Sssaham.Gateway.Tests.Support;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>A window of the dashboard. It notes errors and requests to other origins, of which there must be none.</summary>
internal sealed class DashboardPage : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _faults = [];
    private readonly IBrowserContext _context;
    private readonly Uri _address;

    private DashboardPage(IBrowserContext context, IPage page, Uri address) => (_context, Page, _address) = (context, page, address);

    public IPage Page { get; }

    public IBrowserContext Context => _context;

    public static async Task<DashboardPage> OpenAsync(IBrowser browser, Uri address, string path, ColorScheme theme, int width, string locale, bool worker)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = theme,
            Locale = locale,
            // The worker answers in place of the gateway: where a test is not about it, it is left out.
            ServiceWorkers = worker ? ServiceWorkerPolicy.Allow : ServiceWorkerPolicy.Block,
        });
        var window = new DashboardPage(context, await context.NewPageAsync(), address);
        window.Watch();
        await window.GoAsync(path);
        return window;
    }

    public Task GoAsync(string path) => Page.GotoAsync(new Uri(_address, path).ToString());

    /// <summary>Waits for a condition in JavaScript; asked from here, as polling inside the page would need what its policy forbids.</summary>
    public async Task BecomesAsync(string condition)
    {
        try
        {
            await Eventually.IsTrueAsync(() => Page.EvaluateAsync<bool>(condition), () => $"{condition} {string.Join(" | ", _faults)}");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\nOn the page: {await Page.EvaluateAsync<string>("document.body.innerText.slice(0, 4000)")}", e);
        }
    }

    /// <summary>Leaves a picture of the window beside the tests, and in <c>docs/images</c> when <c>SSSAHAM_PICTURES=write</c>.</summary>
    /// <param name="name">Name of the file, without its ending.</param>
    public async Task PictureAsync(string name)
    {
        // A tooltip of where the pointer was last is not what the page is about.
        await Page.Mouse.MoveAsync(0, 0);
        var folder = Environment.GetEnvironmentVariable("SSSAHAM_PICTURES") == "write"
            ? Path.Combine(DashboardSource.Folder, "..", "..", "docs", "images")
            : Path.Combine(AppContext.BaseDirectory, "pictures");
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
    }

    public Task<string> TextAsync(string selector) => Page.InnerTextAsync(selector);

    public async Task<IReadOnlyList<string>> TextsAsync(string selector) => await Page.Locator(selector).AllInnerTextsAsync();

    /// <summary>Fails when something went wrong until now. A refused sign-in is an error to the browser's console, and meant.</summary>
    public void ShouldBeClean(params string[] expected) => _faults.Where(f => !expected.Any(e => f.Contains(e, StringComparison.Ordinal))).ShouldBeEmpty();

    /// <summary>Fails when the page is wider than its window.</summary>
    public async Task ShouldFitAsync(string what) => (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0, what);

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private void Watch()
    {
        Page.SetDefaultTimeout(60_000);
        Page.Console += (_, message) =>
        {
            if (message.Type == "error") _faults.Enqueue(message.Text);
        };
        Page.PageError += (_, error) => _faults.Enqueue(error);
        Page.Request += (_, request) =>
        {
            var to = new Uri(request.Url);
            if (to.Scheme is "http" or "https" && to.Authority != _address.Authority) _faults.Enqueue($"request to {to}");
        };
    }
}

using Microsoft.Playwright;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>The browser of this machine.</summary>
internal static class Chromium
{
    private static readonly string? Path = Array.Find(["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"], File.Exists);

    /// <summary>Why there is no browser; null when there is one.</summary>
    public static string? Missing => Path is null ? "No Chromium on this machine." : null;

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
    {
        ExecutablePath = Path,
        Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--enable-precise-memory-info"],
    });
}

using System.Text.Json;
using Microsoft.Playwright;
using Shouldly;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>The accessibility checker axe, injected from the dashboard's packages; what it finds of WCAG 2.2 at level AA fails the test.</summary>
internal static class Axe
{
    private const string Run = """
        async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })).violations.map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(', ')}`)
        """;

    private static readonly Lazy<string> Script = new(() => File.ReadAllText(Path.Combine(DashboardSource.Folder, "node_modules", "axe-core", "axe.min.js")));

    /// <summary>Fails with what is not accessible on the page as it is.</summary>
    public static async Task ShouldBeAccessibleAsync(this IPage page, string what)
    {
        await page.EvaluateAsync(Script.Value);
        var found = await page.EvaluateAsync<JsonElement>(Run);
        found.EnumerateArray().Select(v => v.GetString()).ShouldBeEmpty(what);
    }
}

using System.Globalization;
using System.Text.Json;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>The first page against the API.</summary>
[Collection(DashboardTests.Name)]
public sealed class HomeTests(DashboardHost host)
{
    [DashboardFact]
    public async Task The_numbers_of_home_are_those_of_the_api()
    {
        await host.StandStillAsync();
        using var api = host.Gateway.Api();
        var summary = await api.GetAsync("/footprint/summary");
        var items = summary["items"].EnumerateArray().ToList();
        var flow = (await api.GetAsync("/flow/market-smart-money?days=30"))["summary"];
        await using var window = await host.OpenAsync("/");
        await window.BecomesAsync($"document.querySelector('[data-fact=instruments]')?.textContent === '{items.Count}' && document.querySelector('[data-flow-total]') !== null");

        double Pct(JsonElement i) => i.GetProperty("pricePct").GetDouble();
        (await window.TextsAsync(".breadth:first-of-type b")).ShouldBe([Count(items.Count(i => Pct(i) > 0)), Count(items.Count(i => Pct(i) == 0)), Count(items.Count(i => Pct(i) < 0))]);
        Shown.ShouldBe(await window.TextAsync("[data-fact=value]"), items.Sum(i => i.GetProperty("value").GetDouble()));
        var total = (await window.TextAsync("[data-flow-total]")).Split("Smart Money ")[1].Split(", Retail ");
        Shown.ShouldBe(total[0], flow.GetProperty("smartMoney_total").GetDouble());
        Shown.ShouldBe(total[1], flow.GetProperty("retail_total").GetDouble());
        foreach (var (sort, field, down) in new[] { ("value", "value", true), ("pricePct", "pricePct", true), ("pricePct:asc", "pricePct", false), ("finalScore", "finalScore", true) })
        {
            var ordered = items.OrderBy(i => (down ? -1 : 1) * i.GetProperty(field).GetDouble()).ThenBy(i => i.GetProperty("ticker").GetString(), StringComparer.Ordinal);
            (await window.TextsAsync($"[data-movers='{sort}'] tbody th")).ShouldBe(ordered.Take(8).Select(i => i.GetProperty("ticker").GetString()!));
        }

        var score = await window.TextAsync("[data-movers=value] tbody tr:first-child td:last-child");
        score.ShouldBe(items.MaxBy(i => i.GetProperty("value").GetDouble()).GetProperty("finalScore").GetDouble().ToString("F3", CultureInfo.InvariantCulture));
        (await window.TextAsync(".home-feeds")).ShouldContain("simulator");
        await window.PictureAsync("home");
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task The_flow_chart_is_as_the_specification_has_it()
    {
        await using var window = await host.OpenAsync("/");
        await window.BecomesAsync("document.querySelectorAll('.smart-money tbody tr').length > 20");
        (await window.Page.EvaluateAsync<int>("document.querySelector('.smart-money').clientHeight")).ShouldBe(200);
        await Eventually.IsTrueAsync(() => HasColoursAsync(window), () => "#2563eb and #f97316");
        var daily = await window.TextAsync(".smart-money tbody tr:last-child");
        await window.Page.ClickAsync("button:has-text('Cumulative')");
        await window.BecomesAsync($"(document.querySelector('.smart-money tbody tr:last-child')?.innerText ?? {JsonSerializer.Serialize(daily)}) !== {JsonSerializer.Serialize(daily)}");

        await using var phone = await host.OpenAsync("/", width: 360);
        await phone.BecomesAsync("document.querySelector('.smart-money') !== null");
        (await phone.Page.EvaluateAsync<int>("document.querySelector('.smart-money').clientHeight")).ShouldBe(150);
        window.ShouldBeClean();
        phone.ShouldBeClean();
    }

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static Task<bool> HasColoursAsync(DashboardPage window) => window.Page.EvaluateAsync<bool>(
        """
        () => {
          const canvas = document.querySelector('.smart-money canvas');
          if (!canvas?.width || !canvas.height) return false;
          const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          const seen = new Set();
          for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) seen.add(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
          return seen.has(0x2563eb) && seen.has(0xf97316);
        }
        """);
}

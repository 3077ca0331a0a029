using System.Globalization;
using System.Net;
using System.Text.Json;
using Shouldly;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Tests.Identity;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>Trading as people do it, against the API.</summary>
[Collection(DashboardTests.Name)]
public sealed class TradingPageTests(DashboardHost host)
{
    private const string Trading = "/api/v1/trading";
    private const string Refused = "status of 4";

    [DashboardFact]
    public async Task A_trader_connects_an_account_buys_with_a_stop_moves_it_and_stops_everything()
    {
        var (code, last) = await LivelyAsync();
        var user = await PageUser.NewAsync(host, Roles.Trader);
        var account = "paper:" + user.Name;
        await using var window = await user.OpenAsync(host, "/trading.html");
        var page = window.Page;

        await page.ClickAsync(".trading-accounts button:has-text('Connect an account')");
        await page.FillAsync("dialog [name=account]", account);
        await page.ClickAsync("dialog button[type=submit]");
        await window.BecomesAsync($"document.querySelector('[data-account=\"{account}\"] .badge')?.textContent === 'Ready'");
        await window.BecomesAsync("document.querySelector('[data-fact=cash]')?.textContent === '1,000,000,000'");

        // What is missing is said without asking; what a rule does not allow is said as the gateway says it.
        await page.ClickAsync(".ticket button[type=submit]");
        await window.BecomesAsync("document.querySelectorAll('.ticket .error').length === 3");
        await page.FillAsync(".ticket [name=code]", code);
        await page.FillAsync(".ticket [name=price]", "1");
        await page.FillAsync(".ticket [name=size]", "5");
        await page.ClickAsync(".ticket button[type=submit]");
        await window.BecomesAsync("document.querySelector('.refusal li b')?.textContent === 'price-band'");
        await page.FillAsync(".ticket [name=price]", "0");
        await page.ClickAsync(".ticket button[type=submit]");
        await window.BecomesAsync("document.querySelector('.ticket [name=price]').ariaInvalid === 'true' && document.querySelector('.ticket .error').textContent.startsWith('must be a number above 0')");

        var limit = last + (10 * Step(last));
        await page.FillAsync(".ticket [name=price]", limit.ToString(CultureInfo.InvariantCulture));
        await page.FillAsync(".ticket [name=stop]", "2.5%");
        await page.FillAsync(".ticket [name=target]", "20%");
        await page.ClickAsync(".ticket button[type=submit]");
        await window.BecomesAsync("document.querySelector('.orders-grid [role=row][data-key] .badge')?.textContent === 'Filled'");
        await window.BecomesAsync($"document.querySelector('[data-position=\"{code}\"] [data-cell=lots]')?.textContent === '5'");
        var position = await PositionAsync(user, code);
        (await window.TextAsync($"[data-position='{code}'] [data-cell=avg]")).ShouldBe(Price(position.GetProperty("avgPrice").GetDecimal()));
        await window.BecomesAsync("document.querySelector('[data-phantom] .badge')?.textContent === 'Armed'");
        (await window.TextAsync("[data-phantom] [data-cell=stop]")).ShouldBe(Price(position.GetProperty("phantoms")[0].GetProperty("stop").GetDecimal()));

        // The order's history is the API's.
        await page.ClickAsync(".orders-grid [role=row][data-key]");
        var order = (await user.CallAsync(host, HttpMethod.Get, $"{Trading}/orders/{account}:1?events=true")).Json;
        await window.BecomesAsync($"document.querySelectorAll('.order-events tbody tr').length === {order.GetProperty("events").GetArrayLength()}");
        (await window.TextsAsync(".order-events tbody td:nth-child(3)")).ShouldBe(order.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("kind").GetString()!));
        await page.Keyboard.PressAsync("Escape");

        // The log has every event of the account, the newest on top.
        await window.BecomesAsync("document.querySelector('.log b') !== null && [...document.querySelectorAll('.log b')].some(b => b.textContent === 'FillBooked')");
        var numbers = await page.EvaluateAsync<int[]>("[...document.querySelectorAll('.log [data-seq]')].map(x => Number(x.dataset.seq))");
        numbers.ShouldBe(Enumerable.Range(1, numbers.Length).Reverse());

        await window.PictureAsync("trading");

        // Moved by keyboard, then by pointer; nothing is sent before it is confirmed.
        var stop = position.GetProperty("phantoms")[0].GetProperty("stop").GetDecimal();
        await page.FocusAsync("[data-handle=stop]");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        var wanted = decimal.Parse((await page.GetAttributeAsync("[data-handle=stop]", "aria-valuenow"))!, CultureInfo.InvariantCulture);
        wanted.ShouldBeLessThan(stop);
        (await PositionAsync(user, code)).GetProperty("phantoms")[0].GetProperty("stop").GetDecimal().ShouldBe(stop);
        await page.ClickAsync(".ladder-confirm [data-confirm]");
        await window.BecomesAsync($"document.querySelector('.ladder-confirm') === null && document.querySelector('[data-phantom] [data-cell=stop]').textContent === '{Price(wanted)}'");
        var moved = (await PositionAsync(user, code)).GetProperty("phantoms")[0];
        moved.GetProperty("stop").GetDecimal().ShouldBe(wanted);
        moved.GetProperty("levels").GetProperty("target").GetString().ShouldBe("20%");

        var handle = (await page.Locator("[data-handle=target]").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(handle.X + 20, handle.Y + (handle.Height / 2));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(handle.X + 20, handle.Y + 40, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        await window.BecomesAsync("document.querySelector('[data-move=target]') !== null");
        await page.ClickAsync(".ladder-confirm button:has-text('Back')");
        await window.BecomesAsync("document.querySelector('.ladder-confirm') === null");

        // One lot to try the account out.
        await page.FillAsync("[name=testCode]", code);
        await page.ClickAsync("button:has-text('Test SELL 1 Lot')");
        await page.ClickAsync("dialog [data-confirm]");
        await window.BecomesAsync("document.querySelectorAll('.orders-grid [role=row][data-key]').length === 2");
        var test = (await user.CallAsync(host, HttpMethod.Get, $"{Trading}/orders?accountId={account}&limit=1"))["items"][0];
        (test.GetProperty("side").GetString(), test.GetProperty("lot").GetInt32()).ShouldBe(("SELL", 1));

        await page.ClickAsync("[data-kill=all]");
        await page.ClickAsync("dialog [data-confirm]");
        await window.BecomesAsync("document.querySelector('.account-row .badge.bad')?.textContent.includes('STOPPED')");
        (await AccountAsync(user)).GetProperty("killSwitch").GetBoolean().ShouldBeTrue();
        await page.ClickAsync("[data-kill=release]");
        await page.ClickAsync("dialog [data-confirm]");
        await window.BecomesAsync("document.querySelector('.account-row .badge.bad') === null");
        (await AccountAsync(user)).GetProperty("killSwitch").GetBoolean().ShouldBeFalse();
        await page.ShouldBeAccessibleAsync("trading");
        window.ShouldBeClean(Refused);

        await using var phone = await user.OpenAsync(host, "/trading.html", width: 360);
        await phone.BecomesAsync($"document.querySelector('[data-position=\"{code}\"]') !== null");
        await phone.ShouldFitAsync("trading at 360");
        phone.ShouldBeClean();
    }

    [DashboardFact]
    public async Task The_report_is_what_the_account_realised_and_its_parts_add_up()
    {
        var (code, _) = await LivelyAsync();
        var user = await PageUser.NewAsync(host, Roles.Trader);
        var account = "paper:" + user.Name;
        (await user.CallAsync(host, HttpMethod.Post, $"{Trading}/accounts/{account}/connect")).Status.ShouldBe(HttpStatusCode.OK);
        await Eventually.IsTrueAsync(async () => (await AccountAsync(user)).GetProperty("state").GetString() == "Ready");
        await FillAsync(user, account, code, "BUY", 6);
        await FillAsync(user, account, code, "SELL", 2);
        await FillAsync(user, account, code, "SELL", 3);

        await using var window = await user.OpenAsync(host, "/performance-report.html");
        await window.BecomesAsync("document.querySelector('[data-fact=trades]')?.textContent === '2'");
        var portfolio = (await user.CallAsync(host, HttpMethod.Get, $"{Trading}/portfolio?accountId={account}")).Json;
        var realized = portfolio.GetProperty("realizedPnl").GetDecimal();
        var orders = (await user.CallAsync(host, HttpMethod.Get, $"{Trading}/orders?accountId={account}"))["items"].EnumerateArray().ToList();
        var average = orders.Single(o => o.GetProperty("side").GetString() == "BUY").GetProperty("avgPrice").GetDecimal();
        var gross = orders.Where(o => o.GetProperty("side").GetString() == "SELL").Sum(o => o.GetProperty("filledLot").GetInt32() * 100 * (o.GetProperty("avgPrice").GetDecimal() - average));
        (await FactAsync(window, "realized")).ShouldBe(realized, 1);
        (await FactAsync(window, "result")).ShouldBe(realized, 1);
        (await FactAsync(window, "gross")).ShouldBe(gross, 1);
        (await FactAsync(window, "fees")).ShouldBe(gross - realized, 1);
        (await window.TextsAsync("[data-closed] tbody tr")).Count.ShouldBe(2);
        await window.Page.ShouldBeAccessibleAsync("report");
        window.ShouldBeClean();

        await using var phone = await user.OpenAsync(host, "/performance-report.html", width: 360);
        await phone.BecomesAsync("document.querySelector('[data-closed]') !== null");
        await phone.ShouldFitAsync("report at 360");
    }

    [DashboardFact]
    public async Task Who_may_not_trade_reads_and_is_told_so()
    {
        await using var window = await host.OpenAsync("/trading.html");
        await window.BecomesAsync("document.querySelector('[data-account=\"paper:demo\"]') !== null");
        (await window.TextAsync(".needs")).ShouldContain("Reading only");
        (await window.Page.EvaluateAsync<int>("document.querySelectorAll('.account-actions button, .trading-accounts .card-tools button').length")).ShouldBe(0);
        (await window.Page.IsDisabledAsync(".ticket button[type=submit]")).ShouldBeTrue();
        (await window.Page.IsDisabledAsync("button:has-text('Test BUY 1 Lot')")).ShouldBeTrue();
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task A_stop_is_a_line_of_the_chart_that_is_moved_and_confirmed()
    {
        var (code, _) = await LivelyAsync();
        var user = await PageUser.NewAsync(host, Roles.Trader);
        var account = "paper:" + user.Name;
        (await user.CallAsync(host, HttpMethod.Post, $"{Trading}/accounts/{account}/connect")).Status.ShouldBe(HttpStatusCode.OK);
        await Eventually.IsTrueAsync(async () => (await AccountAsync(user)).GetProperty("state").GetString() == "Ready");
        await FillAsync(user, account, code, "BUY", 4);
        (await user.CallAsync(host, HttpMethod.Post, $"{Trading}/phantoms", new { accountId = account, code, stop = "8%" })).Status.ShouldBe(HttpStatusCode.OK);
        var stop = (await PositionAsync(user, code)).GetProperty("phantoms")[0].GetProperty("stop").GetDecimal();

        await using var window = await user.OpenAsync(host, $"/idx/emiten/detail.html?kode={code}&venue=SIM");
        await window.BecomesAsync($"Number(document.querySelector('[data-line$=\"/stop\"]')?.dataset.price) === {stop.ToString(CultureInfo.InvariantCulture)}");
        // The label is hidden, and takes no focus, until the chart has bars.
        var line = window.Page.Locator("[data-line$='/stop']");
        await line.WaitForAsync();
        await line.PressAsync("ArrowDown");
        await line.PressAsync("Enter");
        await window.BecomesAsync("document.querySelector('dialog [data-move=stop]') !== null");
        await window.Page.ClickAsync("dialog [data-confirm]");
        await window.BecomesAsync($"document.querySelector('dialog') === null && Number(document.querySelector('[data-line$=\"/stop\"]').dataset.price) < {stop.ToString(CultureInfo.InvariantCulture)}");
        (await PositionAsync(user, code)).GetProperty("phantoms")[0].GetProperty("stop").GetDecimal().ShouldBe(decimal.Parse((await window.Page.GetAttributeAsync("[data-line$='/stop']", "data-price"))!, CultureInfo.InvariantCulture));
        window.ShouldBeClean();
    }

    /// <summary>The instrument with most trades and its last price, on a market that moves.</summary>
    private async Task<(string Code, decimal Last)> LivelyAsync()
    {
        using var api = host.Gateway.Api();
        await api.SendAsync(HttpMethod.Post, "/feeds/simulator/start", null, []);
        JsonElement row = default;
        await Eventually.IsTrueAsync(async () =>
        {
            var items = (await api.GetAsync("/footprint/summary?sort=freq&limit=1"))["items"];
            if (items.GetArrayLength() == 0) return false;
            row = items[0];
            return true;
        });
        // There is no price band before the history has come. Nothing is held here, so that this is refused before, too.
        var beyond = new { accountId = "paper:demo", clientOrderId = "beyond", code = row.GetProperty("ticker").GetString(), side = "SELL", price = 1, lot = 1 };
        await Eventually.IsTrueAsync(async () =>
            (await api.SendAsync(HttpMethod.Post, Trading + "/orders", Someone.Json(beyond), [])).Json.TryGetProperty("limits", out var limits)
            && limits.EnumerateArray().Any(l => l.GetProperty("limit").GetString() == "price-band"));
        return (row.GetProperty("ticker").GetString()!, row.GetProperty("close").GetDecimal());
    }

    /// <summary>Places an order that crosses the market and waits until it is filled.</summary>
    private async Task FillAsync(PageUser user, string account, string code, string side, int lot)
    {
        using var api = host.Gateway.Api();
        var last = (await api.GetAsync($"/footprint/{code}?venue=SIM&tf=1d&limit=1"))["items"].EnumerateArray().Last().GetProperty("close").GetDecimal();
        var price = side == "BUY" ? last + (5 * Step(last)) : last - (5 * Step(last));
        var placed = await user.CallAsync(host, HttpMethod.Post, $"{Trading}/orders?wait=ack", new { accountId = account, code, side, price, lot });
        placed.Status.ShouldBe(HttpStatusCode.Accepted, placed.ToString());
        var id = placed["id"].GetString();
        await Eventually.IsTrueAsync(async () => (await user.CallAsync(host, HttpMethod.Get, $"{Trading}/orders/{id}"))["state"].GetString() == "Filled");
    }

    private async Task<JsonElement> PositionAsync(PageUser user, string code) =>
        (await user.CallAsync(host, HttpMethod.Get, $"{Trading}/positions?accountId=paper:{user.Name}"))["items"].EnumerateArray().Single(p => p.GetProperty("code").GetString() == code);

    private async Task<JsonElement> AccountAsync(PageUser user) => (await user.CallAsync(host, HttpMethod.Get, $"{Trading}/accounts/paper:{user.Name}")).Json;

    private static async Task<decimal> FactAsync(DashboardPage window, string name) =>
        decimal.Parse(await window.TextAsync($"[data-fact={name}]"), NumberStyles.AllowLeadingSign | NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static string Price(decimal price) => price.ToString("#,0.##", CultureInfo.InvariantCulture);

    /// <summary>The exchange's price step.</summary>
    private static decimal Step(decimal price) => price switch { < 200 => 1, < 500 => 2, < 2000 => 5, < 5000 => 10, _ => 25 };
}

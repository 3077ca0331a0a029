using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Sssaham.Gateway.Tests.Execution;
using Sssaham.Gateway.Tests.Support;

namespace Sssaham.Gateway.Tests.Deployment;

/// <summary>Something of everything that is kept: trades, broker summaries, closes, the brokers' categories, an order, a position and a stop.</summary>
internal static class KnownMarket
{
    public const string Account = "paper:demo";
    public const string Held = "HELD";
    public const long Lots = 5;
    private const string Ticker = "KEPT";
    private const string OrderId = "kept-1";
    private const decimal Price = 100;
    private const decimal Stop = 90;

    /// <summary>Settings of the process that has the silo: no market of its own, and the paper broker on a venue that is open round the clock.</summary>
    public static readonly string[] Settings = ["--Simulator:Enabled=false", "--Brokers:Paper:Venue=GENERIC", $"--Accounts:0:Id={Account}"];

    private static readonly List<TestTrade> Trades = TestTrade.Walk(Ticker, 500, 7, minutes: 90);

    private static readonly string[] Reads =
    [
        "/instruments?limit=100",
        $"/footprint/{Ticker}?tf=1m&limit=500",
        $"/footprint/{Ticker}?tf=1h&from=2026-02-18&to=2026-02-18",
        $"/footprint/{Held}?tf=1h&limit=10",
        "/footprint/summary?date=2026-02-18",
        $"/flow/intraday?ticker={Ticker}&date=2026-02-18",
        $"/flow/smart-money?tickers={Ticker}&days=30&mode=cumulative",
        "/flow/market-smart-money?days=30",
        $"/range?ticker={Ticker}&from=2026-01-19&to=2026-02-18",
        "/screener?limit=100",
        $"/features/calculate?ticker={Ticker}",
        "/divergence/alerts",
        "/brokers",
        "/brokers/XC",
        $"/api/v1/trading/orders?accountId={Account}",
        $"/api/v1/trading/orders/{Account}:1?events=true",
        $"/api/v1/trading/positions?accountId={Account}",
        "/api/v1/trading/portfolio",
    ];

    /// <summary>Sends everything, and waits until the order is filled and its stop is armed.</summary>
    public static async Task FillAsync(Api api, Func<string> output)
    {
        (await api.PostTradesAsync(Trades)).Number("accepted").ShouldBe(Trades.Count);
        var days = TestSummary.Weekdays(new DateOnly(2026, 2, 18), 25);
        await OkAsync(() => api.PostAsync("/ingest/broker-summary", TestSummary.Lines(days.Select((d, i) => new TestSummary(Ticker, d, 10_000_000m * (i - 8))))));
        await OkAsync(() => api.PostAsync("/ingest/bars", Encoding.UTF8.GetBytes(string.Join('\n', days.Select((d, i) => string.Create(CultureInfo.InvariantCulture, $"{{\"ticker\":\"{Ticker}\",\"date\":\"{TestSummary.Text(d)}\",\"close\":{900 + (5 * i)}}}"))))));
        await OkAsync(() => api.SendAsync(HttpMethod.Put, "/brokers/XC", new StringContent("""{"category":"retail","since":"2026-01-01"}""", Encoding.UTF8, "application/json"), []));
        await OkAsync(() => api.PostAsync("/aggregate", []));
        await OkAsync(() => api.PostAsync("/aggregate-footprint", []));
        await TradeAsync(api, 1, Price);
        await OkAsync(() => api.ConnectAsync(Account));
        await api.UntilReadyAsync(Account, output);
        (await api.BuyAsync(Account, OrderId, Held, Price + 10, Lots, Stop)).Status.ShouldBe(HttpStatusCode.Accepted, output());
        await PhantomIsAsync(api, "Armed", output);
        await Eventually.IsTrueAsync(async () => (await api.GetAsync("/footprint/summary?date=2026-02-18")) is { Status: HttpStatusCode.OK } summary && summary["items"].EnumerateArray().All(i => i.GetProperty("hasHistory").GetBoolean()), output);
    }

    /// <summary>The answers to all reads by path, without the time at which they were made.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> AnswersAsync(Api api)
    {
        var answers = new Dictionary<string, string>();
        foreach (var path in Reads)
        {
            var answer = await AnsweredAsync(() => api.GetAsync(path));
            answer.Status.ShouldBe(HttpStatusCode.OK, $"{path}: {answer}");
            var json = JsonNode.Parse(answer.Text)!;
            Strip(json, OfTheProcess(path));
            answers[path] = json.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        }

        return answers;
    }

    /// <summary>Waits until the answers are the same again: the scanner's rows come back with the first pass of scores.</summary>
    public static async Task ShowsAsync(Api api, IReadOnlyDictionary<string, string> before)
    {
        List<string> differences = [];
        await Eventually.IsTrueAsync(
            async () =>
            {
                var after = await AnswersAsync(api);
                differences = [.. before.Where(b => after[b.Key] != b.Value).SelectMany(b => Differences(b.Key, b.Value, after[b.Key]))];
                return differences.Count == 0;
            },
            () => string.Join('\n', differences));
    }

    /// <summary>Everything goes on: what was sent is known, and the stop sells once when the price falls through it.</summary>
    public static async Task GoesOnAsync(Api api, Func<string> output)
    {
        var again = await api.PostTradesAsync(Trades);
        (again.Number("accepted"), again.Number("duplicates")).ShouldBe((0, Trades.Count), again.ToString());
        await api.UntilReadyAsync(Account, output);
        var number = 1;
        await Eventually.IsTrueAsync(
            async () =>
            {
                await TradeAsync(api, ++number, Stop - 5);
                return await api.LotsAsync(Account, Held) == 0;
            },
            () => $"The stop did not sell.\n{output()}");
        await PhantomIsAsync(api, "Done", output);
        var sells = (await api.GetAsync($"/api/v1/trading/orders?accountId={Account}"))["items"].EnumerateArray().Where(o => o.GetProperty("side").GetString() == "SELL").ToList();
        // One that the broker's list proves never to have come is sent once more; it must have filled nothing.
        var lost = sells.Where(o => o.GetProperty("reason").ValueKind == JsonValueKind.String && o.GetProperty("reason").GetString() == "NotReceived").ToList();
        lost.ShouldAllBe(o => o.GetProperty("filledLot").GetInt64() == 0 && o.GetProperty("state").GetString() == "Rejected");
        sells.RemoveAll(lost.Contains);
        sells.ShouldHaveSingleItem().GetProperty("filledLot").GetInt64().ShouldBe(Lots);
    }

    private static IEnumerable<string> Differences(string path, string before, string after)
    {
        var (was, isNow) = (before.Split('\n'), after.Split('\n'));
        return [$"{path}: {was.Length} lines, {isNow.Length} now", .. was.Except(isNow).Select(l => $"was {l.Trim()}"), .. isNow.Except(was).Select(l => $"is {l.Trim()}")];
    }

    private static async Task PhantomIsAsync(Api api, string state, Func<string> output)
    {
        var last = "";
        await Eventually.IsTrueAsync(
            async () =>
            {
                var order = await api.OrderAsync(Account, OrderId);
                last = order?.GetRawText() ?? "no order";
                return order is { } o && o.GetProperty("phantom").GetProperty("state").GetString() == state;
            },
            () => $"The phantom order is not {state}: {last}\n{output()}");
    }

    private static async Task TradeAsync(Api api, int number, decimal price)
    {
        var now = DateTimeOffset.UtcNow;
        await OkAsync(() => api.PostTradesAsync([new TestTrade(Held, number, now, price, 1000, 'S', "GENERIC")]));
        await OkAsync(() => api.PostQuoteAsync(string.Create(CultureInfo.InvariantCulture, $"{{\"ticker\":\"{Held}\",\"venue\":\"GENERIC\",\"time\":{now.ToUnixTimeMilliseconds()},\"bid\":{price},\"ask\":{price + 1}}}")));
    }

    private static async Task OkAsync(Func<Task<Answer>> call)
    {
        var answer = await AnsweredAsync(call);
        ((int)answer.Status).ShouldBeInRange(200, 299, answer.ToString());
    }

    /// <summary>The answer that is not "not now": a process that has just started, or a disk that stalls, may ask to come back.</summary>
    private static async Task<Answer> AnsweredAsync(Func<Task<Answer>> call)
    {
        Answer? answer = null;
        await Eventually.IsTrueAsync(async () => (answer = await call()).Status != HttpStatusCode.ServiceUnavailable, () => answer?.ToString() ?? "no answer");
        return answer!;
    }

    /// <summary>What an answer has from the process that gives it, and from no record: when it was made, when a row was scored, which limits were not checked.</summary>
    private static string[] OfTheProcess(string path) =>
        path.StartsWith("/footprint/summary", StringComparison.Ordinal) ? ["generated_at", "updatedAt"]
        : path.Contains("/orders", StringComparison.Ordinal) ? ["warnings"]
        : ["generated_at", "generatedAt"];

    private static void Strip(JsonNode? node, string[] names)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array) Strip(item, names);
        }
        else if (node is JsonObject item)
        {
            foreach (var name in names) item.Remove(name);
            foreach (var (_, value) in item) Strip(value, names);
        }
    }
}

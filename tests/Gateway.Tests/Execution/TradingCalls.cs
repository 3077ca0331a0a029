using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Shouldly;
using Sssaham.Gateway.Tests.Support;

namespace Sssaham.Gateway.Tests.Execution;

/// <summary>Calls of the trading endpoints, and what their answers say of one account.</summary>
internal static class TradingCalls
{
    private const string Root = "/api/v1/trading";

    public static Task<Answer> ConnectAsync(this Api api, string account) => api.PostJsonAsync($"{Root}/accounts/{account}/connect", "{}");

    public static Task<Answer> BuyAsync(this Api api, string account, string clientOrderId, string code, decimal price, long lots, decimal? stop = null)
    {
        var phantom = stop is { } level ? string.Create(CultureInfo.InvariantCulture, $",\"phantom\":{{\"stop\":{level}}}") : "";
        return api.PostJsonAsync($"{Root}/orders", string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"accountId\":\"{account}\",\"clientOrderId\":\"{clientOrderId}\",\"code\":\"{code}\",\"side\":\"BUY\",\"price\":{price},\"lot\":{lots}{phantom}}}"));
    }

    /// <summary>Waits until the link is up and the broker's list is in.</summary>
    public static async Task UntilReadyAsync(this Api api, string account, Func<string> output)
    {
        var last = "";
        await Eventually.IsTrueAsync(
            async () =>
            {
                var answer = await api.GetAsync($"{Root}/accounts");
                last = answer.ToString();
                return answer.Status == HttpStatusCode.OK && Items(answer).Any(a => a.GetProperty("accountId").GetString() == account && a.GetProperty("state").GetString() == "Ready");
            },
            () => $"{account} is not ready: {last}\n{output()}");
    }

    /// <summary>The order; null when there is none.</summary>
    public static async Task<JsonElement?> OrderAsync(this Api api, string account, string clientOrderId)
    {
        var answer = await api.GetAsync($"{Root}/orders?accountId={account}&clientOrderId={clientOrderId}");
        if (answer.Status == HttpStatusCode.NotFound) return null;
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        return Items(answer).Where(o => o.GetProperty("clientOrderId").GetString() == clientOrderId).Select(o => (JsonElement?)o).SingleOrDefault();
    }

    /// <summary>Lots held of a stock; 0 when it is not among the positions.</summary>
    public static async Task<long> LotsAsync(this Api api, string account, string code)
    {
        var answer = await api.GetAsync($"{Root}/positions?accountId={account}");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        return Items(answer).Where(p => p.GetProperty("code").GetString() == code).Sum(p => p.GetProperty("lots").GetInt64());
    }

    public static Task<Answer> PostQuoteAsync(this Api api, string line) => api.PostJsonAsync("/ingest/quotes", line);

    private static Task<Answer> PostJsonAsync(this Api api, string path, string json) => api.PostAsync(path, Encoding.UTF8.GetBytes(json), null, ("Content-Type", "application/json"));

    private static List<JsonElement> Items(Answer answer) => [.. answer["items"].EnumerateArray()];
}

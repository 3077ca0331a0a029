using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Sssaham.Gateway.Tests.Support;

namespace Sssaham.Gateway.Tests.Identity;

/// <summary>Somebody that calls every endpoint.</summary>
/// <param name="name">Its column in the table.</param>
/// <param name="headers">What it shows of itself.</param>
internal sealed partial class MatrixCaller(string name, Func<(string Name, string Value)[]> headers)
{
    private const string Root = "/api/v1/trading";

    public string Name => name;

    /// <summary>What comes of a call: <c>✓</c> when it is let through, <c>404</c> when the account does not exist for who calls, <c>none</c> when a list leaves it out.</summary>
    public async Task<string> CallAsync(Uri gateway, GatewayEndpoint endpoint, string account)
    {
        var (path, body) = Sample(endpoint, account);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method), new Uri(gateway, path));
        if (body is not null) request.Content = Someone.Json(body);
        foreach (var (header, value) in headers()) request.Headers.TryAddWithoutValidation(header, value);
        if (IsSocket(endpoint))
        {
            request.Headers.Connection.Add("Upgrade");
            request.Headers.Upgrade.Add(new ProductHeaderValue("websocket"));
            request.Headers.Add("Sec-WebSocket-Version", "13");
            request.Headers.Add("Sec-WebSocket-Key", Convert.ToBase64String(new byte[16]));
        }

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var type = answer.Content.Headers.ContentType?.MediaType;
        // Streams have no end.
        var text = type is "application/json" or "application/problem+json" && !endpoint.Path.EndsWith("/Trace", StringComparison.OrdinalIgnoreCase) ? await answer.Content.ReadAsStringAsync() : "";
        if ((int)answer.StatusCode >= 500 && answer.StatusCode != HttpStatusCode.ServiceUnavailable) throw new InvalidOperationException($"{name}: {endpoint}: {(int)answer.StatusCode} {text}");
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden && endpoint.Need.Length > 0)
            return type == "application/problem+json" ? ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture) : throw new InvalidOperationException($"{name}: {endpoint}: no problem document.");
        if (text.Contains("no such account", StringComparison.Ordinal) || text.Contains("there is no account", StringComparison.Ordinal)) return "404";
        if (endpoint.Path.Contains("/orders/{id}", StringComparison.Ordinal) && text.Contains("no such order", StringComparison.Ordinal)) return "404";
        return endpoint.ToString() == $"GET {Root}/accounts" && !text.Contains(account, StringComparison.Ordinal) ? "none" : "✓";
    }

    private static bool IsSocket(GatewayEndpoint endpoint) => endpoint.Path == "/ws" || endpoint.ToString() == "GET /ingest/trades";

    /// <summary>A request about an account and an order that exist, where it is about one.</summary>
    private static (string Path, object? Body) Sample(GatewayEndpoint endpoint, string account)
    {
        var path = endpoint.Path.Replace("{user_id}", "me", StringComparison.Ordinal);
        path = path.Replace("/accounts/{id}", "/accounts/" + account, StringComparison.Ordinal).Replace("/orders/{id}", $"/orders/{account}:1", StringComparison.Ordinal);
        path = path.Replace("/sse/{channel}", "/sse/order?symbols=" + account, StringComparison.Ordinal);
        path = Parameter().Replace(path, "1");
        var order = new { accountId = account, code = "MATRIX", side = "BUY", price = 90, lot = 1 };
        return endpoint.ToString() switch
        {
            $"POST {Root}/orders" => (path, order),
            $"POST {Root}/orders/batch" => (path, new { orders = new[] { order } }),
            $"POST {Root}/orders/{{id}}/amend" => (path, new { lot = 2 }),
            $"POST {Root}/orders/{{id}}/resolve" => (path, new { outcome = "Seen" }),
            $"POST {Root}/kill-switch" => (path, new { accountId = account, on = false }),
            $"POST {Root}/positions/adopt" => (path, new { accountId = account, code = "MATRIX" }),
            $"POST {Root}/phantoms" => (path, new { accountId = account, code = "MATRIX", stop = 80 }),
            $"POST {Root}/phantoms/{{id}}/amend" => (path, new { accountId = account, stop = 80 }),
            $"POST {Root}/phantoms/{{id}}/cancel" => (path, new { accountId = account }),
            $"POST {Root}/phantoms/{{id}}/decide" => (path, new { accountId = account, choice = "Rearm" }),
            $"POST {Root}/accounts/{{id}}/test-order" => (path + "?side=BUY&code=MATRIX&price=90", null),
            $"GET {Root}/orders" or $"GET {Root}/positions" or $"GET {Root}/portfolio" => ($"{path}?accountId={account}", null),
            _ => (path, null),
        };
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}

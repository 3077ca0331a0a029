using System.Text.Json;
using Shouldly;
using Sssaham.Gateway.Tests.Identity;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Http;

/// <summary>The description of the interface is whole: programs are written from it, and the fuzz run is.</summary>
[Collection(SharedGatewayTests.Name)]
public sealed class OpenApiTests(SharedGateway gateway)
{
    /// <summary>What OpenAPI has no words for, or what is not ours to describe: sockets, health, the description itself, Orleans' dashboard.</summary>
    private static readonly string[] Left = ["GET /ws", "GET /ingest/trades", "/health/*", "/openapi/*", "/admin/orleans*"];

    /// <summary>Writes that take no body.</summary>
    private static readonly string[] NoBody =
    [
        "/logout", "/ws/ticket", "/notifications/test", "/setup/{user_id}", "/signing-keys/rotate", "/orders/{id}/cancel", "/disconnect", "/test-order", "/feeds/{name}/start", "/feeds/{name}/stop", "/trigger/{job}", "/trigger/{job}/cancel", "/aggregate",
        "/aggregate-footprint", "/archive/delete", "/footprint/repair", "/footprint-hourly-dump",
    ];

    [Fact]
    public async Task Every_endpoint_is_described_with_what_it_takes_and_answers()
    {
        var paths = (await gateway.Api.GetAsync("/openapi/v1.json"))["paths"];
        foreach (var endpoint in await GatewayEndpoint.AllAsync())
        {
            if (Left.Any(l => endpoint.ToString() == l || (l.EndsWith('*') && endpoint.Path.StartsWith(l[..^1], StringComparison.Ordinal)))) continue;
            paths.TryGetProperty(endpoint.Path, out var path).ShouldBeTrue(endpoint.ToString());
            path.TryGetProperty(endpoint.Method.ToLowerInvariant(), out var operation).ShouldBeTrue(endpoint.ToString());
            operation.GetProperty("summary").GetString().ShouldNotBeNullOrEmpty(endpoint.ToString());
            operation.GetProperty("description").GetString().ShouldNotBeNullOrEmpty(endpoint.ToString());
            operation.GetProperty("tags").GetArrayLength().ShouldBe(1, endpoint.ToString());
            var parameters = operation.TryGetProperty("parameters", out var list) ? list.EnumerateArray().Select(p => p.GetProperty("name").GetString()!).ToList() : [];
            foreach (var name in endpoint.Path.Split('/').Where(p => p.StartsWith('{')).Select(p => p.Trim('{', '}'))) parameters.ShouldContain(name, endpoint.ToString());
            (operation.TryGetProperty("requestBody", out _) || endpoint.Method is "GET" or "DELETE" || NoBody.Any(n => endpoint.Path.EndsWith(n, StringComparison.Ordinal))).ShouldBeTrue($"{endpoint}: no body");
            var answers = operation.GetProperty("responses").EnumerateObject().Select(r => r.Name).ToList();
            answers.Any(a => a[0] == '2').ShouldBeTrue(endpoint.ToString());
            if (endpoint.Need.Length > 0) answers.ShouldContain("401", endpoint.ToString());
        }
    }

    [Fact]
    public async Task Every_field_that_is_described_is_known_and_what_must_be_there_is_asked_for()
    {
        var user = await Someone.NewAsync(gateway, Domain.Identity.Roles.Trader);
        var paths = (await gateway.Api.GetAsync("/openapi/v1.json"))["paths"];
        foreach (var path in paths.EnumerateObject())
        {
            foreach (var method in path.Value.EnumerateObject())
            {
                if (!method.Value.TryGetProperty("requestBody", out var body) || body.GetProperty("content").TryGetProperty("application/x-ndjson", out _)) continue;
                // What is about a user is the user's own; the rest the admin key may do.
                var isUsers = method.Value.GetProperty("description").GetString()!.StartsWith("For users", StringComparison.Ordinal);
                var url = path.Name.Replace("{user_id}", "me", StringComparison.Ordinal).Replace("/accounts/{id}", "/accounts/x", StringComparison.Ordinal).Replace("{id}", "1", StringComparison.Ordinal).Replace("{code}", "XC", StringComparison.Ordinal);
                var schema = body.GetProperty("content").GetProperty("application/json").GetProperty("schema");
                var described = schema.GetProperty("properties").EnumerateObject().ToDictionary(p => p.Name, _ => (object?)null);
                Task<Answer> SendAsync(object content) => isUsers ? user.CallAsync(method.Name.ToUpperInvariant(), url, content) : gateway.Api.SendAsync(new HttpMethod(method.Name.ToUpperInvariant()), url, Someone.Json(content), []);
                // All fields are null: none is unknown, and those that must be there are missed.
                var nulls = await SendAsync(described);
                nulls.Text.ShouldNotContain("not known here", Case.Sensitive, $"{method.Name} {path.Name}: {nulls}");
                if (schema.TryGetProperty("required", out var required) && required.GetArrayLength() > 0)
                    ((int)nulls.Status).ShouldBeInRange(400, 429, $"{method.Name} {path.Name}: {nulls}");
            }
        }
    }
}

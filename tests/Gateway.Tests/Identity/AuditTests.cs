using System.Net;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Identity;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Identity;

public sealed class AuditTests
{
    /// <summary>What changes something and is not recorded: streams of data, and what has a history of its own.</summary>
    private static readonly string[] Unrecorded =
    [
        "DELETE /api/v1/notifications/{id}", "POST /api/v1/notifications", "POST /api/v1/notifications/mark-read", "POST /api/v1/notifications/test", "POST /api/v1/security/refresh", "POST /api/v1/trading/accounts/{id}/test-order", "POST /api/v1/trading/orders", "POST /api/v1/trading/orders/batch", "POST /api/v1/trading/orders/{id}/amend",
        "POST /api/v1/trading/orders/{id}/cancel", "POST /api/v1/trading/orders/{id}/resolve", "POST /api/v1/trading/phantoms", "POST /api/v1/trading/phantoms/{id}/amend", "POST /api/v1/trading/phantoms/{id}/cancel",
        "POST /api/v1/trading/phantoms/{id}/decide", "POST /ingest/bars", "POST /ingest/broker-summary", "POST /ingest/instruments", "POST /ingest/quotes", "POST /ingest/trades", "POST /refresh", "POST /ws/ticket", "PUT /api/v1/notifications/{id}",
    ];

    [Fact]
    public async Task Every_endpoint_that_changes_something_is_recorded_but_for_those_listed_here()
    {
        var writes = (await GatewayEndpoint.AllAsync()).Where(e => !HttpMethods.IsGet(e.Method) && !e.Path.StartsWith("/admin/orleans", StringComparison.Ordinal)).ToList();
        writes.Count.ShouldBeGreaterThan(40);
        writes.Where(e => !AuditMark.IsRecorded(e.Endpoint, e.Method)).Select(e => $"{e.Method} {e.Path}").Order(StringComparer.Ordinal).ShouldBe(Unrecorded);
    }

    [Fact]
    public async Task Who_did_what_is_recorded_before_it_is_answered_and_a_touched_log_is_found_out()
    {
        var shared = new SharedGateway();
        await shared.InitializeAsync();
        try
        {
            var user = await Someone.NewAsync(shared, Roles.Operator);
            await user.LoginAsync("wrong-password-1");
            (await user.CallAsync("POST", "/trigger/health")).Status.ShouldBe(HttpStatusCode.Accepted);
            (await user.CallAsync("PUT", "/brokers/XC", new { category = "retail", since = "2026-01-01" })).Status.ShouldBe(HttpStatusCode.Forbidden);
            var key = await user.ApiKeyAsync(Roles.Operator);
            await Someone.CallAsync(shared, "POST", "/trigger/health/cancel", null, ("X-Api-Key", key));
            (await Someone.CallAsync(shared, "POST", "/trigger/health", null, ("X-Forwarded-For", "203.0.113.7"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
            await shared.Api.PostTradesAsync([]);

            var page = await shared.Api.GetAsync($"/admin/audit?user={user.Name}&limit=500");
            var lines = page["items"].EnumerateArray().Select(e => $"{e.GetProperty("who")}: {e.GetProperty("action")}: {e.GetProperty("outcome")}").Reverse().ToList();
            lines[..6].ShouldBe(
            [
                $"{user.Name}: POST /register: 201",
                $"{user.Name}: POST /login: 200",
                $"{user.Name}: POST /login: 401 Wrong",
                $"{user.Name}: POST /trigger/{{job}}: 202",
                $"{user.Name}: PUT /brokers/{{code}}: 403",
                lines[5],
            ]);
            lines[5].ShouldStartWith($"{user.Name}: POST /api/v1/security/api-keys: 201 key ");
            lines[6].ShouldStartWith($"{user.Name}: POST /trigger/{{job}}/cancel: ");
            lines.Count.ShouldBe(7);
            page["items"][0].GetProperty("keyId").GetString().ShouldBe(key[3..].Split('.')[1]);
            page["items"][0].GetProperty("ipAddress").GetString().ShouldBe("127.0.0.1");
            page.Text.ShouldNotContain("wrong-password-1");
            var given = await shared.Api.GetAsync("/admin/audit?user=api&action=users");
            given["items"].EnumerateArray().ShouldHaveSingleItem().GetProperty("outcome").GetString().ShouldBe($"200 user {user.Id} {user.Name}: role operator");
            (await shared.Api.GetAsync("/admin/audit?action=trigger&limit=1"))["items"].GetArrayLength().ShouldBe(1);
            (await shared.Api.GetAsync("/admin/audit?from=2100-01-01"))["items"].GetArrayLength().ShouldBe(0);
            (await shared.Api.GetAsync("/admin/audit?from=yesterday")).BadField.ShouldBe("from");
            (await user.CallAsync("GET", "/admin/audit")).Status.ShouldBe(HttpStatusCode.Forbidden);

            // Page by page it is the same.
            var (all, cursor) = (new List<long>(), (string?)"");
            while (cursor is not null)
            {
                var part = await shared.Api.GetAsync($"/admin/audit?limit=3&cursor={cursor}");
                all.AddRange(part["items"].EnumerateArray().Select(e => e.GetProperty("number").GetInt64()));
                cursor = part["nextCursor"].GetString();
            }

            all.ShouldBe(Enumerable.Range(1, all.Count).Reverse().Select(n => (long)n));
            var whole = await shared.Api.GetAsync("/admin/audit/verify");
            (whole["whole"].GetBoolean(), whole["entries"].GetInt64()).ShouldBe((true, all.Count));
            var head = whole["head"].GetString();

            // Survives a crash, and goes on.
            shared.Process.Kill();
            await shared.Process.RestartAsync();
            using var api = shared.Process.Api();
            (await api.GetAsync("/admin/audit/verify"))["head"].GetString().ShouldBe(head);
            (await api.GetAsync($"/admin/audit/verify?number={all.Count}&hash={head}"))["whole"].GetBoolean().ShouldBeTrue();
            (await api.GetAsync($"/admin/audit/verify?number={all.Count + 1}&hash={head}"))["break"].GetProperty("number").GetInt64().ShouldBe(all.Count + 1);
            (await api.GetAsync($"/admin/audit/verify?number=1&hash={head}"))["break"].GetProperty("number").GetInt64().ShouldBe(1);
            (await api.GetAsync("/admin/audit/verify?number=1")).BadField.ShouldBe("hash");
            (await api.PostAsync("/trigger/audit-check", [])).Status.ShouldBe(HttpStatusCode.Accepted);
            shared.Process.Output.ShouldContain($"The audit log has {all.Count} entries; the last one's hash is {head}");

            // Somebody makes the refusal look like a success.
            shared.Process.Kill();
            var file = Directory.GetFiles(Path.Combine(shared.Process.Data, "audit"), "*.jsonl").ShouldHaveSingleItem();
            var text = await File.ReadAllTextAsync(file);
            text.ShouldContain("\"outcome\":\"403\"");
            await File.WriteAllTextAsync(file, text.Replace("\"outcome\":\"403\"", "\"outcome\":\"200\"", StringComparison.Ordinal));
            await shared.Process.RestartAsync();
            using var after = shared.Process.Api();
            var broken = await after.GetAsync("/admin/audit/verify");
            broken["whole"].GetBoolean().ShouldBeFalse();
            broken["break"].GetProperty("reason").GetString()!.ShouldContain("changed");
        }
        finally
        {
            await shared.DisposeAsync();
        }
    }
}

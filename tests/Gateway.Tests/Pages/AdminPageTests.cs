using System.Net;
using Shouldly;
using Xunit;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>The installation's page against the API.</summary>
[Collection(DashboardTests.Name)]
public sealed class AdminPageTests(DashboardHost host)
{
    private static readonly string[] Parts = ["jobs", "feeds", "repairs", "archive", "cluster", "users", "audit"];

    [DashboardFact]
    public async Task Jobs_are_listed_with_their_runs_and_started_after_a_question()
    {
        using var api = host.Gateway.Api();
        await using var window = await PageUser.OpenWithKeyAsync(host, "/admin-dashboard.html");
        var jobs = (await api.GetAsync("/check"))["jobs"].EnumerateArray().Select(j => j.GetProperty("name").GetString()!).ToList();
        (await window.TextsAsync("[data-jobs] tbody th button")).ShouldBe(jobs);

        var before = await RunAsync();
        await window.Page.ClickAsync("[data-run=score]");
        await window.Page.ClickAsync("dialog [data-confirm]");
        await window.BecomesAsync("document.querySelector('dialog') === null");
        string? now = null;
        await Support.Eventually.IsTrueAsync(async () => (now = await RunAsync()) != before && now is not null);
        await window.BecomesAsync("document.querySelector('[data-job=score] .badge')?.textContent === 'OK'");
        window.ShouldBeClean();

        async Task<string?> RunAsync()
        {
            var last = (await api.GetAsync("/check/score"))["lastRun"];
            return last.ValueKind == System.Text.Json.JsonValueKind.Null ? null : last.GetProperty("startedAt").GetString();
        }
    }

    [DashboardFact]
    public async Task Every_part_fits_a_phone_and_is_accessible()
    {
        foreach (var width in new[] { 360, 1440 })
        {
            await using var window = await PageUser.OpenWithKeyAsync(host, "/admin-dashboard.html", width);
            foreach (var part in Parts)
            {
                await window.Page.ClickAsync($"[data-tab={part}]");
                await window.BecomesAsync($"document.querySelector('[data-tab={part}]').ariaCurrent === 'page' && document.querySelector('main [aria-busy]') === null && document.querySelector('main .card') !== null");
                await window.ShouldFitAsync($"{part} at {width}");
                await window.Page.ShouldBeAccessibleAsync($"{part} at {width}");
                if (width == 1440 && part == "jobs") await window.PictureAsync("admin");
            }

            window.ShouldBeClean();
        }
    }

    [DashboardFact]
    public async Task The_cluster_is_shown_as_it_is()
    {
        using var api = host.Gateway.Api();
        await using var window = await PageUser.OpenWithKeyAsync(host, "/admin-dashboard.html?tab=cluster");
        var cluster = await api.GetAsync("/admin/cluster");
        (await window.TextsAsync("[data-silos] tbody tr")).Count.ShouldBe(cluster["silos"].GetArrayLength());
        (await window.TextAsync("[data-silos] tbody th")).ShouldStartWith(cluster["silos"][0].GetProperty("address").GetString()!);
        var tickers = cluster["grains"].EnumerateArray().Single(g => g.GetProperty("type").GetString()!.EndsWith(".TickerGrain", StringComparison.Ordinal));
        await window.BecomesAsync($"[...document.querySelectorAll('[data-grains] tbody tr')].some(r => r.cells[0].textContent === 'TickerGrain' && r.cells[1].textContent === '{tickers.GetProperty("activations").GetInt32()}')");
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task A_user_gets_a_role_and_a_lock_after_a_question()
    {
        var user = await PageUser.NewAsync(host);
        using var api = host.Gateway.Api();
        await using var window = await PageUser.OpenWithKeyAsync(host, "/admin-dashboard.html?tab=users");
        var row = $"[data-user='{user.Name}']";
        await window.Page.SelectOptionAsync($"{row} select", "operator");
        await window.Page.ClickAsync("dialog button:has-text('Cancel')");
        await window.BecomesAsync("document.querySelector('dialog') === null");
        (await api.GetAsync("/api/v1/security/users/" + user.Name))["role"].GetString().ShouldBe("viewer");
        await window.BecomesAsync($"document.querySelector(\"{row} select\").value === 'viewer'");

        await window.Page.SelectOptionAsync($"{row} select", "trader");
        await window.Page.ClickAsync("dialog [data-confirm]");
        await window.BecomesAsync($"document.querySelector('dialog') === null && document.querySelector(\"{row} select\").value === 'trader'");
        (await api.GetAsync("/api/v1/security/users/" + user.Name))["role"].GetString().ShouldBe("trader");

        await window.Page.ClickAsync($"{row} button:has-text('Lock')");
        await window.Page.ClickAsync("dialog [data-confirm]");
        await window.BecomesAsync($"document.querySelector(\"{row} .badge.bad\")?.textContent === 'LOCKED'");
        (await api.GetAsync("/api/v1/security/users/" + user.Name))["locked"].GetBoolean().ShouldBeTrue();

        // What was done is in the audit log, whose chain is whole.
        await window.Page.ClickAsync("[data-tab=audit]");
        await window.BecomesAsync($"[...document.querySelectorAll('[data-audit] tbody tr')].some(r => r.innerText.includes('{user.Name}') || r.innerText.includes('/api/v1/security/users'))");
        await window.Page.ClickAsync("button:has-text('Check the chain')");
        await window.BecomesAsync("document.querySelector('.audit-verdict')?.textContent.includes('The chain is whole')");
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task Days_are_deleted_only_after_they_were_counted()
    {
        await using var window = await PageUser.OpenWithKeyAsync(host, "/admin-dashboard.html?tab=archive");
        await window.Page.FillAsync("[name=before]", "2020-01-01");
        await window.Page.ClickAsync("main form button");
        // Files of all days are shared in the embedded form, which the gateway says.
        await window.BecomesAsync("document.querySelector('.field .error')?.textContent.includes('PostgreSQL')");
        (await window.Page.EvaluateAsync<int>("document.querySelectorAll('main .button.danger').length")).ShouldBe(0);
        window.ShouldBeClean("status of 409");
    }

    [DashboardFact]
    public async Task Who_may_only_read_sees_no_lever_and_no_users()
    {
        await using var window = await host.OpenAsync("/admin-dashboard.html?tab=users");
        await window.BecomesAsync("document.querySelector('[data-jobs] tbody tr') !== null");
        (await window.TextsAsync("[data-tab]")).ShouldBe(["Jobs", "Feeds", "Repairs", "Archive"]);
        (await window.TextAsync(".needs")).ShouldContain("Reading only");
        (await window.Page.EvaluateAsync<int>("document.querySelectorAll('[data-run]').length")).ShouldBe(0);
        window.ShouldBeClean();
        using var api = host.Gateway.Api(null);
        (await api.GetAsync("/api/v1/security/users")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }
}

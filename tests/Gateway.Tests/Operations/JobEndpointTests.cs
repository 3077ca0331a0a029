using System.Net;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Operations;

[Collection(SharedGatewayTests.Name)]
public sealed class JobEndpointTests(SharedGateway gateway)
{
    [Fact]
    public async Task The_jobs_are_listed_with_schedule_and_next_due_time()
    {
        var answer = await gateway.Api.GetAsync("/check");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        answer["status"].GetString().ShouldBeOneOf("OK", "STALE");
        var health = answer["jobs"].EnumerateArray().Single(j => j.GetProperty("name").GetString() == "health");
        (health.GetProperty("schedule").GetString(), health.GetProperty("deadline").GetString()).ShouldBe(("every minute", "updated within 00:03:00"));
        health.GetProperty("nextDue").GetDateTimeOffset().ShouldBeGreaterThan(answer["generated_at"].GetDateTimeOffset().AddMinutes(-1));
        (answer["alarms"].GetArrayLength() == 0).ShouldBe(answer["status"].GetString() == "OK");
    }

    [Fact]
    public async Task A_trigger_starts_a_run_that_can_be_followed()
    {
        var answer = await gateway.Api.PostAsync("/trigger/health", []);
        // The minute's own run may be under way.
        answer.Status.ShouldBeOneOf(HttpStatusCode.Accepted, HttpStatusCode.Conflict);
        var run = answer["run"].GetProperty("id").GetString();
        Answer? job = null;
        await Eventually.IsTrueAsync(
            async () => (job = await gateway.Api.GetAsync("/check/health"))["history"].EnumerateArray().Any(r => r.GetProperty("id").GetString() == run && r.GetProperty("outcome").GetString() == "OK"),
            () => $"{job}");
    }

    [Theory]
    [InlineData("GET", "/check/nobody")]
    [InlineData("GET", "/check/Health")]
    [InlineData("GET", "/check/..%2Fhealth")]
    [InlineData("POST", "/trigger/nobody")]
    [InlineData("POST", "/trigger/nobody/cancel")]
    public async Task A_job_that_does_not_exist_is_a_problem_that_names_those_that_do(string method, string path)
    {
        var answer = await gateway.Api.SendAsync(new HttpMethod(method), path, null, []);
        answer.Status.ShouldBe(HttpStatusCode.NotFound, answer.ToString());
        answer.Type.ShouldBe("application/problem+json");
        answer.BadField.ShouldBe("job");
        answer["supported"].EnumerateArray().Select(n => n.GetString()).ShouldContain("health");
    }

    [Fact]
    public async Task The_description_of_the_interface_has_the_jobs()
    {
        var paths = (await gateway.Api.GetAsync("/openapi/v1.json"))["paths"];
        foreach (var (path, method) in new[] { ("/check", "get"), ("/check/{job}", "get"), ("/trigger/{job}", "post"), ("/trigger/{job}/cancel", "post") })
            paths.GetProperty(path).GetProperty(method).GetProperty("summary").GetString().ShouldNotBeNullOrEmpty(path);
        paths.GetProperty("/trigger/{job}").GetProperty("post").GetProperty("responses").EnumerateObject().Select(r => r.Name).ShouldBe(["202", "400", "401", "403", "404", "409", "503"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_argument_that_is_too_long_is_refused()
    {
        var answer = await gateway.Api.PostAsync($"/trigger/health?argument={new string('x', 257)}", []);
        (answer.Status, answer.BadField).ShouldBe((HttpStatusCode.BadRequest, "argument"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?before=")]
    [InlineData("?before=2026-02-30")]
    [InlineData("?before=yesterday&confirm=x")]
    [InlineData("?before=0001-01-01")]
    public async Task Days_are_deleted_before_a_date_and_before_nothing_else(string query)
    {
        var answer = await gateway.Api.PostAsync($"/archive/delete{query}", []);
        (answer.Status, answer.BadField).ShouldBe((HttpStatusCode.BadRequest, "before"), answer.ToString());
    }

    [Fact]
    public async Task A_data_folder_says_that_it_does_not_delete_days()
    {
        var answer = await gateway.Api.PostAsync("/archive/delete?before=2020-01-01", []);
        (answer.Status, answer.Type).ShouldBe((HttpStatusCode.Conflict, "application/problem+json"), answer.ToString());
        answer["detail"].GetString()!.ShouldContain("PostgreSQL");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task Starting_and_cancelling_need_the_key(string? key)
    {
        using var api = gateway.Process.Api(key);
        foreach (var path in (string[])["/trigger/health", "/trigger/health/cancel", "/trigger/nobody", "/archive/delete?before=2020-01-01"])
            (await api.PostAsync(path, [])).Status.ShouldBe(HttpStatusCode.Unauthorized, path);
        (await api.GetAsync("/check")).Status.ShouldBe(key is null ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_full_disk_and_a_feed_that_is_down_are_alarms()
    {
        await using var process = await GatewayProcess.StartAsync(null, $"--Health:MinFreeBytes={long.MaxValue}", "--Feeds:far:Url=ws://127.0.0.1:1/");
        using var api = process.Api();
        await Eventually.IsTrueAsync(async () => (await api.GetAsync("/feeds/far")) is { Status: HttpStatusCode.OK } feed && feed["state"].GetString() == "retrying", () => process.Output);
        (await api.PostAsync("/trigger/health", [])).Status.ShouldBeOneOf(HttpStatusCode.Accepted, HttpStatusCode.Conflict);
        Answer? answer = null;
        await Eventually.IsTrueAsync(async () => (answer = await api.GetAsync("/check"))["alarms"].GetArrayLength() == 2, () => $"{answer}");

        answer!["status"].GetString().ShouldBe("STALE");
        answer["alarms"].EnumerateArray().Select(a => a.GetProperty("source").GetString()).ShouldBe(["data", "feed:far"]);
        answer["alarms"][0].GetProperty("message").GetString()!.ShouldContain("MiB free");
        await Eventually.IsTrueAsync(() => Task.FromResult(process.Output.Contains("Alarm data:", StringComparison.Ordinal)), () => process.Output);
        File.Exists(Path.Combine(process.Data, "PROBE")).ShouldBeFalse();
    }
}

using System.Net;
using System.Text.Json;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Operations;

/// <summary>Runs of a job in a process of its own, which is killed, stopped and started anew.</summary>
public sealed class JobRunTests : IAsyncLifetime
{
    private GatewayProcess _gateway = null!;

    public async Task InitializeAsync() => _gateway = await GatewayProcess.StartWithTestJobsAsync();

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pass_whose_process_is_ended_in_the_middle_completes_once_with_no_day_missing_or_double(bool killed)
    {
        var first = await StartToTheMiddleAsync();
        if (killed) _gateway.Kill();
        else (await _gateway.StopAsync()).ShouldBe(0, _gateway.Output);
        DaysJob.LetGo(_gateway.Data);
        await _gateway.RestartAsync();
        using var api = _gateway.Api();
        var job = await UntilAsync(api, j => j.GetProperty("lastOk").ValueKind == JsonValueKind.Object);

        job.GetProperty("history").EnumerateArray().Select(r => $"{r.GetProperty("id").GetString()} {r.GetProperty("outcome").GetString()} {r.GetProperty("message").GetString()}")
            .ShouldBe([$"{first}-2 OK {DaysJob.Days} days.", $"{first} INTERRUPTED The process ended; the run goes on."]);
        job.GetProperty("history")[0].GetProperty("argument").GetString().ShouldBe("2026-02-18");
        // What was done before is not done again: each day has the mark of the run that did it.
        Directory.GetFiles(DaysJob.FolderOf(_gateway.Data), "*.txt").Order(StringComparer.Ordinal).Select(File.ReadAllText)
            .ShouldBe(Enumerable.Range(0, DaysJob.Days).Select(d => d < DaysJob.Middle ? first : $"{first}-2"));
    }

    [Fact]
    public async Task A_job_that_runs_is_not_started_a_second_time_and_can_be_cancelled()
    {
        var first = await StartToTheMiddleAsync();
        using var api = _gateway.Api();
        var second = await api.PostAsync("/trigger/days", []);
        second.Status.ShouldBe(HttpStatusCode.Conflict);
        second.Type.ShouldBe("application/problem+json");
        (second.BadField, second["run"].GetProperty("id").GetString()).ShouldBe(("job", first));

        var cancel = await api.PostAsync("/trigger/days/cancel", []);
        (cancel.Status, cancel["run"].GetProperty("id").GetString()).ShouldBe((HttpStatusCode.Accepted, first));
        var job = await UntilAsync(api, j => j.GetProperty("running").ValueKind == JsonValueKind.Null);
        var last = job.GetProperty("lastRun");
        (last.GetProperty("id").GetString(), last.GetProperty("outcome").GetString()).ShouldBe((first, "CANCELLED"));
        last.GetProperty("durationSeconds").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
        (await api.PostAsync("/trigger/days/cancel", [])).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    private async Task<string> StartToTheMiddleAsync()
    {
        using var api = _gateway.Api();
        var answer = await api.PostAsync("/trigger/days?argument=2026-02-18", []);
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.ToString());
        answer.Location.ShouldBe("/check/days");
        (answer["job"].GetString(), answer["run"].GetProperty("cause").GetString()).ShouldBe(("days", "TRIGGER"));
        var job = await UntilAsync(api, j => j.GetProperty("progress") is { ValueKind: JsonValueKind.Object } p && p.GetProperty("done").GetInt32() == DaysJob.Middle);
        (job.GetProperty("running").GetProperty("id").GetString(), job.GetProperty("progress").GetProperty("total").GetInt32()).ShouldBe((answer["run"].GetProperty("id").GetString(), DaysJob.Days));
        return answer["run"].GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement> UntilAsync(Api api, Func<JsonElement, bool> reached)
    {
        Answer? answer = null;
        await Eventually.IsTrueAsync(async () => (answer = await api.GetAsync("/check/days")).Status == HttpStatusCode.OK && reached(answer.Json), () => $"{answer}");
        return answer!.Json;
    }
}

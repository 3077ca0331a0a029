using System.Net;
using System.Text.Json;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Operations;

[Collection(SharedGatewayTests.Name)]
public sealed class ClusterEndpointTests(SharedGateway gateway)
{
    [Fact]
    public async Task The_cluster_shows_its_silo_and_its_grains()
    {
        var ticker = SharedGateway.NewTicker();
        (await gateway.Api.PostTradesAsync([TestTrade.At(ticker, 1, 0)])).Status.ShouldBe(HttpStatusCode.OK);
        var answer = await gateway.Api.GetAsync("/admin/cluster");
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer["status"].GetString().ShouldBe("OK");
        var silo = answer["silos"].EnumerateArray().ShouldHaveSingleItem();
        (silo.GetProperty("state").GetString(), silo.GetProperty("answers").GetBoolean()).ShouldBe(("Active", true));
        silo.GetProperty("version").GetString().ShouldNotBeNullOrEmpty();
        silo.GetProperty("memoryBytes").GetInt64().ShouldBeGreaterThan(0);
        silo.GetProperty("since").GetDateTimeOffset().ShouldBeLessThan(DateTimeOffset.UtcNow);
        Activations(answer, "Sssaham.Grains.Market.TickerGrain").ShouldBeGreaterThan(0);
        answer["totals"].GetProperty("activations").GetInt64().ShouldBeGreaterThanOrEqualTo(Activations(answer, "Sssaham.Grains.Market.TickerGrain"));
    }

    [Theory]
    [InlineData("/admin/cluster")]
    [InlineData("/admin/orleans")]
    [InlineData("/admin/orleans/")]
    [InlineData("/admin/orleans/index.min.js")]
    [InlineData("/admin/orleans/DashboardCounters")]
    [InlineData("/admin/orleans/GrainState?grainId=x&grainType=y")]
    [InlineData("/admin/orleans/Trace")]
    public async Task Nobody_sees_the_cluster_without_the_key(string path)
    {
        using var api = gateway.Process.Api(key: null);
        (await api.GetAsync(path)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        using var other = gateway.Process.Api("sk-somebody-elses-key-000000");
        (await other.GetAsync(path)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_dashboard_serves_its_page_and_its_figures_and_nothing_from_elsewhere()
    {
        var page = await gateway.Api.GetAsync("/admin/orleans/");
        (page.Status, page.Type).ShouldBe((HttpStatusCode.OK, "text/html"));
        page.Text.ShouldNotContain("//", customMessage: "an address of another origin");
        (await gateway.Api.GetAsync("/admin/orleans/index.min.js")).Status.ShouldBe(HttpStatusCode.OK);
        var counters = await gateway.Api.GetAsync("/admin/orleans/DashboardCounters");
        counters.Status.ShouldBe(HttpStatusCode.OK);
        counters["hosts"].GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("/admin/orleans/SiloProperties/nonsense")]
    [InlineData("/admin/orleans/SiloCounters/127.0.0.1")]
    [InlineData("/admin/orleans/SiloStats/%00")]
    [InlineData("/admin/orleans/HistoricalStats/a/b")]
    [InlineData("/admin/orleans/Reminders/99999999999999999999")]
    [InlineData("/admin/orleans/Reminders/-5")]
    [InlineData("/admin/orleans/GrainState")]
    [InlineData("/admin/orleans/GrainStats/%F0%9F%98%80")]
    [InlineData("/admin/orleans/TopGrainMethods?exclude=a&exclude=(")]
    public async Task Whatever_is_asked_of_the_dashboard_is_no_failure_of_ours(string path) =>
        ((int)(await gateway.Api.GetAsync(path)).Status).ShouldBeLessThan(500);

    [Fact]
    public async Task The_dashboard_can_be_switched_off()
    {
        await using var process = await GatewayProcess.StartAsync(null, "--Operations:Dashboard=false");
        using var api = process.Api();
        (await api.GetAsync("/admin/orleans/")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await api.GetAsync("/admin/cluster")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Live_asks_nobody_and_ready_names_what_it_asked()
    {
        var live = await gateway.Api.GetAsync("/health/live");
        (live.Status, live["checks"].EnumerateObject().Count()).ShouldBe((HttpStatusCode.OK, 0));
        var ready = await gateway.Api.GetAsync("/health/ready");
        ready.Status.ShouldBe(HttpStatusCode.OK);
        ready["checks"].EnumerateObject().Select(c => c.Name).ShouldBe(["drain", "grains", "feeds", "tradeLog", "orderLog"], ignoreOrder: true);
    }

    private static long Activations(Answer answer, string type) =>
        answer["grains"].EnumerateArray().Where(g => g.GetProperty("type").GetString() == type).Sum(g => g.GetProperty("activations").GetInt64());
}

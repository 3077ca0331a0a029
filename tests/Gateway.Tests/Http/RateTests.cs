using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;
using Sssaham.Gateway.Tests.Identity;
using Sssaham.Gateway.Tests.Support;
using Sssaham.GrainInterfaces.Identity;
using Xunit;

namespace Sssaham.Gateway.Tests.Http;

public sealed class RateTests
{
    private static readonly (string, string) Foreign = ("X-Forwarded-For", "203.0.113.7");

    [Fact]
    public async Task Strangers_have_few_tries_and_the_admin_key_this_machine_and_health_are_always_answered()
    {
        await using var gateway = await GatewayProcess.StartAsync(null, "--Gateway:Rates:SignIns:Burst=3", "--Gateway:Rates:SignIns:PerMinute=1", "--Gateway:Rates:FailedCredentials:Burst=4", "--Gateway:Rates:FailedCredentials:PerMinute=1");
        using var api = gateway.Api(null);
        Task<Answer> LoginAsync(params (string, string)[] headers) => api.SendAsync(HttpMethod.Post, "/login", Someone.Json(new { username = "nobody", password = "kapal-terbang-biru" }), headers);
        for (var i = 0; i < 3; i++) (await LoginAsync(Foreign)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        var refused = await LoginAsync(Foreign);
        (refused.Status, refused.Type).ShouldBe((HttpStatusCode.TooManyRequests, "application/problem+json"));
        int.Parse(refused.RetryAfter!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, 60);
        (await LoginAsync()).Status.ShouldBe(HttpStatusCode.Unauthorized, "a program of this machine");

        Task<Answer> WithKeyAsync(string key) => api.GetAsync("/instruments?limit=1", Foreign, ("X-Api-Key", key));
        for (var i = 0; i < 4; i++) (await WithKeyAsync("ak_" + i)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await WithKeyAsync("ak_5")).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        (await api.GetAsync("/instruments?limit=1", Foreign, ("Authorization", "Bearer x"))).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        (await api.GetAsync("/health/live", Foreign)).Status.ShouldBe(HttpStatusCode.OK);
        (await WithKeyAsync(GatewayProcess.Key)).Status.ShouldBe(HttpStatusCode.OK);
        (await api.GetAsync("/instruments?limit=1")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_user_and_each_of_its_keys_have_a_rate_of_their_own()
    {
        var shared = new SharedGateway();
        await shared.InitializeAsync("--Gateway:Rates:Requests:Burst=20", "--Gateway:Rates:Requests:PerMinute=1", "--Gateway:Rates:Streams:Burst=1", "--Gateway:Rates:Streams:PerMinute=1");
        try
        {
            var (user, other) = (await Someone.NewAsync(shared), await Someone.NewAsync(shared));
            var key = await user.ApiKeyAsync(Roles.Viewer);
            var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => user.CallAsync("GET", "/instruments?limit=1")));
            answers.Count(a => a.Status == HttpStatusCode.TooManyRequests).ShouldBe(11, "making the key was the first of twenty");
            answers.ShouldAllBe(a => a.Status == HttpStatusCode.OK || a.RetryAfter != null);
            (await other.CallAsync("GET", "/instruments?limit=1")).Status.ShouldBe(HttpStatusCode.OK);
            (await Someone.CallAsync(shared, "GET", "/instruments?limit=1", null, ("X-Api-Key", key))).Status.ShouldBe(HttpStatusCode.OK);
            (await user.CallAsync("GET", "/api/v1/trading/accounts")).Status.ShouldBe(HttpStatusCode.OK, "reads leave trading its own");
            (await user.CallAsync("GET", "/sse/nothing")).Status.ShouldNotBe(HttpStatusCode.TooManyRequests);
            (await user.CallAsync("GET", "/sse/nothing")).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        }
        finally
        {
            await shared.DisposeAsync();
        }
    }

    [Fact]
    public void However_many_callers_come_there_are_no_more_buckets_than_slots()
    {
        var options = new GatewayOptions();
        options.Rates.Requests = new Rate { Burst = 1, PerMinute = 1 };
        using var rates = new CallerRates(options);
        var passed = 0;
        const int Callers = 200_000;
        for (var i = 0; i < Callers; i++)
        {
            var context = new DefaultHttpContext();
            context.Connection.RemoteIpAddress = new IPAddress([11, (byte)(i >> 16), (byte)(i >> 8), (byte)i]);
            using var lease = rates.Requests.AttemptAcquire(context);
            if (lease.IsAcquired) passed++;
        }

        // Each bucket lets one pass; nearly all slots are hit.
        passed.ShouldBeInRange(CallerRates.Slots * 9 / 10, CallerRates.Slots);
    }

    [Fact]
    public void Addresses_of_one_IPv6_network_are_one_caller()
    {
        var options = new GatewayOptions();
        options.Rates.Requests = new Rate { Burst = 5, PerMinute = 1 };
        using var rates = new CallerRates(options);
        bool Passes(string address)
        {
            var context = new DefaultHttpContext();
            context.Connection.RemoteIpAddress = IPAddress.Parse(address);
            using var lease = rates.Requests.AttemptAcquire(context);
            return lease.IsAcquired;
        }

        for (var i = 0; i < 5; i++) Passes($"2001:db8:1:2::{i}").ShouldBeTrue();
        Passes("2001:db8:1:2:ffff::1").ShouldBeFalse();
        Enumerable.Range(10, 20).Count(i => Passes($"2001:db8:1:{i}::1")).ShouldBeGreaterThan(15);
        for (var i = 0; i < 5; i++) Passes("203.0.113.9").ShouldBeTrue();
        Passes("::ffff:203.0.113.9").ShouldBeFalse("the same address");
    }

    [Fact]
    public void After_too_many_failures_an_address_has_to_wait()
    {
        var options = new GatewayOptions();
        options.Rates.FailedCredentials = new Rate { Burst = 4, PerMinute = 1 };
        using var rates = new CallerRates(options);
        DefaultHttpContext From(string address)
        {
            var context = new DefaultHttpContext();
            context.Connection.RemoteIpAddress = IPAddress.Parse(address);
            return context;
        }

        for (var i = 0; i < 4; i++)
        {
            rates.WaitOf(From("203.0.113.7")).ShouldBeNull();
            rates.Failed(From("203.0.113.7"));
        }

        rates.WaitOf(From("203.0.113.7")).ShouldBe(TimeSpan.FromMinutes(1));
        rates.WaitOf(From("203.0.113.8")).ShouldBeNull();
    }

    [Fact]
    public void A_stream_that_ends_gives_its_place_back()
    {
        var options = new GatewayOptions();
        options.Rates.StreamsOpen = 2;
        using var rates = new CallerRates(options);
        var context = new DefaultHttpContext { User = Callers.Of(new Subject(new string('a', 32), "budi", Roles.Viewer)) };
        context.Request.Path = "/sse/trade";
        var (first, second, third) = (rates.StreamsOpen.AttemptAcquire(context), rates.StreamsOpen.AttemptAcquire(context), rates.StreamsOpen.AttemptAcquire(context));
        (first.IsAcquired, second.IsAcquired, third.IsAcquired).ShouldBe((true, true, false));
        rates.WaitOf(context, third).ShouldNotBeNull();
        first.Dispose();
        rates.StreamsOpen.AttemptAcquire(context).IsAcquired.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Requests", 0, 1)]
    [InlineData("Orders", 1, -1)]
    [InlineData("SignIns", 2_000_000, 1)]
    [InlineData("FailedCredentials", 1, 100_000_000)]
    public void A_rate_out_of_its_range_is_refused(string name, int burst, int perMinute)
    {
        var options = new RateOptions();
        typeof(RateOptions).GetProperty(name)!.SetValue(options, new Rate { Burst = burst, PerMinute = perMinute });
        Should.Throw<ArgumentException>(options.Check).Message.ShouldContain($"Gateway:Rates:{name}");
    }
}

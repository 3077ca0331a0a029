using System.Net;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Faults;

public sealed class StopTests
{
    [Fact]
    public async Task A_clean_stop_under_load_keeps_every_acknowledged_trade_and_the_next_start_goes_on()
    {
        await using var gateway = await GatewayProcess.StartAsync();
        var trades = TestTrade.Walk("STOP", 4000, 1, minutes: 120);
        var acknowledged = 0;
        using (var api = gateway.Api())
        {
            var writing = Task.Run(async () =>
            {
                foreach (var body in trades.Chunk(40))
                {
                    try
                    {
                        if ((await api.PostTradesAsync(body)).Status != HttpStatusCode.OK) return;
                    }
                    catch (HttpRequestException)
                    {
                        return;
                    }

                    Interlocked.Add(ref acknowledged, body.Length);
                }
            });
            await Eventually.IsTrueAsync(() => Task.FromResult(Volatile.Read(ref acknowledged) >= 400 || writing.IsCompleted));
            (await gateway.StopAsync()).ShouldBe(0, gateway.Output);
            await writing;
        }

        await gateway.RestartAsync();
        using var again = gateway.Api();
        var first = await again.PostTradesAsync(trades[..acknowledged]);
        (first.Number("accepted"), first.Number("duplicates")).ShouldBe((0, acknowledged), first.ToString());
        await again.PostTradesAsync(trades);
        TestBar.Of((await again.GetAsync("/footprint/STOP?limit=5000")).Json).ShouldBe(TestBar.Of(trades));
        gateway.Output.ShouldNotContain("Torn tail");
    }
}

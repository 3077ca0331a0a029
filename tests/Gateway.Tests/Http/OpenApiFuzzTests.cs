using Shouldly;
using Sssaham.Fuzz.Requests;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Http;

public sealed class OpenApiFuzzTests
{
    /// <summary>A short form of <c>dotnet run -c Release --project tests/Fuzz</c>.</summary>
    [Fact]
    public async Task Requests_made_up_from_the_description_are_answered_without_a_failure_and_without_a_secret()
    {
        await using var gateway = await GatewayProcess.StartAsync(null, FuzzRun.Settings);
        var faults = await new FuzzRun(gateway, seed: 6, _ => { }).RunAsync(0, 1200);
        faults.ShouldBeEmpty(string.Join('\n', faults.Take(10)));
    }
}

using Microsoft.Extensions.Configuration;
using Shouldly;
using Sssaham.Grains.Execution;
using Sssaham.Silo.Execution;
using Xunit;

namespace Sssaham.Cluster.Tests.Execution;

/// <summary>Points at which nothing happens; the kill itself ends the process and is the kill tests' matter.</summary>
public sealed class FaultPointsTests
{
    [Fact]
    public void Without_configuration_every_point_is_passed() =>
        Should.NotThrow(() => Array.ForEach(Enum.GetValues<FaultPoint>(), Points().Reached));

    [Fact]
    public void Other_points_and_as_many_hits_as_are_to_be_skipped_are_passed()
    {
        var points = Points(("Faults:KillAt", "BytesLeft"), ("Faults:Skip", "2"));
        foreach (var point in Enum.GetValues<FaultPoint>().Where(p => p != FaultPoint.BytesLeft)) points.Reached(point);
        Should.NotThrow(() => points.Reached(FaultPoint.BytesLeft));
        Should.NotThrow(() => points.Reached(FaultPoint.BytesLeft));
    }

    [Theory]
    [InlineData("Nowhere")]
    [InlineData("99")]
    public void A_point_that_does_not_exist_is_refused(string name) => Should.Throw<ArgumentException>(() => Points(("Faults:KillAt", name))).Message.ShouldContain(name);

    private static FaultPoints Points(params (string Key, string Value)[] settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build());
}

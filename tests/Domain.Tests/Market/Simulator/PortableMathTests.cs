using Shouldly;
using Sssaham.Domain.Market.Simulator;
using Xunit;

namespace Sssaham.Domain.Tests.Market.Simulator;

public sealed class PortableMathTests
{
    [Fact]
    public void The_exponential_agrees_with_the_platform()
    {
        for (var x = -60.0; x < 60; x += 0.0137) (PortableMath.Exp(x) / Math.Exp(x)).ShouldBe(1, 1e-13);
    }

    [Fact]
    public void The_logarithm_agrees_with_the_platform()
    {
        for (var x = 1e-16; x < 1e16; x *= 1.0137) PortableMath.Log(x).ShouldBe(Math.Log(x), 1e-13);
        PortableMath.Log(1).ShouldBe(0);
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.975, 1.959963985)]
    [InlineData(0.025, -1.959963985)]
    [InlineData(0.001, -3.090232306)]
    [InlineData(0.999, 3.090232306)]
    public void Normal_quantiles_are_those_of_the_tables(double p, double z) => PortableMath.NormalQuantile(p).ShouldBe(z, 1e-7);

    /// <summary>The first numbers of the published reference generator for seed 1234567.</summary>
    [Fact]
    public void The_generator_is_SplitMix64()
    {
        var random = new SplitMix64(1234567);
        new[] { random.Next(), random.Next(), random.Next() }.ShouldBe([6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL]);
    }
}

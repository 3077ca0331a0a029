using Sssaham.Domain.Flow;
using Sssaham.Domain.Scoring;
using Sssaham.Domain.Tests.Market;

namespace Sssaham.Domain.Tests.Scoring;

/// <summary>Inputs of scores, from ordinary to absurd.</summary>
internal static class RandomScore
{
    public static ScoreInput Plain(Random random)
    {
        var volume = random.Digits(100_000_000_000) + 1;
        return new ScoreInput(
            volume,
            random.NextInt64(-volume, volume + 1),
            Price(random),
            Price(random),
            random.Chance(0.2) ? null : Context(random));
    }

    public static ScoreInput Hostile(Random random) => new(
        Number(random), Number(random), Number(random), Number(random), random.Chance(0.3) ? null : Context(random) with { SmartNet = Number(random), RetailNet = Number(random) });

    private static ScoreContext Context(Random random) => new(
        new DateOnly(2026, 1, 1).AddDays(random.Next(300)),
        random.Pick<double?>(null, 0, (random.NextDouble() * 10) - 5, (random.NextDouble() * 2) - 1, double.NaN, double.NegativeInfinity, double.MaxValue, double.Epsilon),
        random.Pick(FlowState.Neutral, FlowState.Accumulation, FlowState.Distribution),
        Net(random),
        Net(random),
        random.Chance(0.1));

    private static decimal Price(Random random) => random.Digits(10_000_000_000) / random.Pick(1m, 100m, 100_000_000m);

    private static decimal Net(Random random) => (random.Chance(0.5) ? 1 : -1) * random.Digits(1_000_000_000_000_000_000) / random.Pick(1m, 7m);

    private static decimal Number(Random random) => random.Pick(
        0m, decimal.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m, -0.0000000000000000000000000001m, 1m, -1m, 1m / 3,
        new decimal(random.Next(), random.Next(), random.Next(), random.Chance(0.5), (byte)random.Next(29)));
}

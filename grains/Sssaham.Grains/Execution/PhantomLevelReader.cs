using Sssaham.Domain.Execution.Phantom;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Grains.Execution;

/// <summary>Reads levels as callers give them.</summary>
internal static class PhantomLevelReader
{
    /// <summary>Reads levels.</summary>
    /// <param name="levels">The levels.</param>
    /// <param name="decimals">Decimals of the instrument's prices.</param>
    /// <param name="entry">Scaled price at which is bought; null when not known.</param>
    /// <returns>The spec, or the field at fault and why.</returns>
    public static (PhantomSpec? Spec, string? Field, string? Reason) Read(PhantomLevels levels, int decimals, long? entry)
    {
        PhantomLevel?[] read = new PhantomLevel?[3];
        foreach (var (i, name, level) in new[] { (0, "stop", levels.Stop), (1, "target", levels.Target), (2, "trail", levels.Trail) })
        {
            if (level is null) continue;
            if (level.Price is { } price)
            {
                if (!FixedPoint.TryScale(price, decimals, out var scaled) || scaled is < 1 or > TradeRules.MaxScaled) return (null, $"phantom.{name}", $"{name}: {price} is no price with at most {decimals} decimals.");
                read[i] = new PhantomLevel(scaled, level.Percent);
            }
            else
            {
                read[i] = new PhantomLevel(null, level.Percent);
            }
        }

        var spec = new PhantomSpec(read[0], read[1], read[2]);
        foreach (var (field, messages) in spec.Problems(entry)) return (null, field == "phantom" ? field : $"phantom.{field}", $"{field} {messages[0]}");
        return (spec, null, null);
    }
}

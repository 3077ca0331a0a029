using Sssaham.Domain.Scoring;

namespace Sssaham.Domain.Execution.Phantom;

/// <summary>What protects a position. At least one of the three; all of them share the position's lots, and the first to trigger ends
/// the others (one-cancels-other).</summary>
/// <param name="Stop">Sells at or below this price, or this percent below the average fill price.</param>
/// <param name="Target">Sells at or above this price, or this percent above the average fill price.</param>
/// <param name="Trail">Sells at this distance below the highest trade since the position was armed.</param>
public sealed record PhantomSpec(PhantomLevel? Stop = null, PhantomLevel? Target = null, PhantomLevel? Trail = null)
{
    /// <summary>The highest percentage of a target.</summary>
    public const decimal MaxTargetPercent = 1_000;

    /// <summary>Checks the levels. A stop needs no place on the tick grid: it is compared, never sent.</summary>
    /// <param name="entryPrice">Scaled price at which the position is to be bought or was bought; null when not known.</param>
    /// <returns>What is wrong, by field (<c>stop</c>, <c>target</c>, <c>trail</c>, <c>phantom</c>); empty for a sound one.</returns>
    public IReadOnlyDictionary<string, string[]> Problems(long? entryPrice = null)
    {
        var problems = new OptionProblems();
        if (Stop is null && Target is null && Trail is null) problems.Add("phantom", $"needs a stop, a target or a trail.");
        Check(problems, "stop", Stop, 100);
        Check(problems, "target", Target, MaxTargetPercent);
        Check(problems, "trail", Trail, 100);
        if (Stop?.Price is { } low && Target?.Price is { } high && low >= high) problems.Add("stop", $"must be below the target.");
        if (entryPrice is { } entry)
        {
            if (Stop?.Price >= entry) problems.Add("stop", $"must be below the price of the order.");
            if (Target?.Price <= entry) problems.Add("target", $"must be above the price of the order.");
            if (Trail?.Price >= entry) problems.Add("trail", $"must be less than the price of the order.");
        }

        return problems.ByField();
    }

    private static void Check(OptionProblems problems, string field, PhantomLevel? level, decimal below)
    {
        if (level is null) return;
        if (level.Price is null == level.Percent is null) problems.Add(field, $"must be either a price or a percentage.");
        if (level.Price is <= 0) problems.Add(field, $"must be above 0.");
        if (level.Percent is { } percent && (percent <= 0 || percent >= below)) problems.Add(field, $"must be above 0 % and below {below} %, not {percent} %.");
    }
}

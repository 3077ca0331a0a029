namespace Sssaham.Domain.Tests.Market;

/// <summary>Runs a property with many seeds; a failure names the seed that repeats it.</summary>
internal static class Seeded
{
    public static void Run(int runs, Action<Random> property)
    {
        for (var seed = 1; seed <= runs; seed++)
        {
            try
            {
                property(new Random(seed));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}: {e.Message}\n{e.StackTrace}", e);
            }
        }
    }

    public static T Pick<T>(this Random random, params ReadOnlySpan<T> items) => items[random.Next(items.Length)];

    public static bool Chance(this Random random, double probability) => random.NextDouble() < probability;

    /// <summary>A number whose length in digits is random, so that small and large ones are as likely.</summary>
    public static long Digits(this Random random, long max)
    {
        var limit = 1L;
        for (var n = random.Next(0, 19); n > 0 && limit < max; n--) limit = limit > max / 10 ? max : limit * 10;
        return random.NextInt64(0, Math.Min(limit, max) + 1);
    }
}

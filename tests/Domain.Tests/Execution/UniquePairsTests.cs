using Shouldly;
using Sssaham.Domain.Execution;
using Xunit;

namespace Sssaham.Domain.Tests.Execution;

public sealed class UniquePairsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_only_way_is_found_and_of_several_none(int seed)
    {
        var random = new Random(seed);
        var (unique, several, none) = (0, 0, 0);
        for (var round = 0; round < 3000; round++)
        {
            var count = random.Next(1, 6);
            var often = random.NextDouble();
            var fits = new bool[count, count];
            for (var i = 0; i < count * count; i++) fits[i / count, i % count] = random.NextDouble() < often;
            var ways = Ways(fits, 0, new int[count], []);
            var found = UniquePairs.Find(count, (left, right) => fits[left, right]);
            if (ways.Count == 1) found.ShouldBe(ways[0]);
            else found.ShouldBeNull();
            if (ways.Count == 1) unique++;
            else if (ways.Count > 1) several++;
            else none++;
        }

        Math.Min(unique, Math.Min(several, none)).ShouldBeGreaterThan(100);
    }

    /// <summary>Every way there is, one after the other.</summary>
    private static List<int[]> Ways(bool[,] fits, int left, int[] way, List<int[]> ways)
    {
        if (left == way.Length) ways.Add([.. way]);
        for (var right = 0; left < way.Length && right < way.Length; right++)
        {
            if (!fits[left, right] || way.AsSpan(0, left).Contains(right)) continue;
            way[left] = right;
            Ways(fits, left + 1, way, ways);
        }

        return ways;
    }
}

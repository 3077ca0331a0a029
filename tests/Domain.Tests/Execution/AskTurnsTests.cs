using Shouldly;
using Sssaham.Domain.Execution;
using Xunit;

namespace Sssaham.Domain.Tests.Execution;

public sealed class AskTurnsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void What_is_due_has_its_turn_within_the_parts_and_no_beat_asks_more_than_its_part(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 50; round++)
        {
            var parts = random.Next(1, 8);
            var turns = new AskTurns(parts);
            var codes = Enumerable.Range(0, random.Next(1, 60)).Select(i => $"C{i}").ToHashSet();
            var silent = codes.Where(_ => random.Next(3) == 0).ToHashSet();
            // Beats that a code has been due for without its turn; one that answers is not due for some beats after it.
            var (waiting, rests) = (codes.ToDictionary(c => c, _ => 0), codes.ToDictionary(c => c, _ => 0));
            for (var beat = 0; beat < 100; beat++)
            {
                var next = turns.Next(codes, c => rests[c] == 0);
                next.Count.ShouldBeLessThanOrEqualTo((codes.Count + parts - 1) / parts);
                next.ShouldBeUnique();
                next.Count(c => rests[c] > 0).ShouldBe(0);
                foreach (var code in codes)
                {
                    waiting[code] = rests[code] > 0 || next.Contains(code) ? 0 : waiting[code] + 1;
                    rests[code] = next.Contains(code) && !silent.Contains(code) ? random.Next(1, 8) : Math.Max(0, rests[code] - 1);
                }

                waiting.Values.Max().ShouldBeLessThan(parts, $"seed {seed}, round {round}, beat {beat}: one is kept from its turn");
            }
        }
    }

    [Fact]
    public void What_is_gone_and_comes_again_is_new()
    {
        var turns = new AskTurns(2);
        turns.Next(new HashSet<string> { "A", "B" }, _ => true).ShouldBe(["A"]);
        turns.Next(new HashSet<string> { "B" }, _ => true).ShouldBe(["B"]);
        turns.Next(new HashSet<string> { "B", "A" }, _ => true).ShouldBe(["A"]);
    }
}

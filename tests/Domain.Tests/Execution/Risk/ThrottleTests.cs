using Shouldly;
using Sssaham.Domain.Execution.Risk;
using Sssaham.Domain.Tests.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Execution.Risk;

public sealed class ThrottleTests
{
    [Fact]
    public void A_burst_goes_at_once_and_the_rest_at_the_rate()
    {
        var throttle = new Throttle<int>(5, 2, 10, 0);
        for (var i = 0; i < 4; i++) throttle.TryAdd("a", i, urgent: false).ShouldBeTrue();
        Take(throttle, 0).ShouldBe([0, 1]);
        throttle.NextUs(0).ShouldBe(200_000);
        Take(throttle, 199_999).ShouldBeEmpty();
        Take(throttle, 200_000).ShouldBe([2]);
        Take(throttle, 1_000_000_000).ShouldBe([3]);
        throttle.NextUs(1_000_000_000).ShouldBeNull();
    }

    [Fact]
    public void Sources_take_turns_and_each_keeps_its_order()
    {
        var throttle = new Throttle<string>(1, 100, 100, 0);
        foreach (var command in new[] { "a1", "a2", "a3", "b1", "c1", "c2" }) throttle.TryAdd(command[..1], command, urgent: false);
        Take(throttle, 0).ShouldBe(["a1", "b1", "c1", "a2", "c2", "a3"]);
    }

    [Fact]
    public void Urgent_commands_go_first_but_not_for_ever()
    {
        var throttle = new Throttle<string>(1, 100, 100, 0);
        throttle.TryAdd("a", "buy", urgent: false);
        for (var i = 0; i < 20; i++) throttle.TryAdd("b", $"cancel{i}", urgent: true);
        var taken = Take(throttle, 0);
        taken.IndexOf("buy").ShouldBe(Throttle<string>.UrgentRun);
        taken.Where(c => c != "buy").ShouldBe(Enumerable.Range(0, 20).Select(i => $"cancel{i}"));
    }

    [Fact]
    public void A_full_lane_takes_no_more_and_leaves_the_other_alone()
    {
        var throttle = new Throttle<int>(1, 1, 2, 0);
        throttle.TryAdd("a", 1, urgent: false).ShouldBeTrue();
        throttle.TryAdd("a", 2, urgent: false).ShouldBeTrue();
        throttle.TryAdd("b", 3, urgent: false).ShouldBeFalse();
        throttle.TryAdd("b", 4, urgent: true).ShouldBeTrue();
        throttle.Count.ShouldBe(3);
        Take(throttle, 0).ShouldBe([4]);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new Throttle<int>(0, 1, 1, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => new Throttle<int>(1, 0, 1, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => new Throttle<int>(1, 1, 0, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => new Throttle<int>(1_000_001, 1, 1, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => new Throttle<int>(1, 1_000_001, 1, 0));
    }

    [Fact]
    public void The_rate_is_never_exceeded_nothing_is_lost_and_nobody_waits_beyond_his_turn() => Seeded.Run(300, random =>
    {
        var (rate, burst) = (random.Next(1, 50), random.Next(1, 20));
        var throttle = new Throttle<(string Source, bool Urgent, int Number)>(rate, burst, random.Next(1, 60), 0);
        var added = new Dictionary<(string, bool), int>();
        var taken = new Dictionary<(string, bool), int>();
        var times = new List<long>();
        // How many of its lane went ahead of the first command that a source has waiting.
        var passed = new Dictionary<(string, bool), int>();
        var now = 0L;
        for (var step = 0; step < 400; step++)
        {
            now += random.Chance(0.5) ? 0 : random.NextInt64(0, 300_000);
            if (random.Chance(0.6))
            {
                var key = ($"s{random.Next(5)}", random.Chance(0.4));
                var number = added.GetValueOrDefault(key);
                if (throttle.TryAdd(key.Item1, (key.Item1, key.Item2, number), key.Item2)) added[key] = number + 1;
                continue;
            }

            var next = throttle.NextUs(now);
            var went = throttle.TryTake(now, out var command);
            went.ShouldBe(next == now);
            if (!went) continue;
            var of = (command.Source, command.Urgent);
            command.Number.ShouldBe(taken.GetValueOrDefault(of));
            taken[of] = command.Number + 1;
            times.Add(now);
            passed[of] = 0;
            foreach (var (key, count) in added)
            {
                if (key == of || count == taken.GetValueOrDefault(key)) continue;
                if (key.Item2 == command.Urgent) passed[key] = passed.GetValueOrDefault(key) + 1;
                passed.GetValueOrDefault(key).ShouldBeLessThan(5);
            }
        }

        for (var i = 0; i < times.Count; i++)
        {
            for (var j = i; j < times.Count; j++)
                (j - i + 1).ShouldBeLessThanOrEqualTo(burst + (int)((times[j] - times[i]) * rate / 1_000_000));
        }

        for (var end = now; throttle.NextUs(end) is { } due; end = due)
        {
            if (throttle.TryTake(due, out var command)) taken[(command.Source, command.Urgent)] = taken.GetValueOrDefault((command.Source, command.Urgent)) + 1;
        }

        taken.ShouldBe(added, ignoreOrder: true);
    });

    private static List<T> Take<T>(Throttle<T> throttle, long nowUs)
    {
        var taken = new List<T>();
        while (throttle.TryTake(nowUs, out var command)) taken.Add(command);
        return taken;
    }
}

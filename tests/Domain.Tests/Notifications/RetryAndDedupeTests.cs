using Shouldly;
using Sssaham.Domain.Notifications;
using Xunit;

namespace Sssaham.Domain.Tests.Notifications;

public sealed class RetryAndDedupeTests
{
    [Fact]
    public void Pauses_double_up_to_the_longest_less_at_most_half_by_chance_and_end()
    {
        var schedule = new RetrySchedule(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1), 12);
        Enumerable.Range(1, 12).Select(f => schedule.After(f, 0)?.TotalSeconds).ShouldBe([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, null]);
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var failures = random.Next(1, 12);
            var (pause, full) = (schedule.After(failures, random.NextDouble())!.Value, schedule.After(failures, 0)!.Value);
            pause.ShouldBeInRange(full / 2, full);
        }
    }

    [Fact]
    public void A_receiver_may_ask_for_a_longer_pause_but_not_for_ever()
    {
        var schedule = new RetrySchedule(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1), 12);
        schedule.After(1, 0, TimeSpan.FromMinutes(2)).ShouldBe(TimeSpan.FromMinutes(2));
        schedule.After(1, 0, TimeSpan.FromDays(2)).ShouldBe(TimeSpan.FromHours(1));
        schedule.After(1, 0, TimeSpan.FromSeconds(1)).ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_window_knows_the_newest_names_and_only_those_also_after_it_was_stored()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var most = random.Next(1, 20);
            var window = new DedupeWindow(most, []);
            var model = new List<string>();
            for (var i = 0; i < 300; i++)
            {
                var name = $"n{random.Next(40)}";
                window.Add(name).ShouldBe(!model.TakeLast(most).Contains(name), $"seed {seed}");
                if (!model.TakeLast(most).Contains(name)) model.Add(name);
                if (random.Next(50) == 0) window = new DedupeWindow(most, [.. window.Names]);
            }

            window.Names.ShouldBe(model.TakeLast(most));
        }
    }
}

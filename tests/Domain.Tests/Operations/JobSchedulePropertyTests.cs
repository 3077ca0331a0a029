using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.Domain.Operations;
using Sssaham.Domain.Tests.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Operations;

public sealed class JobSchedulePropertyTests
{
    private const long MinuteUs = 60_000_000;
    private const long DayUs = 1440 * MinuteUs;

    // Odd ones on purpose: a change at midnight, half hours, a date that never was (Apia, 2011-12-30).
    private static readonly string[] Zones = ["Asia/Jakarta", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Gaza", "UTC"];

    [Fact]
    public void The_last_due_time_is_not_above_now_and_the_next_one_is_with_nothing_between() => Seeded.Run(400, random =>
    {
        var schedule = RandomSchedule(random);
        var now = RandomInstant(random);
        var (last, next) = (schedule.LastDue(now), schedule.NextDue(now));
        last.ShouldBeLessThanOrEqualTo(now, $"{schedule}");
        next.ShouldBeGreaterThan(now, $"{schedule}");
        schedule.NextDue(last).ShouldBe(next, $"{schedule}");
        schedule.LastDue(next - 1).ShouldBe(last, $"{schedule}");
        schedule.LastDue(last).ShouldBe(last, $"{schedule}");
        schedule.LastDue(next).ShouldBe(next, $"{schedule}");
        schedule.NextDue(last - 1).ShouldBe(last, $"{schedule}");
    });

    [Fact]
    public void Walking_forth_and_back_meets_every_due_time_once() => Seeded.Run(100, random =>
    {
        var schedule = RandomSchedule(random);
        var dues = new List<long>();
        for (var due = schedule.NextDue(RandomInstant(random)); dues.Count < 60; due = schedule.NextDue(due)) dues.Add(due);
        dues.ShouldBe(dues.Distinct().Order().ToList(), $"{schedule}");
        var back = new List<long>();
        for (var due = dues[^1]; due >= dues[0]; due = schedule.LastDue(due - 1)) back.Add(due);
        Enumerable.Reverse(back).ToList().ShouldBe(dues, $"{schedule}");
    });

    [Fact]
    public void While_open_is_due_at_exactly_the_minutes_that_lie_in_a_session() => Seeded.Run(40, random =>
    {
        var venue = RandomVenue(random);
        var minutes = random.Pick(1, 5, 7, 15);
        var schedule = JobSchedule.WhileOpen(venue, minutes);
        var from = RandomInstant(random);
        var expected = new List<long>();
        for (var at = Ceiling(from, minutes * MinuteUs); at < from + (4 * DayUs); at += minutes * MinuteUs)
        {
            if (venue.Sessions.Count == 0 ? venue.IsTradingDay(venue.TradingDate(at)) : venue.SessionAt(at) is not null) expected.Add(at);
        }

        var found = new List<long>();
        for (var due = schedule.NextDue(from - 1); due < from + (4 * DayUs); due = schedule.NextDue(due)) found.Add(due);
        found.ShouldBe(expected, $"{schedule} in {venue.Zone.Id}");
    });

    [Fact]
    public void Daily_is_due_once_on_every_trading_day_of_the_zone() => Seeded.Run(60, random =>
    {
        var venue = RandomVenue(random);
        // In the middle of the day no zone of the test changes its clock.
        var at = TimeSpan.FromMinutes(random.Next(9 * 60, 20 * 60));
        var schedule = JobSchedule.OnTradingDays(venue, at);
        var date = venue.TradingDate(RandomInstant(random));
        var expected = Enumerable.Range(0, 40).Select(d => date.AddDays(d)).Where(venue.IsTradingDay).Select(d => venue.UtcUs(d, at)).ToList();
        var found = new List<long>();
        for (var due = schedule.NextDue(venue.DayBounds(date).StartUs - 1); due < venue.DayBounds(date.AddDays(40)).StartUs; due = schedule.NextDue(due)) found.Add(due);
        found.ShouldBe(expected, $"{schedule} in {venue.Zone.Id}");
    });

    [Fact]
    public void Polling_at_random_moments_runs_due_times_in_order_never_twice_and_ends_with_the_last() => Seeded.Run(200, random =>
    {
        var schedule = RandomSchedule(random);
        var now = RandomInstant(random);
        var handled = schedule.LastDue(now);
        for (var i = 0; i < 50; i++)
        {
            now += random.NextInt64(1, random.Pick(MinuteUs, DayUs / 2, 10 * DayUs));
            if (schedule.Pending(handled, now) is { } due)
            {
                due.ShouldBeGreaterThan(handled);
                handled = due;
            }

            handled.ShouldBe(schedule.LastDue(now));
            schedule.Overdue(handled, TimeSpan.FromMinutes(1), now).ShouldBeNull();
        }
    });

    private static JobSchedule RandomSchedule(Random random) => random.Next(4) switch
    {
        0 => JobSchedule.Daily(TimeZoneInfo.FindSystemTimeZoneById(random.Pick(Zones)), RandomTime(random)),
        1 => JobSchedule.OnTradingDays(RandomVenue(random), RandomTime(random)),
        2 => JobSchedule.Every(random.Next(1, 1441)),
        _ => JobSchedule.WhileOpen(RandomVenue(random), random.Next(1, 30)),
    };

    private static TimeSpan RandomTime(Random random) => TimeSpan.FromMinutes(random.Chance(0.5) ? random.Next(0, 240) : random.Next(0, 1440));

    private static Venue RandomVenue(Random random)
    {
        var options = random.Chance(0.7) ? VenueDefaults.Idx() : VenueDefaults.Generic();
        options.TimeZone = random.Pick(Zones);
        for (var n = random.Next(0, 40); n > 0; n--) options.Holidays.Add(DateOnly.FromDateTime(Instant(RandomInstant(random))));
        return options.ToVenue();
    }

    /// <summary>Every second one lies near a change of the clock of some zone.</summary>
    private static long RandomInstant(Random random)
    {
        var at = random.Chance(0.5)
            ? new DateTime(random.Next(2010, 2030), 1, 1).AddSeconds(random.Next(0, 365 * 86400))
            : random.Pick(new DateTime(2026, 3, 8, 7, 0, 0), new DateTime(2026, 11, 1, 6, 0, 0), new DateTime(2011, 12, 30, 10, 0, 0), new DateTime(2018, 11, 4, 3, 0, 0), new DateTime(2026, 4, 4, 15, 0, 0))
                .AddSeconds(random.Next(-172_800, 172_800));
        return ((at.Ticks - DateTime.UnixEpoch.Ticks) / 10) + random.Next(0, 2);
    }

    private static DateTime Instant(long us) => DateTime.UnixEpoch.AddTicks(us * 10);

    private static long Ceiling(long us, long step) => (us + step - 1) / step * step;
}

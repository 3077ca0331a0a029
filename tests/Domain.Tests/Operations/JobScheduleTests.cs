using System.Globalization;
using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.Domain.Operations;
using Xunit;

namespace Sssaham.Domain.Tests.Operations;

public sealed class JobScheduleTests
{
    private static readonly TimeZoneInfo Jakarta = TimeZoneInfo.FindSystemTimeZoneById("Asia/Jakarta");
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
    private static readonly Venue Idx = VenueDefaults.Idx().ToVenue();

    // 2026-02-18 is a Wednesday, 2026-02-20 a Friday, 2026-02-23 a Monday; WIB is UTC+7.
    [Theory]
    [InlineData("2026-02-18T10:59:59Z", "2026-02-17T11:00:00Z", "2026-02-18T11:00:00Z")]
    [InlineData("2026-02-18T11:00:00Z", "2026-02-18T11:00:00Z", "2026-02-19T11:00:00Z")]
    [InlineData("2026-02-20T11:00:00Z", "2026-02-20T11:00:00Z", "2026-02-23T11:00:00Z")]
    [InlineData("2026-02-20T16:59:59Z", "2026-02-20T11:00:00Z", "2026-02-23T11:00:00Z")]
    [InlineData("2026-02-22T03:00:00Z", "2026-02-20T11:00:00Z", "2026-02-23T11:00:00Z")]
    [InlineData("2026-02-23T10:59:59.999999Z", "2026-02-20T11:00:00Z", "2026-02-23T11:00:00Z")]
    public void The_daily_refresh_is_due_on_trading_days_at_18_WIB(string now, string last, string next) =>
        ShouldBe(JobSchedule.OnTradingDays(Idx, TimeSpan.FromHours(18)), now, last, next);

    [Fact]
    public void Holidays_are_passed_over()
    {
        var options = VenueDefaults.Idx();
        foreach (var day in new[] { 18, 19, 20 }) options.Holidays.Add(new DateOnly(2026, 2, day));
        ShouldBe(JobSchedule.OnTradingDays(options.ToVenue(), TimeSpan.FromHours(18)), "2026-02-19T12:00:00Z", "2026-02-17T11:00:00Z", "2026-02-23T11:00:00Z");
    }

    [Fact]
    public void On_all_days_weekends_and_the_end_of_the_year_count()
    {
        var schedule = JobSchedule.Daily(Jakarta, new TimeSpan(23, 59, 59));
        ShouldBe(schedule, "2026-12-31T16:59:59Z", "2026-12-31T16:59:59Z", "2027-01-01T16:59:59Z");
        ShouldBe(schedule, "2026-02-21T16:00:00Z", "2026-02-20T16:59:59Z", "2026-02-21T16:59:59Z");
        ShouldBe(JobSchedule.Daily(Jakarta, TimeSpan.Zero), "2026-12-31T17:00:00Z", "2026-12-31T17:00:00Z", "2027-01-01T17:00:00Z");
        // Friday 1 January 2027 is no holiday unless the venue says so.
        ShouldBe(JobSchedule.OnTradingDays(Idx, TimeSpan.FromHours(18)), "2026-12-31T11:00:00Z", "2026-12-31T11:00:00Z", "2027-01-01T11:00:00Z");
    }

    // New York went from 02:00 to 03:00 on 2026-03-08 and goes from 02:00 back to 01:00 on 2026-11-01.
    [Theory]
    [InlineData("02:30", "2026-03-07T08:00:00Z", "2026-03-07T07:30:00Z", "2026-03-08T07:00:00Z")]
    [InlineData("02:30", "2026-03-08T07:00:00Z", "2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z")]
    [InlineData("01:30", "2026-11-01T05:29:59Z", "2026-10-31T05:30:00Z", "2026-11-01T05:30:00Z")]
    [InlineData("01:30", "2026-11-01T06:30:00Z", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z")]
    [InlineData("18:00", "2026-11-01T00:00:00Z", "2026-10-31T22:00:00Z", "2026-11-01T23:00:00Z")]
    public void A_skipped_time_is_the_next_that_exists_and_a_doubled_one_is_due_once(string at, string now, string last, string next) =>
        ShouldBe(JobSchedule.Daily(NewYork, TimeSpan.Parse(at, CultureInfo.InvariantCulture)), now, last, next);

    [Theory]
    [InlineData(1, "2026-02-18T10:00:00Z", "2026-02-18T10:00:00Z", "2026-02-18T10:01:00Z")]
    [InlineData(1, "2026-02-18T10:00:59.9Z", "2026-02-18T10:00:00Z", "2026-02-18T10:01:00Z")]
    [InlineData(15, "2026-12-31T23:50:00Z", "2026-12-31T23:45:00Z", "2027-01-01T00:00:00Z")]
    [InlineData(1440, "2026-02-18T10:00:00Z", "2026-02-18T00:00:00Z", "2026-02-19T00:00:00Z")]
    [InlineData(5, "1969-12-31T23:58:00Z", "1969-12-31T23:55:00Z", "1970-01-01T00:00:00Z")]
    public void An_interval_is_counted_from_1970(int minutes, string now, string last, string next) => ShouldBe(JobSchedule.Every(minutes), now, last, next);

    // On Friday session I is 09:00 to 11:30 WIB, session II starts at 14:00; after post-trade (16:15) comes Monday's pre-open (08:45).
    [Theory]
    [InlineData("2026-02-20T04:25:00Z", "2026-02-20T04:25:00Z", "2026-02-20T07:00:00Z")]
    [InlineData("2026-02-20T05:00:00Z", "2026-02-20T04:25:00Z", "2026-02-20T07:00:00Z")]
    [InlineData("2026-02-20T08:55:00Z", "2026-02-20T08:55:00Z", "2026-02-20T09:05:00Z")]
    [InlineData("2026-02-20T09:14:59Z", "2026-02-20T09:10:00Z", "2026-02-23T01:45:00Z")]
    [InlineData("2026-02-23T01:44:59Z", "2026-02-20T09:10:00Z", "2026-02-23T01:45:00Z")]
    public void While_open_ends_with_the_session_and_goes_on_with_the_next(string now, string last, string next) => ShouldBe(JobSchedule.WhileOpen(Idx, 5), now, last, next);

    [Fact]
    public void A_venue_without_sessions_is_open_around_the_clock_but_on_holidays()
    {
        var options = VenueDefaults.Generic();
        options.Holidays.Add(new DateOnly(2026, 2, 18));
        ShouldBe(JobSchedule.WhileOpen(options.ToVenue(), 30), "2026-02-17T23:45:00Z", "2026-02-17T23:30:00Z", "2026-02-19T00:00:00Z");
    }

    [Fact]
    public void Schedules_that_are_never_due_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => JobSchedule.Every(0));
        Should.Throw<ArgumentOutOfRangeException>(() => JobSchedule.Every(1441));
        Should.Throw<ArgumentOutOfRangeException>(() => JobSchedule.Daily(Jakarta, TimeSpan.FromHours(24)));
        Should.Throw<ArgumentOutOfRangeException>(() => JobSchedule.Daily(Jakarta, TimeSpan.FromTicks(-1)));
        var dead = new Venue("DEAD", Jakarta, 0, 0, 1, Idx.Grid, "IDR", [new Session("I", [], TimeSpan.FromHours(9), TimeSpan.FromHours(10), true)]);
        Should.Throw<ArgumentException>(() => JobSchedule.OnTradingDays(dead, TimeSpan.FromHours(18)));
        Should.Throw<ArgumentException>(() => JobSchedule.WhileOpen(dead, 1));
        // Midnight UTC is 07:00 WIB, before the exchange opens.
        Should.Throw<ArgumentException>(() => JobSchedule.WhileOpen(Idx, 1440));
    }

    [Fact]
    public void Schedules_and_deadlines_read_as_text()
    {
        JobSchedule.OnTradingDays(Idx, TimeSpan.FromHours(18)).ToString().ShouldBe("daily at 18:00 Asia/Jakarta on trading days of IDX");
        JobSchedule.OnTradingDays(Idx, TimeSpan.FromHours(18)).DeadlineText(TimeSpan.FromMinutes(30)).ShouldBe("updated by 18:30 Asia/Jakarta");
        JobSchedule.Daily(NewYork, new TimeSpan(23, 45, 5)).ToString().ShouldBe("daily at 23:45:05 America/New_York");
        JobSchedule.Daily(NewYork, new TimeSpan(23, 45, 0)).DeadlineText(TimeSpan.FromMinutes(30)).ShouldBe("updated by 00:15 America/New_York, 1 d later");
        JobSchedule.Every(1).ToString().ShouldBe("every minute");
        JobSchedule.Every(1).DeadlineText(TimeSpan.FromMinutes(3)).ShouldBe("updated within 00:03:00");
        JobSchedule.WhileOpen(Idx, 5).ToString().ShouldBe("every 5 minutes while IDX is open");
    }

    [Fact]
    public void Of_several_missed_due_times_only_the_last_is_pending()
    {
        var schedule = JobSchedule.OnTradingDays(Idx, TimeSpan.FromHours(18));
        schedule.Pending(At("2026-02-17T11:00:00Z"), At("2026-02-18T10:59:59Z")).ShouldBeNull();
        schedule.Pending(At("2026-02-17T11:00:00Z"), At("2026-02-18T11:00:00Z")).ShouldBe(At("2026-02-18T11:00:00Z"));
        schedule.Pending(At("2026-02-11T11:00:00Z"), At("2026-02-22T00:00:00Z")).ShouldBe(At("2026-02-20T11:00:00Z"));
        schedule.Pending(At("2026-02-20T11:00:00Z"), At("2026-02-22T00:00:00Z")).ShouldBeNull();
    }

    [Fact]
    public void A_clock_that_was_far_ahead_does_not_silence_a_job()
    {
        var schedule = JobSchedule.Every(1);
        var now = At("2026-02-18T10:00:30Z");
        // A step back of seconds brings nothing a second time.
        schedule.Pending(At("2026-02-18T10:01:00Z"), now).ShouldBeNull();
        schedule.Pending(At("2027-02-18T10:00:00Z"), now).ShouldBe(At("2026-02-18T10:00:00Z"));
        schedule.Overdue(At("2027-02-18T10:00:00Z"), TimeSpan.FromMinutes(3), At("2026-02-18T10:00:30Z")).ShouldBeNull();
    }

    [Theory]
    [InlineData("2026-02-18T11:29:59Z", null)]
    [InlineData("2026-02-18T11:30:00Z", "2026-02-18T11:00:00Z")]
    [InlineData("2026-02-20T12:00:00Z", "2026-02-18T11:00:00Z")]
    public void A_job_is_overdue_from_the_first_deadline_that_it_missed(string now, string? overdue) =>
        JobSchedule.OnTradingDays(Idx, TimeSpan.FromHours(18)).Overdue(At("2026-02-17T11:00:00Z"), TimeSpan.FromMinutes(30), At(now)).ShouldBe(overdue is null ? null : At(overdue));

    private static void ShouldBe(JobSchedule schedule, string now, string last, string next)
    {
        Instants.Format(schedule.LastDue(At(now))).ShouldBe(last);
        Instants.Format(schedule.NextDue(At(now))).ShouldBe(next);
    }

    private static long At(string text) => Instants.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var us) ? us : throw new FormatException(text);
}

using Shouldly;
using Sssaham.Domain.Notifications;
using Xunit;

namespace Sssaham.Domain.Tests.Notifications;

public sealed class DeliveryTimingTests
{
    private static readonly TimeZoneInfo Jakarta = TimeZoneInfo.FindSystemTimeZoneById("Asia/Jakarta");
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly QuietHours Night = new(new TimeOnly(22, 0), new TimeOnly(6, 30));

    [Theory]
    [InlineData("2026-02-18T21:59:59+07:00", null)]
    [InlineData("2026-02-18T22:00:00+07:00", "2026-02-19T06:30:00+07:00")]
    [InlineData("2026-02-19T06:29:59+07:00", "2026-02-19T06:30:00+07:00")]
    [InlineData("2026-02-19T06:30:00+07:00", null)]
    [InlineData("2026-02-18T15:00:00+00:00", "2026-02-19T06:30:00+07:00")]
    public void Quiet_hours_go_over_midnight_by_the_clock_of_the_user(string now, string? end) =>
        Night.EndsAt(DateTimeOffset.Parse(now, null), Jakarta).ShouldBe(end is null ? null : DateTimeOffset.Parse(end, null));

    [Fact]
    public void Quiet_hours_end_at_the_clock_s_time_where_clocks_change()
    {
        var quiet = new QuietHours(new TimeOnly(0, 0), new TimeOnly(2, 30));
        // Half past two does not come in the night of the 29th of March.
        quiet.EndsAt(DateTimeOffset.Parse("2026-03-29T00:30:00+01:00", null), Berlin).ShouldBe(DateTimeOffset.Parse("2026-03-29T03:00:00+02:00", null));
    }

    [Fact]
    public void Digests_go_out_at_the_full_hour_or_at_the_time_of_the_day()
    {
        var now = DateTimeOffset.Parse("2026-02-18T09:12:13.5+07:00", null);
        new DeliveryTiming(null, Digest.Hourly, default, true).Of(now, false, Jakarta).ShouldBe(new DeliveryTime(DateTimeOffset.Parse("2026-02-18T10:00+07:00", null), true));
        new DeliveryTiming(null, Digest.Daily, new TimeOnly(8, 0), true).Of(now, false, Jakarta).ShouldBe(new DeliveryTime(DateTimeOffset.Parse("2026-02-19T08:00+07:00", null), true));
        new DeliveryTiming(null, Digest.Off, default, true).Of(now, false, Jakarta).ShouldBe(new DeliveryTime(now, false));
    }

    [Fact]
    public void Nothing_leaves_early_late_or_in_quiet_hours_unless_it_is_critical_and_passes()
    {
        for (var seed = 1; seed <= 5000; seed++)
        {
            var random = new Random(seed);
            var quiet = random.Next(4) == 0 ? null : new QuietHours(Time(random), Time(random));
            if (quiet is not null && quiet.From == quiet.To) continue;
            var timing = new DeliveryTiming(quiet, (Digest)random.Next(3), Time(random), random.Next(2) == 0);
            var zone = random.Next(2) == 0 ? Jakarta : Berlin;
            var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(random.Next(365 * 86_400));
            var isCritical = random.Next(2) == 0;
            var time = timing.Of(now, isCritical, zone);
            var what = $"seed {seed}: {timing} {now:O} {zone.Id} critical {isCritical} gives {time}";
            time.At.ShouldBeGreaterThanOrEqualTo(now, what);
            time.At.ShouldBeLessThanOrEqualTo(now.AddHours(50), what);
            if (isCritical && timing.CriticalPasses) time.ShouldBe(new DeliveryTime(now, false), what);
            else (quiet?.EndsAt(time.At, zone)).ShouldBeNull(what);
            time.IsDigest.ShouldBe(time.At > now, what);
        }
    }

    private static TimeOnly Time(Random random) => new(random.Next(24), random.Next(60));
}

using System.Globalization;
using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class TimeframeTests
{
    private static readonly Venue Idx = VenueDefaults.Idx().ToVenue();

    [Theory]
    [InlineData("1m", "2026-02-18T09:37:12", "2026-02-18T09:37", "2026-02-18T09:38")]
    [InlineData("5m", "2026-02-18T09:37:12", "2026-02-18T09:35", "2026-02-18T09:40")]
    [InlineData("15m", "2026-02-18T09:37:12", "2026-02-18T09:30", "2026-02-18T09:45")]
    [InlineData("30m", "2026-02-18T09:37:12", "2026-02-18T09:30", "2026-02-18T10:00")]
    [InlineData("1h", "2026-02-18T09:37:12", "2026-02-18T09:00", "2026-02-18T10:00")]
    [InlineData("1d", "2026-02-18T09:37:12", "2026-02-18T00:00", "2026-02-19T00:00")]
    [InlineData("1d", "2026-02-18T00:00:00", "2026-02-18T00:00", "2026-02-19T00:00")]
    [InlineData("1d", "2026-02-18T23:59:59", "2026-02-18T00:00", "2026-02-19T00:00")]
    [InlineData("session", "2026-02-18T00:10:00", "2026-02-18T00:00", "2026-02-18T08:45")]
    [InlineData("session", "2026-02-18T08:45:00", "2026-02-18T08:45", "2026-02-18T08:59")]
    [InlineData("session", "2026-02-18T08:59:30", "2026-02-18T08:59", "2026-02-18T09:00")]
    [InlineData("session", "2026-02-18T09:00:00", "2026-02-18T09:00", "2026-02-18T12:00")]
    [InlineData("session", "2026-02-18T12:00:00", "2026-02-18T12:00", "2026-02-18T13:30")]
    [InlineData("session", "2026-02-18T15:49:59", "2026-02-18T13:30", "2026-02-18T15:50")]
    [InlineData("session", "2026-02-18T15:50:00", "2026-02-18T15:50", "2026-02-18T16:00")]
    [InlineData("session", "2026-02-18T23:00:00", "2026-02-18T16:15", "2026-02-19T00:00")]
    [InlineData("session", "2026-02-20T11:29:59", "2026-02-20T09:00", "2026-02-20T11:30")]
    [InlineData("session", "2026-02-20T13:45:00", "2026-02-20T11:30", "2026-02-20T14:00")]
    [InlineData("session", "2026-02-21T13:45:00", "2026-02-21T00:00", "2026-02-22T00:00")]
    public void Spans_align_to_the_clock_in_Jakarta(string name, string at, string start, string end)
    {
        Timeframe.TryParse(name, out var timeframe).ShouldBeTrue();
        timeframe.SpanAt(Idx, Local(at, 7 * 60)).ShouldBe((Local(start, 7 * 60), Local(end, 7 * 60)));
    }

    [Theory]
    [InlineData("Asia/Kolkata", "1h", "2026-02-18T09:37:12", "2026-02-18T09:00", 330)]
    [InlineData("Asia/Kolkata", "30m", "2026-02-18T09:37:12", "2026-02-18T09:30", 330)]
    [InlineData("Asia/Kathmandu", "1h", "2026-02-18T09:37:12", "2026-02-18T09:00", 345)]
    [InlineData("Asia/Kolkata", "1h", "1969-12-31T09:37:12", "1969-12-31T09:00", 330)]
    [InlineData("Asia/Kolkata", "1d", "1969-12-31T04:37:12", "1969-12-31T00:00", 330)]
    [InlineData("America/New_York", "1h", "2026-03-08T01:59:59", "2026-03-08T01:00", -300)]
    [InlineData("America/New_York", "1h", "2026-03-08T03:00:00", "2026-03-08T03:00", -240)]
    [InlineData("America/New_York", "1h", "2026-11-01T01:30:00", "2026-11-01T01:00", -240)]
    [InlineData("America/New_York", "1h", "2026-11-01T01:30:00", "2026-11-01T01:00", -300)]
    public void Spans_align_to_clocks_off_the_hour_and_with_daylight_saving(string zone, string name, string at, string start, int offset)
    {
        var venue = In(zone);
        Timeframe.TryParse(name, out var timeframe).ShouldBeTrue();
        timeframe.SpanAt(venue, Local(at, offset)).StartUs.ShouldBe(Local(start, offset));
    }

    [Fact]
    public void Days_of_daylight_saving_have_23_and_25_hours()
    {
        var venue = In("America/New_York");
        Hours("2026-03-08T12:00", -240).ShouldBe(23);
        Hours("2026-11-01T12:00", -300).ShouldBe(25);
        Hours("2026-11-02T12:00", -300).ShouldBe(24);

        long Hours(string at, int offset)
        {
            var (start, end) = Timeframe.Day.SpanAt(venue, Local(at, offset));
            return (end - start) / 3_600_000_000;
        }
    }

    [Theory]
    [InlineData("Asia/Jakarta")]
    [InlineData("Asia/Kolkata")]
    [InlineData("America/New_York")]
    [InlineData("UTC")]
    public void Spans_hold_their_instant_and_start_anew_at_their_end(string zone) => Seeded.Run(2_000, random =>
    {
        var venue = In(zone, sessions: random.Chance(0.5));
        var timeframe = random.Pick([.. Timeframe.All]);
        // Around the days of daylight saving as often as not.
        var at = random.Chance(0.5) ? random.NextInt64(-4_000_000_000, 4_000_000_000) * 1_000_000 : Local("2026-03-08T00:00", 0) + random.NextInt64(0, 250L * 86_400_000_000);
        var (start, end) = timeframe.SpanAt(venue, at);
        at.ShouldBeInRange(start, end - 1);
        timeframe.SpanAt(venue, start).ShouldBe((start, end));
        timeframe.SpanAt(venue, end - 1).ShouldBe((start, end));
        timeframe.SpanAt(venue, end).StartUs.ShouldBe(end);
        venue.TradingDate(start).ShouldBe(venue.TradingDate(end - 1));
    });

    [Fact]
    public void Only_known_names_are_timeframes()
    {
        Timeframe.All.Select(t => t.Name).ShouldBe(["1m", "5m", "15m", "30m", "1h", "session", "1d"]);
        foreach (var name in new[] { null, "", "1M", "2m", "1D", " 1m" }) Timeframe.TryParse(name, out _).ShouldBeFalse();
    }

    internal static Venue In(string zone, bool sessions = false)
    {
        var options = new VenueOptions { Code = "X", TimeZone = zone, PriceDecimals = 0, QuantityDecimals = 0, Ticks = [new TickOptions { Tick = 1 }] };
        if (sessions)
        {
            foreach (var session in VenueDefaults.Idx().Sessions) options.Sessions.Add(session);
        }

        return options.ToVenue();
    }

    private static long Local(string text, int offsetMinutes) =>
        ((DateTime.Parse(text, CultureInfo.InvariantCulture).Ticks - DateTime.UnixEpoch.Ticks) / 10) - (offsetMinutes * 60_000_000L);
}

using Shouldly;
using Sssaham.Domain.Execution.Risk;
using Sssaham.Domain.Market;
using Sssaham.Domain.Tests.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Execution.Risk;

public sealed class TradingCalendarTests
{
    [Theory]
    // A Wednesday, a Friday, a Saturday.
    [InlineData("2026-02-18T03:00:00", "2026-02-18T08:45:00")]
    [InlineData("2026-02-18T08:59:30", "2026-02-18T09:00:00")]
    [InlineData("2026-02-18T10:00:00", "2026-02-18T10:00:00")]
    [InlineData("2026-02-18T12:00:00", "2026-02-18T13:30:00")]
    [InlineData("2026-02-18T16:15:00", "2026-02-19T08:45:00")]
    [InlineData("2026-02-20T11:30:00", "2026-02-20T14:00:00")]
    [InlineData("2026-02-20T17:00:00", "2026-02-23T08:45:00")]
    [InlineData("2026-02-21T10:00:00", "2026-02-23T08:45:00")]
    public void The_next_opening_passes_over_lunch_nights_and_weekends(string now, string opens) =>
        TradingCalendar.NextOpen(RiskOrders.Idx, RiskOrders.Wib(now)).ShouldBe(RiskOrders.Wib(opens));

    [Fact]
    public void Holidays_are_passed_over_as_well()
    {
        var options = VenueDefaults.Idx();
        options.Holidays.Add(new DateOnly(2026, 2, 23));
        options.Holidays.Add(new DateOnly(2026, 2, 24));
        TradingCalendar.NextOpen(options.ToVenue(), RiskOrders.Wib("2026-02-20T17:00:00")).ShouldBe(RiskOrders.Wib("2026-02-25T08:45:00"));
    }

    [Fact]
    public void Around_the_clock_it_is_open_but_on_holidays()
    {
        var options = VenueDefaults.Generic();
        options.Holidays.Add(new DateOnly(1970, 1, 1));
        TradingCalendar.NextOpen(options.ToVenue(), -5).ShouldBe(-5);
        TradingCalendar.NextOpen(options.ToVenue(), 5).ShouldBe(86_400_000_000);
    }

    [Fact]
    public void A_venue_that_never_opens_has_no_next_opening()
    {
        var options = VenueDefaults.Idx();
        for (var date = new DateOnly(2026, 1, 1); date.Year < 2028; date = date.AddDays(1)) options.Holidays.Add(date);
        TradingCalendar.NextOpen(options.ToVenue(), RiskOrders.Wib("2026-02-18T10:00:00")).ShouldBeNull();
    }

    [Fact]
    public void It_is_open_at_the_next_opening_and_at_no_minute_before() => Seeded.Run(60, random =>
    {
        var options = VenueDefaults.Idx();
        options.TimeZone = random.Pick("Asia/Jakarta", "America/New_York", "UTC");
        for (var n = random.Next(0, 30); n > 0; n--) options.Holidays.Add(new DateOnly(2026, 3, 1).AddDays(random.Next(30)));
        var venue = options.ToVenue();
        var now = RiskOrders.Wib("2026-03-01T00:00:00") + random.NextInt64(0, 30L * 86_400_000_000);
        var next = TradingCalendar.NextOpen(venue, now)!.Value;
        TradingCalendar.IsOpen(venue, next).ShouldBeTrue();
        for (var at = now; at < next; at += 60_000_000) TradingCalendar.IsOpen(venue, at).ShouldBeFalse();
    });
}

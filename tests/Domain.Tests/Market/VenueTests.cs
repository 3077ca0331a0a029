using System.Globalization;
using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class VenueTests
{
    private static readonly Venue Idx = VenueDefaults.Idx().ToVenue();
    private static readonly Venue Generic = VenueDefaults.Generic().ToVenue();

    // 2026-02-18 is a Wednesday, 2026-02-20 a Friday, 2026-02-21 a Saturday.
    [Theory]
    [InlineData("2026-02-18T08:44:59", null)]
    [InlineData("2026-02-18T08:45:00", "pre-open")]
    [InlineData("2026-02-18T08:58:59", "pre-open")]
    [InlineData("2026-02-18T08:59:00", null)]
    [InlineData("2026-02-18T09:00:00", "I")]
    [InlineData("2026-02-18T11:59:59", "I")]
    [InlineData("2026-02-18T12:00:00", null)]
    [InlineData("2026-02-18T13:30:00", "II")]
    [InlineData("2026-02-18T15:49:59", "II")]
    [InlineData("2026-02-18T15:50:00", "pre-close")]
    [InlineData("2026-02-18T16:00:00", null)]
    [InlineData("2026-02-18T16:05:00", "post-trade")]
    [InlineData("2026-02-18T16:15:00", null)]
    [InlineData("2026-02-20T09:00:00", "I")]
    [InlineData("2026-02-20T11:29:59", "I")]
    [InlineData("2026-02-20T11:30:00", null)]
    [InlineData("2026-02-20T13:30:00", null)]
    [InlineData("2026-02-20T13:59:59", null)]
    [InlineData("2026-02-20T14:00:00", "II")]
    [InlineData("2026-02-20T15:50:00", "pre-close")]
    [InlineData("2026-02-21T10:00:00", null)]
    [InlineData("2026-02-22T10:00:00", null)]
    public void Sessions_are_those_of_the_exchange(string wib, string? session)
    {
        Idx.SessionAt(Wib(wib))?.Name.ShouldBe(session);
        (Idx.SessionAt(Wib(wib)) is null).ShouldBe(session is null);
        Idx.ExpectsTrades(Wib(wib)).ShouldBe(session is "I" or "II");
    }

    [Fact]
    public void A_holiday_has_no_session()
    {
        var options = VenueDefaults.Idx();
        options.Holidays.Add(new DateOnly(2026, 2, 18));
        var venue = options.ToVenue();
        venue.IsTradingDay(new DateOnly(2026, 2, 18)).ShouldBeFalse();
        venue.SessionAt(Wib("2026-02-18T10:00:00")).ShouldBeNull();
        venue.ExpectsTrades(Wib("2026-02-18T10:00:00")).ShouldBeFalse();
        venue.IsTradingDay(new DateOnly(2026, 2, 19)).ShouldBeTrue();
        venue.IsTradingDay(new DateOnly(2026, 2, 21)).ShouldBeFalse();
    }

    [Fact]
    public void Around_the_clock_every_day_trades_but_holidays()
    {
        Generic.IsTradingDay(new DateOnly(2026, 2, 21)).ShouldBeTrue();
        Generic.SessionAt(0).ShouldBeNull();
        Generic.ExpectsTrades(0).ShouldBeTrue();
        var options = VenueDefaults.Generic();
        options.Holidays.Add(new DateOnly(1970, 1, 1));
        options.ToVenue().ExpectsTrades(0).ShouldBeFalse();
        options.ToVenue().ExpectsTrades(-1).ShouldBeTrue();
    }

    [Theory]
    [InlineData("2026-02-18T00:00:00", "2026-02-18")]
    [InlineData("2026-02-17T23:59:59.999999", "2026-02-17")]
    [InlineData("1970-01-01T07:00:00", "1970-01-01")]
    [InlineData("1970-01-01T00:00:00", "1970-01-01")]
    [InlineData("1969-12-31T23:59:59.999999", "1969-12-31")]
    [InlineData("1969-12-31T00:00:00", "1969-12-31")]
    public void Trading_dates_change_at_midnight_on_the_venues_clock(string wib, string date) =>
        Idx.TradingDate(Wib(wib)).ShouldBe(DateOnly.Parse(date, CultureInfo.InvariantCulture));

    [Fact]
    public void Days_of_UTC_change_at_midnight_UTC()
    {
        Generic.TradingDate(0).ShouldBe(new DateOnly(1970, 1, 1));
        Generic.TradingDate(-1).ShouldBe(new DateOnly(1969, 12, 31));
        Generic.DayBounds(new DateOnly(1970, 1, 1)).ShouldBe((0, 86_400_000_000));
    }

    [Theory]
    [InlineData("Asia/Jakarta")]
    [InlineData("Asia/Kolkata")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("America/New_York")]
    [InlineData("America/Havana")]
    [InlineData("America/Santiago")]
    [InlineData("Asia/Beirut")]
    [InlineData("Africa/Cairo")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Pacific/Apia")]
    public void Every_instant_lies_within_its_trading_date_and_dates_follow_without_gap(string zone)
    {
        var venue = new VenueOptions { Code = "X", TimeZone = zone, Ticks = [new TickOptions { Tick = 1 }] }.ToVenue();
        for (var date = new DateOnly(2021, 1, 1); date < new DateOnly(2024, 1, 1); date = date.AddDays(1))
        {
            var (start, end) = venue.DayBounds(date);
            end.ShouldBeGreaterThan(start);
            venue.DayBounds(date.AddDays(1)).StartUs.ShouldBe(end);
            venue.TradingDate(start).ShouldBe(date);
            venue.TradingDate(end - 1).ShouldBe(date);
            foreach (var hour in new[] { 1, 2, 3, 12, 22 }) venue.TradingDate(start + (hour * 3_600_000_000)).ShouldBe(date);
        }
    }

    [Fact]
    public void A_local_time_that_is_skipped_moves_forward_and_one_that_comes_twice_is_the_first()
    {
        var venue = new VenueOptions { Code = "X", TimeZone = "America/New_York", Ticks = [new TickOptions { Tick = 1 }] }.ToVenue();
        venue.UtcUs(new DateOnly(2026, 3, 8), new TimeSpan(2, 30, 0)).ShouldBe(Utc("2026-03-08T07:00:00"));
        venue.UtcUs(new DateOnly(2026, 11, 1), new TimeSpan(1, 30, 0)).ShouldBe(Utc("2026-11-01T05:30:00"));
        venue.UtcUs(new DateOnly(2026, 7, 1), new TimeSpan(9, 30, 0)).ShouldBe(Utc("2026-07-01T13:30:00"));
        venue.LocalUs(Utc("2026-07-01T13:30:00")).ShouldBe(Utc("2026-07-01T09:30:00"));
    }

    [Theory]
    // Reference, lowest, highest: 35 % up to 200, 25 % up to 5000, 20 % above; 15 % down; rounded into the band on the grid; never below 50.
    [InlineData(50, 50, 67)]
    [InlineData(51, 50, 68)]
    [InlineData(58, 50, 78)]
    [InlineData(60, 51, 81)]
    [InlineData(100, 85, 135)]
    [InlineData(199, 170, 268)]
    [InlineData(200, 170, 270)]
    [InlineData(202, 172, 252)]
    [InlineData(500, 426, 625)]
    [InlineData(1000, 850, 1250)]
    [InlineData(2210, 1880, 2760)]
    [InlineData(4990, 4250, 6225)]
    [InlineData(5000, 4250, 6250)]
    [InlineData(5025, 4280, 6025)]
    [InlineData(9000, 7650, 10800)]
    public void Price_limits_are_those_of_the_exchange(long reference, long lower, long upper) => Idx.PriceLimits(reference, Idx.Grid).ShouldBe((lower, upper));

    [Fact]
    public void Price_limits_lie_on_the_grid_and_a_tick_more_breaks_the_percentage() => Seeded.Run(3_000, random =>
    {
        var reference = Idx.Grid.RoundDown(random.NextInt64(50, 30_000));
        var (lower, upper) = Idx.PriceLimits(reference, Idx.Grid);
        Idx.Grid.Contains(lower).ShouldBeTrue();
        Idx.Grid.Contains(upper).ShouldBeTrue();
        var up = reference <= 200 ? 0.35m : reference <= 5000 ? 0.25m : 0.20m;
        (upper <= reference * (1 + up)).ShouldBeTrue($"{reference}");
        (Idx.Grid.Above(upper) > reference * (1 + up)).ShouldBeTrue($"{reference}");
        (lower >= reference * 0.85m && lower >= 50).ShouldBeTrue($"{reference}");
        (lower == 50 || Idx.Grid.Below(lower) < reference * 0.85m).ShouldBeTrue($"{reference}");
    });

    [Fact]
    public void A_venue_without_rejection_has_no_limits() => Generic.PriceLimits(100, Generic.Grid).ShouldBe((0, long.MaxValue));

    [Fact]
    public void Only_listed_boards_and_the_default_one_enter()
    {
        Idx.EntersFootprint(default).ShouldBeTrue();
        Idx.EntersFootprint(Code4.Parse("RG")).ShouldBeTrue();
        Idx.EntersFootprint(Code4.Parse("NG")).ShouldBeFalse();
        Generic.EntersFootprint(Code4.Parse("NG")).ShouldBeTrue();
    }

    private static long Wib(string local) => Utc(local) - (7 * 3_600_000_000L);

    private static long Utc(string text) => (DateTime.Parse(text, CultureInfo.InvariantCulture).Ticks - DateTime.UnixEpoch.Ticks) / 10;
}

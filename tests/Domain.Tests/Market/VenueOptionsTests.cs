using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class VenueOptionsTests
{
    [Fact]
    public void The_defaults_make_venues()
    {
        var idx = VenueDefaults.Idx().ToVenue();
        (idx.Code, idx.Lot, idx.PriceDecimals, idx.QuantityDecimals, idx.Currency).ShouldBe(("IDX", 100, 0, 0, "IDR"));
        idx.FootprintBoards.ShouldBe([Code4.Parse("RG")]);
        var generic = VenueDefaults.Generic().ToVenue();
        (generic.Code, generic.Lot, generic.Grid.TickAt(1), generic.PriceDecimals).ShouldBe(("GENERIC", 100_000_000, 1_000_000, 8));
        generic.Sessions.ShouldBeEmpty();
        VenueDefaults.Simulated().ToVenue().Sessions.ShouldBeEmpty();
        VenueCatalog.Standard().All.Select(v => v.Code).ShouldBe(["IDX", "GENERIC", "SIM"]);
    }

    public static TheoryData<string, Action<VenueOptions>> Faults() => new()
    {
        { "code", o => o.Code = "" },
        { "code", o => o.Code = "A/B" },
        { "code", o => o.Code = "A:B" },
        { "Mars/Olympus", o => o.TimeZone = "Mars/Olympus" },
        { "time zone", o => o.TimeZone = "" },
        { "time zone", o => o.TimeZone = "../../etc/passwd" },
        { "tick table", o => o.Ticks.Clear() },
        { "PriceDecimals", o => o.PriceDecimals = 10 },
        { "PriceDecimals", o => o.PriceDecimals = -1 },
        { "QuantityDecimals", o => o.QuantityDecimals = 10 },
        { "QuantityDecimals", o => o.QuantityDecimals = -1 },
        { "Lot", o => o.Lot = 0 },
        { "Lot", o => o.Lot = -100 },
        { "Lot", o => o.Lot = 0.5m },
        { "Lot", o => o.Lot = decimal.MaxValue },
        { "Tick", o => o.Ticks[0].Tick = 0 },
        { "Tick", o => o.Ticks[0].Tick = 0.5m },
        { "tick table", o => o.Ticks[0].From = 1 },
        { "Tick", o => o.Ticks[1].From = 0 },
        { "Rejection", o => o.Rejection[1].From = 0.5m },
        { "Rejection", o => o.Rejection[1].From = 20 },
        { "Rejection", o => o.Rejection[0].Upper = -0.1m },
        { "Rejection", o => o.Rejection[0].Lower = 1 },
        { "Rejection", o => o.Rejection[0].Lower = -0.15m },
        { "pre-open", o => o.Sessions[0].End = o.Sessions[0].Start },
        { "pre-open", o => o.Sessions[0].Start = TimeSpan.FromHours(-1) },
        { "pre-open", o => o.Sessions[0].End = TimeSpan.FromHours(25) },
        { "BOARD", o => o.FootprintBoards.Add("BOARD") },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_wrong_setting_is_refused_by_name(string setting, Action<VenueOptions> spoil)
    {
        var options = VenueDefaults.Idx();
        spoil(options);
        var error = Should.Throw<ArgumentException>(options.ToVenue);
        error.Message.ShouldContain(setting, Case.Insensitive);
        error.Message.ShouldContain("Venue");
    }

    [Fact]
    public void A_session_without_days_is_held_from_Monday_to_Friday_and_may_end_at_midnight()
    {
        var options = VenueDefaults.Generic();
        options.Sessions.Add(new SessionOptions { Name = "all day", End = TimeSpan.FromDays(1) });
        var venue = options.ToVenue();
        venue.IsTradingDay(new DateOnly(2026, 2, 20)).ShouldBeTrue();
        venue.IsTradingDay(new DateOnly(2026, 2, 21)).ShouldBeFalse();
        venue.SessionAt(venue.DayBounds(new DateOnly(2026, 2, 20)).EndUs - 1)!.Name.ShouldBe("all day");
    }

    [Fact]
    public void Codes_are_upper_case_and_found_in_any_case()
    {
        var options = VenueDefaults.Generic();
        options.Code = "nasdaq";
        var venue = options.ToVenue();
        venue.Code.ShouldBe("NASDAQ");
        var catalog = new VenueCatalog([venue, VenueDefaults.Idx().ToVenue()]);
        catalog.Default.ShouldBe(venue);
        catalog.TryGet("Nasdaq", out var found).ShouldBeTrue();
        found.ShouldBe(venue);
        catalog.TryGet("idx".AsSpan(), out _).ShouldBeTrue();
        catalog.TryGet("NYSE", out _).ShouldBeFalse();
        catalog.Of(new InstrumentKey("IDX", "BBCA")).Code.ShouldBe("IDX");
        Should.Throw<KeyNotFoundException>(() => catalog.Of(new InstrumentKey("NYSE", "IBM")));
        Should.Throw<ArgumentException>(() => new VenueCatalog([]));
        Should.Throw<ArgumentException>(() => new VenueCatalog([venue, venue]));
    }

    [Fact]
    public void An_instruments_own_tick_and_lot_go_before_the_venues()
    {
        var idx = VenueDefaults.Idx().ToVenue();
        var key = new InstrumentKey("IDX", "BBCA");
        new Instrument(key).GridOn(idx).ShouldBe(idx.Grid);
        new Instrument(key).LotOn(idx).ShouldBe(100);
        var own = new Instrument(key, TickSize: 7, LotSize: 500);
        own.GridOn(idx).TickAt(10_000).ShouldBe(7);
        own.LotOn(idx).ShouldBe(500);
        // What the venue's scale cannot hold is as good as none.
        new Instrument(key, TickSize: 0.5m, LotSize: -1).GridOn(idx).ShouldBe(idx.Grid);
        new Instrument(key, TickSize: 0.5m, LotSize: -1).LotOn(idx).ShouldBe(100);
    }
}

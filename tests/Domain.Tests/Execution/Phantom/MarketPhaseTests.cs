using System.Globalization;
using Shouldly;
using Sssaham.Domain.Execution.Phantom;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Execution.Phantom;

public sealed class MarketPhaseTests
{
    [Theory]
    // A Wednesday, a Friday with its longer lunch, a Saturday.
    [InlineData("2026-02-18T08:50:00", MarketPhase.Closed)]
    [InlineData("2026-02-18T09:00:00", MarketPhase.Open)]
    [InlineData("2026-02-18T12:00:00", MarketPhase.Lunch)]
    [InlineData("2026-02-18T13:30:00", MarketPhase.Open)]
    [InlineData("2026-02-18T15:50:00", MarketPhase.Closed)]
    [InlineData("2026-02-20T11:30:00", MarketPhase.Lunch)]
    [InlineData("2026-02-20T13:59:59", MarketPhase.Lunch)]
    [InlineData("2026-02-20T14:00:00", MarketPhase.Open)]
    [InlineData("2026-02-21T12:30:00", MarketPhase.Closed)]
    public void Phases_follow_the_continuous_sessions(string wib, MarketPhase phase) =>
        MarketPhases.At(PhantomDesk.Idx, ((DateTime.Parse(wib, CultureInfo.InvariantCulture).Ticks - DateTime.UnixEpoch.Ticks) / 10) - (7 * 3_600_000_000L)).ShouldBe(phase);

    [Fact]
    public void Around_the_clock_it_is_open_but_on_holidays()
    {
        var options = VenueDefaults.Generic();
        options.Holidays.Add(new DateOnly(1970, 1, 1));
        MarketPhases.At(options.ToVenue(), 0).ShouldBe(MarketPhase.Closed);
        MarketPhases.At(options.ToVenue(), -1).ShouldBe(MarketPhase.Open);
    }
}

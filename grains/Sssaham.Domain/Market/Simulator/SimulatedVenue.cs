namespace Sssaham.Domain.Market.Simulator;

/// <summary>The rules of the simulated market: those of IDX, but round the clock, so that it plays at any hour.</summary>
public static class SimulatedVenue
{
    /// <summary>
    /// Makes the venue: rupiah without decimals, lots of 100 shares, the tick table and auto-rejection bands of IDX, no sessions, no
    /// holidays.
    /// </summary>
    /// <param name="zone">Time zone of its trading days, Asia/Jakarta for one like IDX.</param>
    /// <param name="code">Upper-case code.</param>
    /// <returns>The venue.</returns>
    public static Venue Create(TimeZoneInfo zone, string code = "SIM") => new(
        code,
        zone,
        priceDecimals: 0,
        quantityDecimals: 0,
        lot: 100,
        new TickGrid(new TickBand(0, 1), new TickBand(200, 2), new TickBand(500, 5), new TickBand(2_000, 10), new TickBand(5_000, 25)),
        currency: "IDR",
        rejection: [new(50, 0.35m, 0.15m), new(200, 0.25m, 0.15m), new(5_000, 0.20m, 0.15m)]);
}

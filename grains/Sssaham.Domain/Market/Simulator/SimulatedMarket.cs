namespace Sssaham.Domain.Market.Simulator;

/// <summary>
/// A whole exchange made up from a seed: a venue, its instruments, and any trading date's trades. Nothing in it is real.
/// Immutable; may be shared between threads.
/// </summary>
public sealed class SimulatedMarket
{
    private readonly SimulatedInstrument[] _instruments;

    /// <summary>Makes the market.</summary>
    /// <param name="options">Seed and sizes.</param>
    /// <param name="venue">The rules it trades by: rupiah without decimals, lots of shares (<see cref="VenueDefaults.Simulated"/>).</param>
    /// <exception cref="ArgumentException">The options are outside their ranges.</exception>
    public SimulatedMarket(SimulatorOptions options, Venue venue)
    {
        options.Validate();
        Options = options;
        Venue = venue;
        _instruments = SimulatedListing.Create(options, venue);
    }

    /// <summary>What the market is made of.</summary>
    public SimulatorOptions Options { get; }

    /// <summary>Its rules.</summary>
    public Venue Venue { get; }

    /// <summary>Its instruments, by code.</summary>
    public IReadOnlyList<SimulatedInstrument> Instruments => _instruments;

    /// <summary>The reference price of a date: exactly the closing print of the date before, found without playing any day.</summary>
    /// <param name="instrument">Place of the instrument.</param>
    /// <param name="date">Trading date.</param>
    /// <returns>Rupiah, on the tick grid, 50 or more.</returns>
    public long Reference(int instrument, DateOnly date) => DailyWalk.Reference(_instruments[instrument], Venue.Grid, Options.Seed, date);

    /// <summary>Starts a trading date from its beginning.</summary>
    /// <param name="date">Trading date.</param>
    /// <returns>The day, before its first trade.</returns>
    public SimulatedDay Day(DateOnly date) => new(this, date);
}

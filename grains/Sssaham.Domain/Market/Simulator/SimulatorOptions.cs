namespace Sssaham.Domain.Market.Simulator;

/// <summary>What a simulated market is made of. Equal options give equal tapes, on every machine.</summary>
public sealed record SimulatorOptions
{
    /// <summary>The most instruments there are codes for: <c>QAAA</c> to <c>QZZZ</c>.</summary>
    public const int MaxInstruments = 26 * 26 * 26;

    /// <summary>Everything random follows from this number and the date.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many instruments trade, 1 to <see cref="MaxInstruments"/>.</summary>
    public int InstrumentCount { get; init; } = 900;

    /// <summary>Trades expected per day over all instruments, closing prints included; at least twice <see cref="InstrumentCount"/>.</summary>
    public int TradesPerDay { get; init; } = 2_000_000;

    /// <summary>Share of trades whose aggressor is not told, 0 to 1. It changes the sides only: times, prices and sizes stay.
    /// Closing prints never have an aggressor, whatever this says.</summary>
    public double UnknownSideShare { get; init; }

    /// <summary>Whether a day adds up what every broker bought and sold; it costs under a kilobyte per instrument.</summary>
    public bool TrackBrokers { get; init; }

    /// <summary>Refuses options that no market can be made of.</summary>
    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        if (InstrumentCount is < 1 or > MaxInstruments) throw new ArgumentException($"InstrumentCount is 1 to {MaxInstruments}, not {InstrumentCount}.");
        if (TradesPerDay / 2 < InstrumentCount)
        {
            throw new ArgumentException(
                $"TradesPerDay is at least twice InstrumentCount ({InstrumentCount}), as every instrument prints a close, not {TradesPerDay}.");
        }

        if (!(UnknownSideShare is >= 0 and <= 1)) throw new ArgumentException($"UnknownSideShare is 0 to 1, not {UnknownSideShare}.");
    }
}

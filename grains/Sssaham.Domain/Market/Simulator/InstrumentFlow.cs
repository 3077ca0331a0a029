namespace Sssaham.Domain.Market.Simulator;

/// <summary>
/// One instrument within a day: its quote, its hidden mid price and the large order being worked. The mid moves by signed volume
/// (impact) and is drawn to the day's close as a Brownian bridge is, ever harder as the day ends.
/// </summary>
internal struct InstrumentFlow
{
    // Resting orders lean against flow they see coming; else long runs of one side would send the price far away.
    private const double Anticipated = 0.75;
    private const double Memory = 1.0 / 16;

    // A quote moves when the mid is this far (in ticks) outside, not on every crossing: quotes flicker less.
    private const double Stickiness = 0.25;

    // Rupiah; half of the fills are smaller.
    private const double MedianValue = 4_000_000;

    private double _mid;
    private double _expected;
    private double _impact;
    private double _dayMove;
    private double _tilt;
    private double _medianLots;
    private long _atUs;
    private long _maxBid;
    private int _pieces;
    private int _maxPieces;
    private int _parentSign;
    private byte _parentBroker;

    public long Reference { get; private set; }

    public long Close { get; private set; }

    public long Lower { get; private set; }

    public long Upper { get; private set; }

    public long Bid { get; private set; }

    public long Ask { get; private set; }

    public long Last { get; set; }

    public readonly double MedianLots => _medianLots;

    /// <summary>Sets an instrument up for a day.</summary>
    /// <param name="reference">Close of the day before.</param>
    /// <param name="close">Close of this day.</param>
    /// <param name="volatility">Standard deviation of a free day's move in logarithms, about 0.01.</param>
    /// <param name="fills">Trades expected.</param>
    /// <param name="tilt">Lean of the big houses, -1 to 1.</param>
    /// <param name="venue">The venue.</param>
    public static InstrumentFlow Start(long reference, long close, double volatility, double fills, double tilt, Venue venue)
    {
        var grid = venue.Grid;
        var (lower, upper) = venue.PriceLimits(reference, grid);
        return new InstrumentFlow
        {
            Reference = reference,
            Close = close,
            Lower = lower,
            Upper = upper,
            Bid = reference,
            Ask = grid.Above(reference),
            _maxBid = grid.Below(upper),
            _mid = reference,
            _dayMove = reference * volatility,
            _impact = volatility / Math.Sqrt(Math.Max(fills, 20)),
            _tilt = tilt,
            _medianLots = Math.Max(1, MedianValue / ((double)reference * venue.Lot)),

            // A large order of a quiet instrument would else last for days.
            _maxPieces = (int)Math.Max(4, fills / 40),
        };
    }

    /// <summary>Lets the time up to an order pass.</summary>
    public void MoveTo(long atUs, long endUs, TickGrid grid)
    {
        _mid += (Close - _mid) * ((double)(atUs - _atUs) / (endUs - _atUs));
        _atUs = atUs;
        Requote(grid);
    }

    /// <summary>The next piece of the large order being worked; a new one starts when it is done.</summary>
    public (int Sign, byte Broker) NextPiece(ref SplitMix64 random)
    {
        if (_pieces == 0)
        {
            var bits = random.Next();
            _pieces = Math.Min(FlowTables.Pieces[bits & 0x3FF], _maxPieces);
            _parentBroker = BrokerTables.Splitters[bits >> 16 & 0xFF];
            var tilt = BrokerTables.IsSmart(_parentBroker) ? _tilt : -_tilt;
            _parentSign = SignFor(0.5 + Lean() + (0.2 * tilt), (uint)(bits >> 24 & 0xFFFF));
        }

        _pieces--;
        return (_parentSign, _parentBroker);
    }

    /// <summary>The side of an order that is nobody's piece.</summary>
    public readonly int SingleSign(uint bits16) => SignFor(0.5 + (Lean() / 2), bits16);

    /// <summary>Trades one fill at the quote and moves the price by it.</summary>
    /// <returns>The fill's price.</returns>
    public long Fill(int sign, double push, TickGrid grid)
    {
        Last = sign > 0 ? Ask : Bid;
        var surprise = sign - (Anticipated * _expected);
        _expected += Memory * (sign - _expected);
        _mid = Math.Clamp(_mid * (1 + (_impact * push * surprise)), Lower, Upper);
        Requote(grid);
        return Last;
    }

    // Flow leads to the day's close, or the bridge would have to move the price without any.
    private readonly double Lean() => 0.25 * Math.Clamp((Close - _mid) / _dayMove, -1, 1);

    private static int SignFor(double chanceOfBuying, uint bits16) => bits16 < chanceOfBuying * 65_536 ? 1 : -1;

    private void Requote(TickGrid grid)
    {
        var slack = Stickiness * (Ask - Bid);
        if (_mid <= Ask + slack && _mid >= Bid - slack) return;
        Bid = Math.Clamp(grid.RoundDown((long)_mid), Lower, _maxBid);
        Ask = grid.Above(Bid);
    }
}

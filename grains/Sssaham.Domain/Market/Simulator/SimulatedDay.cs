namespace Sssaham.Domain.Market.Simulator;

/// <summary>
/// The trades of one trading date, a function of the options and the date only: how the day is cut into steps changes nothing. Orders
/// arrive in continuous trading until one second before the end; that second holds one closing print per instrument, at exactly the
/// next date's reference and without an aggressor, as in a call auction. Not thread-safe.
/// </summary>
public sealed class SimulatedDay
{
    private const long ClosingUs = 1_000_000;

    // A free day's move of the liveliest instruments, in logarithms.
    private const double DayVolatility = 0.035;

    private readonly TickGrid _grid;
    private readonly long _lot;
    private readonly InstrumentFlow[] _flows;
    private readonly InstrumentPicker _picker;
    private readonly BrokerSums? _sums;
    private readonly ulong _unknownBelow;
    private readonly long _continuousUs;
    private OrderClock _clock;
    private SplitMix64 _random;
    private long _nextOrderUs;
    private int _closed;

    internal SimulatedDay(SimulatedMarket market, DateOnly date)
    {
        var options = market.Options;
        var seed = SplitMix64.Hash(options.Seed, Salt.Day, (ulong)date.DayNumber);
        Date = date;
        (StartUs, EndUs) = market.Venue.DayBounds(date);
        _grid = market.Venue.Grid;
        _lot = market.Venue.Lot;
        _continuousUs = EndUs - StartUs - ClosingUs;
        _unknownBelow = (ulong)(options.UnknownSideShare * (1 << 24));
        _random = new SplitMix64(seed);

        double continuous = options.TradesPerDay - options.InstrumentCount;
        var shares = Shares(market.Instruments, seed);
        _picker = new InstrumentPicker(shares);
        _flows = new InstrumentFlow[shares.Length];
        for (var i = 0; i < shares.Length; i++)
        {
            var volatility = DayVolatility * market.Instruments[i].Volatility * PortableMath.Exp(0.35 * Normal(seed, Salt.DayVolatility, i));
            _flows[i] = InstrumentFlow.Start(
                market.Reference(i, date),
                market.Reference(i, date.AddDays(1)),
                volatility,
                continuous * shares[i],
                DailyWalk.Tilt(options.Seed, i, date),
                market.Venue);
        }

        if (options.TrackBrokers) _sums = new BrokerSums(shares.Length);
        _clock = new OrderClock(continuous / FlowTables.MeanFills, _continuousUs, seed);
        _nextOrderUs = _clock.Next(ref _random);
    }

    /// <summary>The trading date.</summary>
    public DateOnly Date { get; }

    /// <summary>Start of the date, inclusive; microseconds since 1970 UTC.</summary>
    public long StartUs { get; }

    /// <summary>End of the date, exclusive; microseconds since 1970 UTC.</summary>
    public long EndUs { get; }

    /// <summary>Trades so far, over all instruments: the number of the last one, as numbers count from 1.</summary>
    public long Trades { get; private set; }

    /// <summary>Whether the day has no more trades.</summary>
    public bool IsOver => _nextOrderUs == long.MaxValue && _closed == _flows.Length;

    /// <summary>The time of the next trade, for a player that sleeps until then; null when the day is over.</summary>
    public long? NextTradeUs => _nextOrderUs != long.MaxValue ? StartUs + _nextOrderUs : _closed < _flows.Length ? StartUs + ClosingPrintUs(_closed) : null;

    /// <summary>Plays on.</summary>
    /// <param name="untilUs">Last instant, inclusive; microseconds since 1970 UTC. One before the last step's does nothing.</param>
    /// <param name="into">Takes the trades by time and number, behind what it holds.</param>
    public void Advance(long untilUs, List<SimulatedTrade> into) => Play(untilUs, into ?? throw new ArgumentNullException(nameof(into)));

    /// <summary>Plays on without handing the trades out, to get from the start of the day to the present after a restart.</summary>
    /// <param name="untilUs">Last instant, inclusive; microseconds since 1970 UTC.</param>
    public void Skip(long untilUs) => Play(untilUs, null);

    /// <summary>An instrument's quote after the trades so far.</summary>
    /// <param name="instrument">Place of the instrument.</param>
    /// <returns>The quote.</returns>
    public SimulatedQuote Quote(int instrument)
    {
        ref readonly var flow = ref _flows[instrument];
        return new SimulatedQuote(flow.Reference, flow.Lower, flow.Upper, flow.Bid, flow.Ask, flow.Last);
    }

    /// <summary>What every broker did in an instrument in the trades so far. Bought and sold sums are equal: both are what was traded.</summary>
    /// <param name="instrument">Place of the instrument.</param>
    /// <returns>The brokers that traded, in the order of <see cref="SimulatedBroker.All"/>.</returns>
    /// <exception cref="InvalidOperationException"><see cref="SimulatorOptions.TrackBrokers"/> is off.</exception>
    public IReadOnlyList<SimulatedBrokerDay> BrokerSummary(int instrument) =>
        _sums?.Of(instrument) ?? throw new InvalidOperationException($"Brokers are added up only with {nameof(SimulatorOptions.TrackBrokers)}.");

    private static double[] Shares(IReadOnlyList<SimulatedInstrument> instruments, ulong seed)
    {
        var shares = new double[instruments.Count];
        double sum = 0;
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = instruments[i].Activity * PortableMath.Exp(0.4 * Normal(seed, Salt.DayActivity, i));
            sum += shares[i];
        }

        for (var i = 0; i < shares.Length; i++) shares[i] /= sum;
        return shares;
    }

    // Within about three standard deviations, so that no single day is absurd.
    private static double Normal(ulong seed, ulong salt, int i) =>
        PortableMath.NormalQuantile(0.001 + (0.998 * SplitMix64.Unit(SplitMix64.Hash(seed, salt, (ulong)i))));

    private void Play(long untilUs, List<SimulatedTrade>? into)
    {
        if (untilUs < StartUs) return;
        var until = untilUs - StartUs;
        while (_nextOrderUs <= until && _nextOrderUs != long.MaxValue)
        {
            PlayOrder(into);
            _nextOrderUs = _clock.Next(ref _random);
        }

        while (_closed < _flows.Length && ClosingPrintUs(_closed) <= until) PrintClose(_closed++, into);
    }

    private void PlayOrder(List<SimulatedTrade>? into)
    {
        var bits = _random.Next();
        var instrument = _picker.Next((uint)bits & 0xFFFF, ref _random);
        ref var flow = ref _flows[instrument];
        flow.MoveTo(_nextOrderUs, _continuousUs, _grid);

        // Three of four orders are pieces of large ones.
        var (sign, broker) = (bits >> 16 & 3) != 0
            ? flow.NextPiece(ref _random)
            : (flow.SingleSign((uint)(bits >> 32 & 0xFFFF)), BrokerTables.Singles[bits >> 48 & 0xFF]);
        var lots = flow.MedianLots * (BrokerTables.IsSmart(broker) ? 1.4 : 0.7);

        // One order meets several resting ones: fills of one instant, walking the book when it is large.
        for (var left = FlowTables.Fills[bits >> 18 & 0xFF]; left > 0; left--)
        {
            var draw = _random.Next();
            var size = (int)(draw & 0xFFF);
            var resting = BrokerTables.Resting[draw >> 12 & 0xFF];
            var price = flow.Fill(sign, FlowTables.Pushes[size], _grid);
            var quantity = _lot * Math.Max(1, (long)((lots * FlowTables.Sizes[size]) + 0.5));
            var side = (draw >> 20 & 0xFF_FFFF) < _unknownBelow ? Side.Unknown : sign > 0 ? Side.Buy : Side.Sell;
            Print(instrument, _nextOrderUs, price, quantity, side, sign > 0 ? broker : resting, sign > 0 ? resting : broker, into);
        }
    }

    private long ClosingPrintUs(int instrument) => _continuousUs + (ClosingUs * instrument / _flows.Length);

    private void PrintClose(int instrument, List<SimulatedTrade>? into)
    {
        var draw = _random.Next();
        ref var flow = ref _flows[instrument];
        flow.Last = flow.Close;
        var quantity = _lot * Math.Max(1, (long)((10 * flow.MedianLots * FlowTables.Sizes[draw & 0xFFF]) + 0.5));
        Print(
            instrument,
            ClosingPrintUs(instrument),
            flow.Close,
            quantity,
            Side.Unknown,
            BrokerTables.Splitters[draw >> 12 & 0xFF],
            BrokerTables.Splitters[draw >> 20 & 0xFF],
            into);
    }

    private void Print(int instrument, long atUs, long price, long quantity, Side side, int buyer, int seller, List<SimulatedTrade>? into)
    {
        Trades++;
        _sums?.Add(instrument, buyer, seller, price, quantity);
        into?.Add(new SimulatedTrade(instrument, new Trade(
            StartUs + atUs,
            Trades,
            price,
            quantity,
            side,
            side == Side.Unknown ? SideSource.None : SideSource.Given,
            default,
            BrokerTables.All[buyer].Code,
            BrokerTables.All[seller].Code)));
    }
}

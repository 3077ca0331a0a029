namespace Sssaham.Domain.Market.Simulator;

/// <summary>
/// When orders arrive: a Poisson process whose rate is constant within each minute. The rate is high where a block of six hours starts
/// and ends, never under half the mean, and wavers from minute to minute; the day's expectation is exact.
/// </summary>
internal struct OrderClock
{
    private const double MinuteUs = 60_000_000;
    private const int BlockMinutes = 360;
    private readonly double[] _rates;
    private readonly double _lengthUs;
    private int _minute;
    private double _atUs;

    /// <summary>Starts a day.</summary>
    /// <param name="orders">Orders expected over the day.</param>
    /// <param name="lengthUs">Length of the day.</param>
    /// <param name="seed">Seed of the minutes.</param>
    public OrderClock(double orders, long lengthUs, ulong seed)
    {
        _lengthUs = lengthUs;
        _rates = new double[(int)((lengthUs + 59_999_999) / 60_000_000)];
        double sum = 0;
        for (var i = 0; i < _rates.Length; i++)
        {
            var x = (2 * ((i % BlockMinutes) + 0.5) / BlockMinutes) - 1;
            var waver = 0.75 + (0.5 * SplitMix64.Unit(SplitMix64.Hash(seed, Salt.Minutes, (ulong)i)));
            _rates[i] = (0.7 + (0.9 * x * x)) * waver;
            sum += _rates[i] * (MinuteEnd(i) - (i * MinuteUs));
        }

        // From shape to orders per microsecond.
        for (var i = 0; i < _rates.Length; i++) _rates[i] *= orders / sum;
    }

    /// <summary>The next order's time.</summary>
    /// <param name="random">Where the waiting time comes from.</param>
    /// <returns>Microseconds since the start of the day; <see cref="long.MaxValue"/> when the day has no more orders.</returns>
    public long Next(ref SplitMix64 random)
    {
        var wait = random.NextExponential();
        for (; _minute < _rates.Length; _minute++)
        {
            var end = MinuteEnd(_minute);
            var room = (end - _atUs) * _rates[_minute];
            if (wait < room)
            {
                _atUs += wait / _rates[_minute];
                return (long)Math.Min(_atUs, _lengthUs - 1);
            }

            wait -= room;
            _atUs = end;
        }

        return long.MaxValue;
    }

    private readonly double MinuteEnd(int minute) => Math.Min((minute + 1) * MinuteUs, _lengthUs);
}

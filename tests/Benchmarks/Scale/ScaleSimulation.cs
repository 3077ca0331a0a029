namespace Sssaham.Benchmarks.Scale;

/// <summary>
/// Plays a second of batches through instruments, silos and the database: each instrument does one thing at a time, each silo and the
/// database have processors that batches wait for.
/// </summary>
internal sealed class ScaleSimulation
{
    private const double Skew = 0.8;
    private readonly ScaleModel _model;
    private readonly double[] _weights;
    private readonly int[] _siloOf;
    private readonly Random _random;

    public ScaleSimulation(ScaleModel model, int seed)
    {
        _model = model;
        _random = new Random(seed);
        // Trades by instrument: Zipf-like, as the tapes of the other benchmarks.
        _weights = [.. Enumerable.Range(0, model.Instruments).Select(i => 1 / Math.Pow(i + 3, Skew))];
        var sum = _weights.Sum();
        for (var i = 0; i < _weights.Length; i++) _weights[i] /= sum;
        // Orleans spreads activations by how loaded silos are when they are made, not by what the instruments come to trade.
        _siloOf = [.. Enumerable.Range(0, model.Instruments).Select(i => i % model.Silos)];
        _random.Shuffle(_siloOf);
    }

    /// <summary>The busiest silo's share of all trades.</summary>
    public double BusiestSilo => Enumerable.Range(0, _model.Instruments).GroupBy(i => _siloOf[i]).Max(g => g.Sum(i => _weights[i]));

    /// <summary>The busiest instrument's share.</summary>
    public double BusiestInstrument => _weights.Max();

    /// <summary>Plays batches at a rate.</summary>
    /// <param name="tradesPerSecond">The rate.</param>
    /// <param name="seconds">How long.</param>
    /// <returns>Time from arrival to durable of 99 of 100 batches, milliseconds, of the last half.</returns>
    public double P99(double tradesPerSecond, double seconds)
    {
        var cumulative = new double[_weights.Length];
        for (var (i, sum) = (0, 0.0); i < cumulative.Length; i++) cumulative[i] = sum += _weights[i];
        var instruments = new double[_model.Instruments];
        var silos = Enumerable.Range(0, _model.Silos).Select(_ => Processors(_model.SiloCores)).ToArray();
        var database = Processors(_model.DatabaseCores);
        var times = new List<double>();
        var batches = tradesPerSecond / _model.BatchTrades;
        for (double now = 0; now < seconds * 1e6; now += -Math.Log(1 - _random.NextDouble()) / batches * 1e6)
        {
            var found = Array.BinarySearch(cumulative, _random.NextDouble());
            var instrument = Math.Min(found < 0 ? ~found : found, cumulative.Length - 1);
            var silo = silos[_siloOf[instrument]];
            var served = Serve(silo, Math.Max(now, instruments[instrument]), _model.SiloBatchUs);
            instruments[instrument] = served;
            var durable = Serve(database, served, _model.DatabaseUs);
            if (now > seconds * 5e5) times.Add(durable - now);
        }

        times.Sort();
        return times.Count == 0 ? 0 : times[(int)(times.Count * 0.99)] / 1000;
    }

    private static PriorityQueue<int, double> Processors(int count) => new(Enumerable.Range(0, count).Select(i => (i, 0.0)));

    /// <summary>The first processor that is free takes it.</summary>
    private static double Serve(PriorityQueue<int, double> processors, double ready, double us)
    {
        processors.TryPeek(out var processor, out var free);
        var end = Math.Max(ready, free) + us;
        processors.DequeueEnqueue(processor, end);
        return end;
    }
}

using System.Globalization;

namespace Sssaham.Benchmarks.Scale;

/// <summary>The table of docs/scale.md, and whether the model and the simulation agree.</summary>
internal static class ScaleBenchmark
{
    private const double SlowMs = 50;

    public static void Run()
    {
        Console.WriteLine("silos cores  database  instruments  batch    silos hold   busiest instrument   database holds   first bottleneck      p99 at 0.9   p99 at 1.6");
        foreach (var model in Cases()) Check(model);
        Console.WriteLine();
    }

    private static IEnumerable<ScaleModel> Cases()
    {
        foreach (var batch in new[] { 10, 500 })
        {
            yield return new ScaleModel(3, 4, 8, 900, batch);
            yield return new ScaleModel(10, 4, 16, 900, batch);
            yield return new ScaleModel(10, 4, 16, 20_000, batch);
            yield return new ScaleModel(100, 4, 64, 20_000, batch);
            yield return new ScaleModel(1000, 4, 64, 200_000, batch);
        }
    }

    private static void Check(ScaleModel model)
    {
        var simulation = new ScaleSimulation(model, 1);
        (string Name, double Trades)[] limits =
        [
            ("busiest silo", model.SiloTrades(simulation.BusiestSilo)),
            ("busiest instrument", model.InstrumentTrades(simulation.BusiestInstrument)),
            ("database", model.DatabaseTrades),
        ];
        var first = limits.MinBy(l => l.Trades);
        // A tenth below what the model says all is well; at 1.6 of it something is asked for more than there is (0.7 · 1.6 > 1).
        var below = simulation.P99(first.Trades * 0.9, 2);
        var above = simulation.P99(first.Trades * 1.6, 2);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{model.Silos,5} {model.SiloCores,5} {model.DatabaseCores,9} {model.Instruments,12:N0} {model.BatchTrades,6} {limits[0].Trades / 1e6,10:N2} M/s {limits[1].Trades / 1e6,16:N2} M/s {limits[2].Trades / 1e6,12:N2} M/s   {first.Name,-18} {below,9:N1} ms {above,9:N1} ms"));
        if (below > SlowMs || above < 2 * below) throw new InvalidOperationException("The model and the simulation do not agree.");
    }
}

namespace Sssaham.Benchmarks.Execution;

/// <summary>From a call, or a trade, to the bytes of an order at the broker; the broker is simulated in this process.</summary>
internal static class ExecutionBenchmark
{
    /// <param name="only">Runs the parts whose name holds this text.</param>
    public static async Task RunAsync(string only)
    {
        (string Name, Func<Task> Part)[] parts = [("orders", OrderLatency.RunAsync), ("stops", StopLatency.RunAsync), ("load", ExecutionLoad.RunAsync)];
        foreach (var (name, part) in parts)
        {
            if (name.Contains(only, StringComparison.Ordinal)) await part();
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using Sssaham.Domain.Tests.Market;
using Xunit;
using Xunit.Abstractions;

namespace Sssaham.Domain.Tests.Execution;

public sealed class AccountPropertyTests(ITestOutputHelper output)
{
    [Fact]
    public void Whatever_breaks_no_fill_is_lost_and_no_order_is_sent_twice()
    {
        var wanted = long.TryParse(Environment.GetEnvironmentVariable("SSSAHAM_STEPS"), CultureInfo.InvariantCulture, out var asked) ? asked : 100_000;
        var (steps, seed) = (0L, 0);
        var watch = Stopwatch.StartNew();
        while (steps < wanted)
        {
            seed++;
            var random = new Random(seed);
            var world = new ExecutionWorld(random);
            try
            {
                world.Run(random.Pick(60, 200, 400));
                steps += world.Steps;
            }
            catch (Exception e)
            {
                output.WriteLine(world.Tell());
                throw new InvalidOperationException($"Seed {seed}: {e.Message}\n{e.StackTrace}", e);
            }
        }

        output.WriteLine($"{steps:N0} steps in {seed:N0} worlds, {watch.Elapsed.TotalSeconds:F1} s");
    }
}

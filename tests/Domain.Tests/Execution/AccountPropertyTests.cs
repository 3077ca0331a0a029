using System.Diagnostics;
using System.Globalization;
using Shouldly;
using Sssaham.Domain.Execution;
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
        // A failure names its seed: SSSAHAM_SEED with SSSAHAM_STEPS=1 repeats it.
        var first = int.TryParse(Environment.GetEnvironmentVariable("SSSAHAM_SEED"), CultureInfo.InvariantCulture, out var start) ? start : 1;
        var (steps, seed) = (0L, first - 1);
        var met = new HashSet<string>();
        var watch = Stopwatch.StartNew();
        while (steps < wanted)
        {
            seed++;
            var world = Run(seed);
            steps += world.Steps;
            met.UnionWith(world.Met);
        }

        output.WriteLine($"{steps:N0} steps in {seed - first + 1:N0} worlds, {watch.Elapsed.TotalSeconds:F1} s");
        if (wanted >= 100_000) Expected().Except(met).ShouldBeEmpty("what never happened was not tested");
    }

    /// <summary>Worlds of longer runs in which this was not so.</summary>
    [Theory]
    [InlineData(506763)]
    public void What_once_broke_holds(int seed) => Run(seed);

    private ExecutionWorld Run(int seed)
    {
        var random = new Random(seed);
        var world = new ExecutionWorld(random);
        try
        {
            world.Run(random.Pick(60, 200, 400));
            return world;
        }
        catch (Exception e)
        {
            output.WriteLine(world.Tell());
            throw new InvalidOperationException($"Seed {seed}: {e.Message}\n{e.StackTrace}", e);
        }
    }

    /// <summary>All that can happen, less what the worlds have no place for: phantom orders (see <see cref="AccountDeskPropertyTests"/>), a second trading day, positions told by the broker, retention,
    /// numbers that are given to two orders, lists that lack orders and links that contradict themselves. Those have tests of their own.
    /// Late pushes and second answers change nothing, so no event tells of them.</summary>
    private static IEnumerable<string> Expected()
    {
        var events = typeof(AccountEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(AccountEvent))).Select(t => t.Name)
            .Except([nameof(BrokerPositionSeen), nameof(PositionAdopted), nameof(OrdersForgotten), nameof(PhantomSaved), nameof(PhantomsForgotten)]);
        var oddities = Enum.GetValues<OrderOddity>().Except([OrderOddity.PreviousDay, OrderOddity.Contradiction, OrderOddity.MissingFromList, OrderOddity.LatePush, OrderOddity.AckAfterPush]).Select(o => $"{o}");
        string[] reasons =
        [
            OrderReasons.NotReceived, OrderReasons.NotSent, OrderReasons.LinkBroken, OrderReasons.Recovered, OrderReasons.AckTimeout, OrderReasons.Ambiguous, OrderReasons.Undecided,
            OrderReasons.AppearedLate, OrderReasons.NumberOfAck, OrderReasons.NeverSent, OrderReasons.WithdrawnInAmend, OrderReasons.Person,
        ];
        return [.. events, .. oddities, .. reasons, .. Enum.GetNames<OrderState>()];
    }
}

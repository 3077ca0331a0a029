using Shouldly;
using Sssaham.Domain.Market;

namespace Sssaham.Cluster.Tests.Market;

internal static class BarAssertions
{
    /// <summary>Every number of every bar agrees, the cumulative delta included; revisions may differ.</summary>
    public static void ShouldBeBars(this IReadOnlyList<FootprintBar> found, IReadOnlyList<FootprintBar> expected, string text = "")
    {
        found.Select(b => b.StartUs).ShouldBe(expected.Select(b => b.StartUs), text);
        for (var i = 0; i < found.Count; i++)
        {
            found[i].Levels.Length.ShouldBe(expected[i].Levels.Length, text);
            found[i].SameContent(expected[i]).ShouldBeTrue($"{text} bar {i} at {Instants.Format(found[i].StartUs)}: {Show(found[i])} and not {Show(expected[i])}");
            found[i].Cvd.ShouldBe(expected[i].Cvd, $"{text} bar {i}");
        }
    }

    private static string Show(FootprintBar bar) =>
        $"{bar.Open} {bar.High} {bar.Low} {bar.Close} b{bar.BuyVolume} s{bar.SellVolume} u{bar.UnknownVolume} n{bar.Trades} ({bar.MinDelta} {bar.MaxDelta}) levels {bar.Levels.Length}";
}

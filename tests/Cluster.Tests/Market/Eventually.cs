using System.Diagnostics;
using Shouldly;

namespace Sssaham.Cluster.Tests.Market;

internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Asks until the answer is yes; fails with the text when it never is.</summary>
    public static async Task BeTrueAsync(Func<Task<bool>> condition, string text)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > Patience) throw new ShouldAssertException(text);
            await Task.Delay(20);
        }
    }
}

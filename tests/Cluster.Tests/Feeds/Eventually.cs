using Xunit;

namespace Sssaham.Cluster.Tests.Feeds;

internal static class Eventually
{
    /// <summary>Not a measure of anything: it only keeps a broken build from hanging.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public static async Task TrueAsync(Func<Task<bool>> reached, Func<string>? found = null)
    {
        var until = DateTime.UtcNow + Limit;
        while (!await reached())
        {
            if (DateTime.UtcNow > until) Assert.Fail($"It did not come to that: {found?.Invoke()}");
            await Task.Delay(10);
        }
    }

    public static Task TrueAsync(Func<bool> reached, Func<string>? found = null) => TrueAsync(() => Task.FromResult(reached()), found);
}

using System.Diagnostics;

namespace Sssaham.Gateway.Tests.Support;

/// <summary>Waits for a condition, with patience for a busy machine.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task IsTrueAsync(Func<Task<bool>> condition, Func<string>? state = null)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                if (await condition()) return;
            }
            catch (HttpRequestException) when (watch.Elapsed < Patience)
            {
                // Not listening yet.
            }

            if (watch.Elapsed > Patience) throw new TimeoutException($"The condition did not come true. {state?.Invoke()}");
            await Task.Delay(20);
        }
    }
}

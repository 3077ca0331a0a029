using System.Diagnostics;

namespace Sssaham.Gateway.Tests.Support;

/// <summary>Waits for a condition, with patience for a busy machine.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <param name="condition">The condition.</param>
    /// <param name="state">What to say of the state when the time is up.</param>
    /// <param name="patience">How long to wait; a minute unless told.</param>
    public static async Task IsTrueAsync(Func<Task<bool>> condition, Func<string>? state = null, TimeSpan? patience = null)
    {
        var most = patience ?? Patience;
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                if (await condition()) return;
            }
            catch (HttpRequestException) when (watch.Elapsed < most)
            {
                // Not listening yet.
            }

            if (watch.Elapsed > most) throw new TimeoutException($"The condition did not come true. {state?.Invoke()}");
            await Task.Delay(20);
        }
    }
}

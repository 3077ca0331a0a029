using Microsoft.Extensions.Hosting;

namespace Sssaham.Silo.Hosting;

/// <summary>The start of the host, and the beginning of its end.</summary>
internal static class HostStart
{
    /// <summary>Ends with the host's first sign of stopping: the silo leaves before its services are stopped, and from then on its grains are
    /// others' to wake.</summary>
    /// <param name="lifetime">Life of the host.</param>
    /// <param name="stopping">Ends it as well.</param>
    /// <returns>Both.</returns>
    public static CancellationTokenSource UntilStopping(this IHostApplicationLifetime lifetime, CancellationToken stopping) =>
        CancellationTokenSource.CreateLinkedTokenSource(stopping, lifetime.ApplicationStopping);

    /// <summary>Waits until grains can be called: once the silo has joined, which is when the host has started.</summary>
    /// <param name="lifetime">Life of the host.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>When it has started.</returns>
    public static async Task StartedAsync(this IHostApplicationLifetime lifetime, CancellationToken cancel)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancel);
    }
}

using Microsoft.Extensions.Logging;
using Orleans;

namespace Sssaham.Silo.Hosting;

/// <summary>
/// Has a gateway wait for its first silo, however long that takes: silos may start after it. It says what it waits for, or an operator
/// with a silo that advertises a wrong address would look at a gateway that is silent.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class SiloAwaited(TimeProvider time, ILogger<SiloAwaited> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Told = TimeSpan.FromSeconds(30);
    private DateTimeOffset _tellAfter;

    /// <inheritdoc/>
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() >= _tellAfter)
        {
            _tellAfter = time.GetUtcNow() + Told;
            LogWaits(logger, exception.Message);
        }

        await Task.Delay(Pause, time, cancellationToken);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No silo answers yet, and nothing is served before one does: {Reason}")]
    private static partial void LogWaits(ILogger logger, string reason);
}

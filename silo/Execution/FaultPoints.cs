using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Sssaham.Grains.Execution;

namespace Sssaham.Silo.Execution;

/// <summary>
/// Kills its own process at a point when <c>Faults:KillAt</c> names one, as a power cut would: no finally block, no flush.
/// <c>Faults:Skip</c> hits pass before. A wrong name is an <see cref="ArgumentException"/> at the start.
/// </summary>
internal sealed class FaultPoints : IFaultPoints
{
    private readonly FaultPoint? _killAt;
    private int _left;

    public FaultPoints(IConfiguration configuration)
    {
        if (configuration["Faults:KillAt"] is not { Length: > 0 } name) return;
        _killAt = Enum.TryParse<FaultPoint>(name, out var point) && Enum.IsDefined(point) ? point : throw new ArgumentException($"Faults:KillAt names no point: '{name}'.");
        _left = configuration.GetValue("Faults:Skip", 0);
    }

    /// <inheritdoc/>
    public void Reached(FaultPoint point)
    {
        if (point != _killAt || Interlocked.Decrement(ref _left) >= 0) return;
        using var self = Process.GetCurrentProcess();
        self.Kill();
        // The signal may need a moment; nothing behind the point may happen.
        Thread.Sleep(Timeout.Infinite);
    }
}

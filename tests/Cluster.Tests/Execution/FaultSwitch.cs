using Sssaham.Grains.Execution;

namespace Sssaham.Cluster.Tests.Execution;

/// <summary>Ends the process in effect at a point that a test names: what is behind the point does not happen, and the disk takes nothing more.</summary>
internal sealed class FaultSwitch : IFaultPoints
{
    private TaskCompletionSource _struck = new();
    private Action? _end;
    private FaultPoint _at;

    /// <summary>Strikes once at a point.</summary>
    /// <param name="point">The point.</param>
    /// <param name="end">Takes the disks away.</param>
    /// <returns>When it has struck.</returns>
    public Task Arm(FaultPoint point, Action end)
    {
        _struck = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (_at, _end) = (point, end);
        return _struck.Task;
    }

    public void Reached(FaultPoint point)
    {
        if (_end is null || point != _at || Interlocked.Exchange(ref _end, null) is not { } end) return;
        end();
        _struck.SetResult();
        throw new InvalidOperationException($"The process ends at {point}.");
    }
}

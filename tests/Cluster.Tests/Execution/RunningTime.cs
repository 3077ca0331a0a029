namespace Sssaham.Cluster.Tests.Execution;

/// <summary>A clock that starts where a test wants it, runs with the real one, and can be moved on.</summary>
internal sealed class RunningTime(DateTimeOffset start) : TimeProvider
{
    private long _offset = (start - System.GetUtcNow()).Ticks;

    public long NowUs => (GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));

    /// <summary>Moves the clock on to an instant.</summary>
    public void MoveTo(DateTimeOffset instant) => Interlocked.Add(ref _offset, (instant - GetUtcNow()).Ticks);
}

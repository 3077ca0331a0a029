using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Grains.Identity;

/// <summary>A ticket, once.</summary>
internal sealed class TicketGrain(TimeProvider time) : Grain, ITicketGrain
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);
    private TicketHolder? _holder;
    private DateTimeOffset _until;

    /// <inheritdoc/>
    public Task IssueAsync(TicketHolder ticket)
    {
        (_holder, _until) = (ticket, time.GetUtcNow() + Lifetime);
        this.RegisterGrainTimer(_ =>
        {
            DeactivateOnIdle();
            return Task.CompletedTask;
        }, new GrainTimerCreationOptions(Lifetime * 2, Timeout.InfiniteTimeSpan));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<TicketHolder?> TakeAsync()
    {
        var holder = time.GetUtcNow() < _until ? _holder : null;
        _holder = null;
        DeactivateOnIdle();
        return Task.FromResult(holder);
    }
}

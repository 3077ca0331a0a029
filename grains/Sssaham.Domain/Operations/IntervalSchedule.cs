namespace Sssaham.Domain.Operations;

/// <summary>Every so many minutes, around the clock.</summary>
internal sealed class IntervalSchedule(int minutes) : JobSchedule
{
    private readonly long _stepUs = Checked(minutes) * MinuteUs;

    /// <inheritdoc/>
    public override long NextDue(long afterUs) => FloorTo(afterUs, _stepUs) + _stepUs;

    /// <inheritdoc/>
    public override long LastDue(long atOrBeforeUs) => FloorTo(atOrBeforeUs, _stepUs);

    /// <inheritdoc/>
    public override string DeadlineText(TimeSpan within) => WithinText(within);

    /// <inheritdoc/>
    public override string ToString() => IntervalText(minutes);
}

namespace Sssaham.Domain.Execution.Phantom;

/// <summary>The moment a level was touched. It lasts until the lots are sold; while it lasts nothing else can trigger.</summary>
/// <param name="Id">Unique: the phantom order's id, a dot, a number that only counts up.</param>
/// <param name="Reason">The level that was touched.</param>
/// <param name="Level">Scaled price of the level at that time.</param>
/// <param name="Price">Scaled price that touched it.</param>
/// <param name="TimeUs">When, microseconds since 1970 UTC.</param>
/// <param name="Recheck">Whether the next price has to confirm it (see <see cref="BreakPolicy.Recheck"/>).</param>
/// <param name="Told">Whether the alarm that it has to wait was raised.</param>
public sealed record PhantomTrigger(string Id, PhantomReason Reason, long Level, long Price, long TimeUs, bool Recheck, bool Told);

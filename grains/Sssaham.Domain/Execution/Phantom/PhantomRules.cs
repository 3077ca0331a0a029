using Sssaham.Domain.Market;

namespace Sssaham.Domain.Execution.Phantom;

/// <summary>The rules under which a phantom order acts.</summary>
/// <param name="Grid">The instrument's tick table.</param>
/// <param name="Options">Choices.</param>
public sealed record PhantomRules(TickGrid Grid, PhantomOptions Options);

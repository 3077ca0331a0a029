using System.Collections.Immutable;

namespace Sssaham.Domain.Execution.Phantom;

/// <summary>The outcome of an input.</summary>
/// <param name="State">The next state: store it first.</param>
/// <param name="Effects">Then carry these out, in order.</param>
public sealed record PhantomStep(PhantomState State, ImmutableArray<PhantomEffect> Effects);

using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Sssaham.Domain.Execution.Phantom;

namespace Sssaham.Domain.Execution;

/// <summary>A phantom order is as the event says. It stands in one batch with the orders that follow from it.</summary>
/// <param name="Record">The phantom order.</param>
public sealed record PhantomSaved(PhantomRecord Record) : AccountEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override long Subject => 0;
}

/// <summary>Phantom orders that were over for long are dropped.</summary>
/// <param name="Ids">Their ids.</param>
public sealed record PhantomsForgotten(ImmutableArray<string> Ids) : AccountEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override long Subject => 0;
}

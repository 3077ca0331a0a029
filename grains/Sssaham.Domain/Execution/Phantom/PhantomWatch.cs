namespace Sssaham.Domain.Execution.Phantom;

/// <summary>Thresholds of one phantom order on one instrument.</summary>
/// <param name="Id">Names the phantom order across all accounts.</param>
/// <param name="Below">Crossed by prices at or below this, scaled; null for none.</param>
/// <param name="Above">Crossed by prices at or above this, scaled; null for none.</param>
public sealed record PhantomWatch(string Id, long? Below, long? Above);

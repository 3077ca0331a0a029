namespace Sssaham.Domain.Scoring;

/// <summary>What a score is made of. Any values are taken; see <see cref="ScoreCalculator"/> for what odd ones count as.</summary>
/// <param name="Volume">Volume of the session so far, in shares or the venue's quantity.</param>
/// <param name="Delta">Buy volume − sell volume of the session, in the same unit.</param>
/// <param name="Last">Last price.</param>
/// <param name="Reference">Previous close, else the session's open; 0 when neither is known.</param>
/// <param name="Context">20-day context of the trading day before; null when there is none.</param>
public sealed record ScoreInput(decimal Volume, decimal Delta, decimal Last, decimal Reference, ScoreContext? Context);

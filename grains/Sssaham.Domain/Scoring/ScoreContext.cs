using Sssaham.Domain.Flow;

namespace Sssaham.Domain.Scoring;

/// <summary>
/// The 20-day broker flow that a session is judged against: that of the trading day before, as broker codes are published after the
/// close and a score must not know the future.
/// </summary>
/// <param name="Date">Trading date whose close the context was known after.</param>
/// <param name="ZNgr">z-score of the net-flow ratio (smart buy − smart sell) / total value over 20 days; null without enough days.</param>
/// <param name="State">State of the 20 days.</param>
/// <param name="SmartNet">Smart money's net value over the 20 days, in the instrument's currency.</param>
/// <param name="RetailNet">Retail's net value over the 20 days.</param>
/// <param name="Insufficient">Whether there were too few days; nothing of the context enters the score then.</param>
public sealed record ScoreContext(DateOnly Date, double? ZNgr, FlowState State, decimal SmartNet, decimal RetailNet, bool Insufficient);

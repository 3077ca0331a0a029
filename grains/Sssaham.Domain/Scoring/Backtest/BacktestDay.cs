namespace Sssaham.Domain.Scoring.Backtest;

/// <summary>A trading day of an instrument, as it was known after its close.</summary>
/// <param name="Date">Trading date.</param>
/// <param name="Close">Closing price, adjusted for splits and dividends where the caller can; a close that is not above 0 counts as no trading.</param>
/// <param name="SmartNet20">Smart money's net value over the 20 days up to and with this one; null when not known.</param>
/// <param name="RetailNet20">Retail's net value over the same days.</param>
/// <param name="Risk">Risk of the day's last score; null when there was none.</param>
public sealed record BacktestDay(DateOnly Date, decimal Close, decimal? SmartNet20, decimal? RetailNet20, ScoreRisk? Risk);

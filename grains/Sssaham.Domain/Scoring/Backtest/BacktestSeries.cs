namespace Sssaham.Domain.Scoring.Backtest;

/// <summary>The days of an instrument.</summary>
/// <param name="Ticker">Its code, for error messages.</param>
/// <param name="Days">Days by rising date, each date once; days without trading are absent.</param>
public sealed record BacktestSeries(string Ticker, IReadOnlyList<BacktestDay> Days);

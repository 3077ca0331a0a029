namespace Sssaham.Domain.Scoring.Backtest;

/// <summary>What a backtest found.</summary>
/// <param name="From">First date of the data; null without data.</param>
/// <param name="To">Last date of the data.</param>
/// <param name="Instruments">Number of series.</param>
/// <param name="Cells">All kinds by all horizons, in that order.</param>
public sealed record BacktestReport(DateOnly? From, DateOnly? To, int Instruments, IReadOnlyList<BacktestCell> Cells);

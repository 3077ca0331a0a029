using Sssaham.Domain.Market.Feeds;

namespace Sssaham.Domain.Flow;

/// <summary>What is known of a summary besides its content, for files that say it in their name only.</summary>
/// <param name="Ticker">Ticker, for a file without one.</param>
/// <param name="Date">Trading date, for a file without one.</param>
public readonly record struct BrokerSummaryHint(string? Ticker = null, DateOnly? Date = null);

/// <summary>A summary, or what is wrong with it.</summary>
/// <param name="Summary">The summary; null when there are errors.</param>
/// <param name="Errors">The errors with the paths of their fields, at most <see cref="BrokerSummaryReader.MaxErrors"/>.</param>
public sealed record BrokerSummaryResult(BrokerSummary? Summary, IReadOnlyList<FeedError> Errors);

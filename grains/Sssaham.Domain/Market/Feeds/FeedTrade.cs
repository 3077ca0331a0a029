namespace Sssaham.Domain.Market.Feeds;

/// <summary>A trade as one record of a feed or file tells it: what it is of, and the trade itself.</summary>
/// <param name="Venue">Upper-case venue code, the mapping's default where the record names none.</param>
/// <param name="Ticker">Upper-case, well-formed ticker.</param>
/// <param name="Trade">The trade, scaled as the venue says.</param>
/// <param name="HasNumber">Whether the record carries an exchange trade number. Without one <see cref="Trade.Number"/> is 0 and whoever
/// takes the trade in assigns a number or refuses it.</param>
/// <param name="PreviousClose">Scaled previous close where the record carries it (IPOT does); 0 when it does not.</param>
public readonly record struct FeedTrade(string Venue, string Ticker, Trade Trade, bool HasNumber, long PreviousClose = 0);

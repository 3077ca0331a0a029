namespace Sssaham.Domain.Flow;

/// <summary>Which side of its trades a broker was on.</summary>
public enum FlowSide : byte
{
    /// <summary>It bought.</summary>
    Buy = 0,

    /// <summary>It sold.</summary>
    Sell = 1,
}

/// <summary>What one broker bought or sold of one instrument on one day.</summary>
/// <param name="Code">Broker code, upper case.</param>
/// <param name="Type">Whose money it was, as the summary says.</param>
/// <param name="Side">Bought or sold.</param>
/// <param name="Value">Value in the instrument's currency, 0 or more on both sides.</param>
/// <param name="Lots">Lots, 0 or more.</param>
/// <param name="AveragePrice">Average price as the summary states it; null when it does not.</param>
public sealed record BrokerRow(string Code, BrokerType Type, FlowSide Side, decimal Value, long Lots, decimal? AveragePrice);

/// <summary>A day's broker summary of one instrument, as published after the close.</summary>
/// <param name="Ticker">Ticker, upper case.</param>
/// <param name="Date">Trading date.</param>
/// <param name="Rows">One row for each broker, side and type.</param>
/// <param name="StatedValue">The market's value that the summary states beside its rows.</param>
/// <param name="StatedShares">The market's shares that it states.</param>
public sealed record BrokerSummary(string Ticker, DateOnly Date, IReadOnlyList<BrokerRow> Rows, decimal? StatedValue, long? StatedShares);

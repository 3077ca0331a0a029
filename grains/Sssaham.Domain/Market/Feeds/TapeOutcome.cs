namespace Sssaham.Domain.Market.Feeds;

/// <summary>What became of a line.</summary>
public enum TapeOutcome : byte
{
    /// <summary>No trade and no error: a blank line, a header, or a row that the mapping filters out.</summary>
    Skipped = 0,

    /// <summary>A trade was read.</summary>
    Trade = 1,

    /// <summary>The line cannot be read; the error says where and why.</summary>
    Bad = 2,
}

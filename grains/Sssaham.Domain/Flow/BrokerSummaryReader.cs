namespace Sssaham.Domain.Flow;

/// <summary>
/// Reads a day's broker summary. Two forms are known: <c>broker_summary</c> with <c>buyer</c> and <c>seller</c> and plain numbers, and
/// <c>brokers_buy</c> and <c>brokers_sell</c> with numbers in strings, <c>from</c>, <c>to</c> and market totals in
/// <c>bandar_detector</c>. Either may come with or without <c>data</c> around it. Fields that are not known are skipped.
/// </summary>
public static class BrokerSummaryReader
{
    /// <summary>Most rows of one summary, both sides together. The exchange has fewer than 100 members.</summary>
    public const int MaxRows = 2_000;

    /// <summary>Errors after which a file is read no further.</summary>
    public const int MaxErrors = 20;

    /// <summary>Largest value of a row or a day, in currency.</summary>
    public const decimal MaxValue = 1_000_000_000_000_000_000;

    /// <summary>Most shares of a day.</summary>
    public const long MaxShares = 1_000_000_000_000_000_000;

    /// <summary>Most lots of a row: as many rows as there may be still fit into 64 bits.</summary>
    public const long MaxLots = 1_000_000_000_000_000;

    /// <summary>Most decimals of a value: the sum of as many rows as there may be stays exact.</summary>
    public const int MaxDecimals = 6;

    /// <summary>Reads a summary. Bad input gives errors, never exceptions.</summary>
    /// <param name="json">One JSON object in UTF-8.</param>
    /// <param name="hint">Ticker and date from elsewhere; where the file has its own they must agree.</param>
    /// <returns>The summary or the errors.</returns>
    public static BrokerSummaryResult Read(ReadOnlySpan<byte> json, BrokerSummaryHint hint = default)
    {
        if (json.StartsWith("\uFEFF"u8)) json = json["\uFEFF"u8.Length..];
        return new SummaryFile(json).Read(hint);
    }
}

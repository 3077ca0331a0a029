namespace Sssaham.Domain.Execution;

/// <summary>Figures of an account's order book. Times are microseconds.</summary>
public sealed record AccountOptions
{
    /// <summary>Shares in a lot where an order does not say it.</summary>
    public int LotSize { get; init; } = 100;

    /// <summary>How far submit keys may run ahead of the clock.</summary>
    public long MaxSubmitAheadUs { get; init; } = 3_600_000_000;

    /// <summary>After this time without an answer an order is Unknown.</summary>
    public long AckTimeoutUs { get; init; } = 10_000_000;

    /// <summary>After this time an Unknown order is a person's.</summary>
    public long UnknownTimeoutUs { get; init; } = 60_000_000;

    /// <summary>After this time an undecided cancel or change is checked against the broker's list.</summary>
    public long RequestTimeoutUs { get; init; } = 10_000_000;

    /// <summary>How much earlier than ours the broker's time of an order may be.</summary>
    public long ClockSkewUs { get; init; } = 60_000_000;

    /// <summary>How long after its end an order's last push may come again without a number.</summary>
    public long PushRepeatUs { get; init; } = 12 * 3_600_000_000L;

    /// <summary>How long terminal orders, and with them their client order ids, are kept.</summary>
    public long RetainUs { get; init; } = 7 * 86_400_000_000L;

    /// <summary>Fee of a buy, as a share of its value.</summary>
    public decimal BuyFeeRate { get; init; } = 0.0015m;

    /// <summary>Fee of a sell, as a share of its value.</summary>
    public decimal SellFeeRate { get; init; } = 0.0025m;

    /// <summary>Finds what is wrong with the options.</summary>
    /// <returns>Messages by field; empty when all is well.</returns>
    public IReadOnlyDictionary<string, string[]> Validate()
    {
        var problems = new Dictionary<string, string[]>();
        if (LotSize is < 1 or > 1_000_000) problems[nameof(LotSize)] = ["must be 1 to 1,000,000."];
        foreach (var (name, value) in new[]
        {
            (nameof(MaxSubmitAheadUs), MaxSubmitAheadUs), (nameof(AckTimeoutUs), AckTimeoutUs), (nameof(UnknownTimeoutUs), UnknownTimeoutUs), (nameof(RequestTimeoutUs), RequestTimeoutUs),
            (nameof(PushRepeatUs), PushRepeatUs), (nameof(RetainUs), RetainUs),
        })
        {
            if (value <= 0) problems[name] = ["must be above 0."];
        }

        if (ClockSkewUs < 0) problems[nameof(ClockSkewUs)] = ["must not be below 0."];
        if (BuyFeeRate is < 0 or > 0.1m) problems[nameof(BuyFeeRate)] = ["must be 0 to 0.1."];
        if (SellFeeRate is < 0 or > 0.1m) problems[nameof(SellFeeRate)] = ["must be 0 to 0.1."];
        return problems;
    }
}

using System.Text.Json.Serialization;

namespace Sssaham.Domain.Execution.Paper;

/// <summary>How a paper order is.</summary>
public enum PaperOrderState : byte
{
    /// <summary>It rests in the queue.</summary>
    Open = 0,

    /// <summary>All its lots are filled.</summary>
    Filled = 1,

    /// <summary>It was cancelled, or its day is over.</summary>
    Cancelled = 2,

    /// <summary>The cash or the lots did not suffice.</summary>
    Rejected = 3,
}

/// <summary>An order at the paper broker.</summary>
public sealed record PaperOrder
{
    /// <summary>Its number in the account, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>The account's number for it: the same one is the same order.</summary>
    public long SubmitId { get; init; }

    /// <summary>Buy or sell.</summary>
    public required OrderSide Side { get; init; }

    /// <summary>Instrument code.</summary>
    public required string Code { get; init; }

    /// <summary>Limit price per share, above 0.</summary>
    public required decimal Price { get; init; }

    /// <summary>Lots ordered, above 0.</summary>
    public required long Lots { get; init; }

    /// <summary>Shares in a lot, above 0.</summary>
    public required int LotSize { get; init; }

    /// <summary>State.</summary>
    public PaperOrderState State { get; init; }

    /// <summary>Lots filled.</summary>
    public long FilledLots { get; init; }

    /// <summary>Σ price · shares of the fills, without fees.</summary>
    public decimal FilledValue { get; init; }

    /// <summary>Shares at its price that are served before it.</summary>
    public decimal Ahead { get; init; }

    /// <summary>Shares that the tape has given it and that make no whole lot yet.</summary>
    public decimal Carry { get; init; }

    /// <summary>Its place among the account's own orders: an amended order goes to the end.</summary>
    public long Place { get; init; }

    /// <summary>Stream position of the tape when it came: only trades behind it count.</summary>
    public long AfterPosition { get; init; }

    /// <summary>Time of the newest trade when it came, microseconds since 1970 UTC: no older one counts, however late it arrives.</summary>
    public long AfterUs { get; init; }

    /// <summary>When it came, microseconds since 1970 UTC.</summary>
    public long TimeUs { get; init; }

    /// <summary>Trading date on which it came: it works no longer.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>Trading date of its last change.</summary>
    public required DateOnly ChangedDay { get; init; }

    /// <summary>Why it was rejected or cancelled; null when it was not.</summary>
    public string? Message { get; init; }

    /// <summary>The broker's number, e.g. <c>P00000001</c>.</summary>
    [JsonIgnore]
    public string OrderNo => $"P{Number:D8}";

    /// <summary>Lots not filled.</summary>
    [JsonIgnore]
    public long RemainingLots => Lots - FilledLots;

    /// <summary>Whether it may still be filled.</summary>
    [JsonIgnore]
    public bool IsOpen => State == PaperOrderState.Open;

    /// <summary>What the broker tells of it now, its limit price included.</summary>
    /// <returns>The state without the price of a match.</returns>
    public BrokerPush Push() => new(
        OrderNo,
        Code,
        Side,
        State switch
        {
            PaperOrderState.Open => BrokerStatus.Open,
            PaperOrderState.Filled => BrokerStatus.Matched,
            PaperOrderState.Rejected => BrokerStatus.Rejected,
            _ => BrokerStatus.Cancelled,
        },
        Price,
        FilledLots,
        Lots,
        Message,
        OrderTimeUs: TimeUs);

    /// <summary>What the broker tells of a match.</summary>
    /// <param name="price">Price of the match.</param>
    /// <returns>The match.</returns>
    public BrokerPush Matched(decimal price) => Push() with { Status = BrokerStatus.Matched, Price = price };

    /// <summary>Its rows in the list of orders: what was matched at the average price, then its end when it has another one.</summary>
    /// <returns>One or two rows.</returns>
    public IEnumerable<BrokerPush> Rows()
    {
        if (FilledLots > 0) yield return Matched(FilledValue / ((decimal)FilledLots * LotSize));
        if (FilledLots == 0 || State is PaperOrderState.Cancelled or PaperOrderState.Rejected) yield return Push();
    }
}

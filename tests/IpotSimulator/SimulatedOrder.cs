namespace Sssaham.IpotSimulator;

/// <summary>An order as the simulated broker has it.</summary>
public sealed class SimulatedOrder
{
    public required string OrderNo { get; init; }

    public required string CustCode { get; init; }

    public required string Side { get; init; }

    public required string Code { get; init; }

    public required decimal Price { get; set; }

    public required long Lots { get; set; }

    public required long SubmitId { get; init; }

    /// <summary>Lots matched so far.</summary>
    public long Matched { get; set; }

    /// <summary><c>O</c>, <c>M</c>, <c>R</c> or <c>C</c>.</summary>
    public string Status { get; set; } = "O";

    public bool IsDone => Status is "R" or "C" || Matched >= Lots;
}

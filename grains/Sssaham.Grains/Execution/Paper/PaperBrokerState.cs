namespace Sssaham.Grains.Execution.Paper;

/// <summary>What a paper account keeps.</summary>
[GenerateSerializer]
[Alias("Sssaham.PaperBrokerState")]
public sealed class PaperBrokerState
{
    /// <summary>The account as <see cref="Sssaham.Domain.Execution.Paper.PaperBookCodec"/> writes it; empty before the first change.</summary>
    [Id(0)]
    public byte[] Book { get; set; } = [];
}

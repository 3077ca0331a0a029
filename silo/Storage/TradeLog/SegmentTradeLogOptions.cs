namespace Sssaham.Silo.Storage.TradeLog;

/// <summary>Settings of the embedded trade log.</summary>
public sealed class SegmentTradeLogOptions
{
    /// <summary>A segment is closed when it has grown to this many bytes.</summary>
    public long SegmentBytes { get; set; } = 64 << 20;

    /// <summary>Most bytes written before one sync.</summary>
    public int GroupBytes { get; set; } = 8 << 20;
}

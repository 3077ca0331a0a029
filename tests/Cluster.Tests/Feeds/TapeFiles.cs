using System.IO.Compression;
using System.Text;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Market;

namespace Sssaham.Cluster.Tests.Feeds;

/// <summary>Trades as lines of tapes.</summary>
internal static class TapeFiles
{
    public static readonly DateOnly Day = Tapes.Today;

    /// <summary>Trades without fields that a line would not carry.</summary>
    public static Trade[] Trades(int count, int seed = 1, DateOnly? day = null) => [.. Tapes.Random(new Random(seed), day ?? Day, count).Select(t => t with { Buyer = default })];

    public static string Line(Trade trade, string ticker = "BBCA", bool numbered = true)
    {
        var number = numbered ? $"\"tradeNo\":{trade.Number}," : "";
        var side = trade.Side switch { Side.Buy => "\"B\"", Side.Sell => "\"S\"", _ => "null" };
        var board = trade.Board.IsEmpty ? "null" : $"\"{trade.Board}\"";
        return $"{{\"ticker\":\"{ticker}\",{number}\"time\":{trade.TimeUs / 1000},\"price\":{trade.Price},\"shares\":{trade.Quantity},\"side\":{side},\"board\":{board}}}";
    }

    public static async Task WriteAsync(string file, string text)
    {
        await using var stream = File.Create(file);
        await using Stream packed = Path.GetExtension(file) switch
        {
            ".gz" => new GZipStream(stream, CompressionLevel.Fastest),
            ".br" => new BrotliStream(stream, CompressionLevel.Fastest),
            _ => new BufferedStream(stream),
        };
        await packed.WriteAsync(Encoding.UTF8.GetBytes(text));
    }
}

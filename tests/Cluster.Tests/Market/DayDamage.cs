using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Storage;
using Sssaham.Cluster.Tests.Storage;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains;
using Sssaham.Grains.Market;

namespace Sssaham.Cluster.Tests.Market;

/// <summary>Damages what is kept of an instrument's day.</summary>
internal static class DayDamage
{
    /// <summary>The archived files of an instrument: minutes (<c>footprint</c>) or trades.</summary>
    public static List<string> Files(this TickerCluster cluster, ITickerGrain ticker, string kind) =>
        [.. cluster.ArchiveDisk.AllFiles().Where(f => f.StartsWith($"{kind}/{KeyOf(ticker).Ticker}/", StringComparison.Ordinal) && f.EndsWith(".jsonl", StringComparison.Ordinal))];

    /// <summary>Flips a bit of a digit behind a text in a file, so that it reads as another number.</summary>
    public static void ChangeNumber(this TickerCluster cluster, string path, string before)
    {
        var at = Bytes(cluster.ArchiveDisk, path).AsSpan().IndexOf(Encoding.ASCII.GetBytes(before)) + before.Length;
        cluster.ArchiveDisk.FlipBit(path, 8L * at);
    }

    /// <summary>Destroys batches of an instrument in the log; the others stay whole.</summary>
    public static int LoseBatches(this TickerCluster cluster, ITickerGrain ticker, Range range)
    {
        var name = Encoding.ASCII.GetBytes(ticker.GetPrimaryKeyString());
        var places = new List<(string Path, int At)>();
        foreach (var path in cluster.Log.Disk.AllFiles().Where(f => f.EndsWith(".seg", StringComparison.Ordinal)))
        {
            var bytes = Bytes(cluster.Log.Disk, path);
            for (var at = 0; bytes.AsSpan(at).IndexOf(name) is var next and >= 0; at += next + name.Length) places.Add((path, at + next));
        }

        // Opening a stream writes a record of its name, too; it has no trades and is damaged with the others at most.
        var lost = places[range];
        foreach (var (path, at) in lost) cluster.Log.Disk.FlipBit(path, 8L * (at + name.Length + 6));
        return lost.Count;
    }

    /// <summary>Stores a checkpoint that claims more of the log than its book has.</summary>
    public static async Task ShortenCheckpointAsync(this TickerCluster cluster, ITickerGrain ticker, DateOnly day, IEnumerable<Trade> kept, long sequence)
    {
        var book = new DayBook(Tapes.Idx, day);
        foreach (var trade in kept)
        {
            if (book.Reserve(trade) == Reservation.New) book.Add(trade);
        }

        var storage = cluster.Silo.GetRequiredKeyedService<IGrainStorage>(StorageNames.Cache);
        var state = new GrainState<TickerCheckpoint>(new TickerCheckpoint());
        await storage.ReadStateAsync("ticker", ticker.GetGrainId(), state);
        state.State = new TickerCheckpoint { Book = DayBookCodec.Encode(book), Sequence = sequence };
        await storage.WriteStateAsync("ticker", ticker.GetGrainId(), state);
    }

    public static InstrumentKey KeyOf(ITickerGrain ticker) => InstrumentKey.Parse(ticker.GetPrimaryKeyString());

    private static byte[] Bytes(PowerCutFileLayer disk, string path)
    {
        using var file = disk.OpenRead(path);
        var bytes = new byte[file.Length];
        file.Read(0, bytes);
        return bytes;
    }
}

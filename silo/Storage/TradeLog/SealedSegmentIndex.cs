using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Sssaham.Grains.Market;
using Sssaham.Silo.Storage.Files;

namespace Sssaham.Silo.Storage.TradeLog;

/// <summary>
/// The index file of a full segment: places by stream, then a directory with a checksum of each stream's places and one of its own.
/// Only the directory is held in memory. It is a cache of the segment: when it is missing or damaged, the segment is scanned and the
/// file written again.
/// </summary>
internal sealed class SealedSegmentIndex : ISegmentIndex
{
    private const uint Magic = 0x5853_5353;
    private const int PlaceBytes = 32;
    private const int FooterBytes = 32;
    private readonly IFileLayer _files;
    private readonly string _path;
    private readonly Dictionary<string, Entry> _entries;

    private SealedSegmentIndex(IFileLayer files, string path, Dictionary<string, Entry> entries, long segmentLength, long lastSequence)
    {
        _files = files;
        _path = path;
        _entries = entries;
        SegmentLength = segmentLength;
        LastSequence = lastSequence;
    }

    public long SegmentLength { get; }

    public long LastSequence { get; }

    public IReadOnlyCollection<string> Streams => _entries.Keys;

    public IReadOnlyList<TradeLogDay> Days(string stream) => _entries.TryGetValue(stream, out var entry) ? entry.Days : [];

    public List<RecordPlace> Places(string stream, DateOnly day, long after)
    {
        if (!_entries.TryGetValue(stream, out var entry) || !entry.Days.Exists(d => d.Day == day && d.LastSequence > after)) return [];
        var bytes = new byte[entry.Count * PlaceBytes];
        using var file = _files.OpenRead(_path);
        if (file.Read(entry.Position, bytes) != bytes.Length || LogRecord.Checksum(bytes, []) != entry.Checksum) throw new IOException($"Index '{_path}' is damaged.");
        var places = new List<RecordPlace>();
        foreach (ref readonly var place in MemoryMarshal.Cast<byte, RecordPlace>(bytes))
        {
            if (place.Day == day.DayNumber && place.Sequence > after) places.Add(place);
        }

        return places;
    }

    /// <summary>Writes the index of a full segment. A failure is no loss: the segment is scanned at the next start.</summary>
    public static SealedSegmentIndex Write(IFileLayer files, string folder, string path, OpenSegmentIndex index, long segmentLength)
    {
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        files.Delete(path);
        using (var file = files.Open(path, create: true))
        {
            long at = 0;
            using var directory = new MemoryStream();
            using var writer = new BinaryWriter(directory, Encoding.UTF8);
            writer.Write(index.Entries.Count);
            foreach (var (stream, entry) in index.Entries)
            {
                var bytes = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(entry.Places));
                file.Write(at, bytes);
                var sealedEntry = new Entry(at, entry.Places.Count, LogRecord.Checksum(bytes, []), [.. entry.Days.Select(d => new TradeLogDay(DateOnly.FromDayNumber(d.Key), d.Value))]);
                entries[stream] = sealedEntry;
                writer.Write(stream);
                writer.Write(at);
                writer.Write(sealedEntry.Count);
                writer.Write(sealedEntry.Checksum);
                writer.Write(sealedEntry.Days.Count);
                foreach (var day in sealedEntry.Days)
                {
                    writer.Write(day.Day.DayNumber);
                    writer.Write(day.LastSequence);
                }

                at += bytes.Length;
            }

            var body = directory.ToArray();
            file.Write(at, body);
            var footer = new byte[FooterBytes];
            BinaryPrimitives.WriteUInt32LittleEndian(footer, Magic);
            BinaryPrimitives.WriteInt64LittleEndian(footer.AsSpan(4), at);
            BinaryPrimitives.WriteInt64LittleEndian(footer.AsSpan(12), segmentLength);
            BinaryPrimitives.WriteInt64LittleEndian(footer.AsSpan(20), index.LastSequence);
            BinaryPrimitives.WriteUInt32LittleEndian(footer.AsSpan(28), LogRecord.Checksum(footer.AsSpan(0, 28), body));
            file.Write(at + body.Length, footer);
            file.Sync();
        }

        files.SyncFolder(folder);
        return new SealedSegmentIndex(files, path, entries, segmentLength, index.LastSequence);
    }

    /// <summary>Loads the directory; null when the file is missing or damaged.</summary>
    public static SealedSegmentIndex? Load(IFileLayer files, string path)
    {
        if (!files.Exists(path)) return null;
        try
        {
            using var file = files.OpenRead(path);
            var footer = new byte[FooterBytes];
            if (file.Length < FooterBytes || file.Read(file.Length - FooterBytes, footer) != FooterBytes) return null;
            var at = BinaryPrimitives.ReadInt64LittleEndian(footer.AsSpan(4));
            if (BinaryPrimitives.ReadUInt32LittleEndian(footer) != Magic || at < 0 || at > file.Length - FooterBytes) return null;
            var body = new byte[file.Length - FooterBytes - at];
            if (file.Read(at, body) != body.Length) return null;
            if (BinaryPrimitives.ReadUInt32LittleEndian(footer.AsSpan(28)) != LogRecord.Checksum(footer.AsSpan(0, 28), body)) return null;
            using var reader = new BinaryReader(new MemoryStream(body), Encoding.UTF8);
            var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
            for (var n = reader.ReadInt32(); n > 0; n--)
            {
                var stream = reader.ReadString();
                var (position, count, checksum) = (reader.ReadInt64(), reader.ReadInt32(), reader.ReadUInt32());
                var days = new List<TradeLogDay>();
                for (var d = reader.ReadInt32(); d > 0; d--) days.Add(new TradeLogDay(DateOnly.FromDayNumber(reader.ReadInt32()), reader.ReadInt64()));
                entries[stream] = new Entry(position, count, checksum, days);
            }

            return new SealedSegmentIndex(files, path, entries, BinaryPrimitives.ReadInt64LittleEndian(footer.AsSpan(12)), BinaryPrimitives.ReadInt64LittleEndian(footer.AsSpan(20)));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private sealed record Entry(long Position, int Count, uint Checksum, List<TradeLogDay> Days);
}

using System.Buffers.Binary;
using System.Globalization;
using Sssaham.Silo.Storage.Files;

namespace Sssaham.Silo.Storage.TradeLog;

/// <summary>
/// What a segment says of itself and of the log at the moment it was made. A segment that is given up after a failed write may hold
/// records that nobody was told of; the next segment knows where the acknowledged part ended.
/// </summary>
/// <param name="Previous">Number of the segment before; 0 when there is none or it could not be read.</param>
/// <param name="PreviousEnd">End of the acknowledged part of that segment.</param>
/// <param name="FirstSequence">Sequences below this were given before.</param>
internal readonly record struct SegmentHeader(int Previous, long PreviousEnd, long FirstSequence);

/// <summary>A file of the log.</summary>
internal sealed class Segment(int number, IDurableFile file, ISegmentIndex index, long end) : IDisposable
{
    public const string Folder = "log";
    public const int HeaderBytes = 40;
    private const uint Magic = 0x474C_5353;
    private const int FormatVersion = 1;

    public int Number => number;

    public IDurableFile File => file;

    public ISegmentIndex Index { get; set; } = index;

    /// <summary>End of the last durable record.</summary>
    public long End { get; set; } = end;

    public string Path => PathOf(number);

    public static string PathOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Folder}/{number:D8}.seg");

    public static string IndexPathOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Folder}/{number:D8}.idx");

    /// <summary>Makes a new segment; its file and its entry in the folder are durable when this returns.</summary>
    public static Segment Create(IFileLayer files, int number, SegmentHeader says)
    {
        files.CreateFolder(Folder);
        var file = files.Open(PathOf(number), create: true);
        try
        {
            Span<byte> header = stackalloc byte[HeaderBytes];
            header.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
            BinaryPrimitives.WriteInt32LittleEndian(header[4..], FormatVersion);
            BinaryPrimitives.WriteInt32LittleEndian(header[8..], number);
            BinaryPrimitives.WriteInt32LittleEndian(header[12..], says.Previous);
            BinaryPrimitives.WriteInt64LittleEndian(header[16..], says.PreviousEnd);
            BinaryPrimitives.WriteInt64LittleEndian(header[24..], says.FirstSequence);
            BinaryPrimitives.WriteUInt32LittleEndian(header[36..], LogRecord.Checksum(header[..36], []));
            file.Write(0, header);
            file.Sync();
            files.SyncFolder(Folder);
            return new Segment(number, file, new OpenSegmentIndex(), HeaderBytes);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a header.</summary>
    /// <returns>What it says, or why it is none of a version that this program reads.</returns>
    public static (SegmentHeader Says, string? Fault) ReadHeader(IDurableFile file, int number)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (file.Read(0, header) != HeaderBytes) return (default, "the header is cut off");
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic) return (default, "it is no segment");
        if (BinaryPrimitives.ReadInt32LittleEndian(header[4..]) != FormatVersion) return (default, "its format is of another version");
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[36..]) != LogRecord.Checksum(header[..36], [])) return (default, "the header is damaged");
        if (BinaryPrimitives.ReadInt32LittleEndian(header[8..]) != number) return (default, "it carries another number");
        return (new SegmentHeader(BinaryPrimitives.ReadInt32LittleEndian(header[12..]), BinaryPrimitives.ReadInt64LittleEndian(header[16..]), BinaryPrimitives.ReadInt64LittleEndian(header[24..])), null);
    }

    public void Dispose() => file.Dispose();
}

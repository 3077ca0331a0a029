using System.Buffers.Binary;
using System.Globalization;
using Sssaham.Silo.Storage.Files;

namespace Sssaham.Silo.Storage.TradeLog;

/// <summary>A file of the log.</summary>
internal sealed class Segment(int number, IDurableFile file, ISegmentIndex index, long end) : IDisposable
{
    public const string Folder = "log";
    public const int HeaderBytes = 16;
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
    public static Segment Create(IFileLayer files, int number)
    {
        files.CreateFolder(Folder);
        var file = files.Open(PathOf(number), create: true);
        try
        {
            Span<byte> header = stackalloc byte[HeaderBytes];
            BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
            BinaryPrimitives.WriteInt32LittleEndian(header[4..], FormatVersion);
            BinaryPrimitives.WriteInt32LittleEndian(header[8..], number);
            BinaryPrimitives.WriteUInt32LittleEndian(header[12..], LogRecord.Checksum(header[..12], []));
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

    /// <summary>Whether a file starts as a segment of a version that this program reads.</summary>
    public static string? HeaderFault(IDurableFile file, int number)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (file.Read(0, header) != HeaderBytes) return "the header is cut off";
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[12..]) != LogRecord.Checksum(header[..12], [])) return "the header is damaged";
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic) return "it is no segment";
        if (BinaryPrimitives.ReadInt32LittleEndian(header[4..]) != FormatVersion) return "its format is of another version";
        return BinaryPrimitives.ReadInt32LittleEndian(header[8..]) == number ? null : "it carries another number";
    }

    public void Dispose() => file.Dispose();
}

using System.Globalization;
using Microsoft.Extensions.Logging;
using Sssaham.Silo.Storage.Files;

namespace Sssaham.Silo.Storage.TradeLog;

/// <summary>
/// Opens what an earlier process left in the folder: loads or makes indexes, makes durable what readers will rely on, cuts a torn tail
/// and says what is damaged.
/// </summary>
internal sealed partial class SegmentRecovery(IFileLayer files, SegmentSet segments, long segmentBytes, ILogger logger)
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>The segment that can be written on; null when a new one has to be made.</summary>
    public Segment? Open { get; private set; }

    /// <summary>No batch has had this sequence or one above it.</summary>
    public long NextSequence { get; private set; } = 1;

    /// <summary>Reads the folder.</summary>
    /// <exception cref="IOException">The folder or its last segment cannot be read or written.</exception>
    public void Run()
    {
        files.CreateFolder(Segment.Folder);
        var numbers = files.Files(Segment.Folder)
            .Where(n => n.EndsWith(".seg", StringComparison.Ordinal))
            .Select(n => int.TryParse(n.AsSpan(0, n.Length - 4), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Where(n => n > 0)
            .Order()
            .ToList();
        // What a process that died had made may not be durable yet: nothing may be acknowledged on top of it before it is.
        files.SyncFolder(Segment.Folder);
        for (var i = 0; i < numbers.Count; i++)
        {
            var isLast = i == numbers.Count - 1;
            try
            {
                Load(numbers[i], isLast, isLast ? null : AcknowledgedEnd(numbers[i], numbers[i + 1]));
            }
            catch (IOException e) when (!isLast)
            {
                segments.Report(new LogDamage(Segment.PathOf(numbers[i]), 0, $"The segment cannot be read: {e.Message} The others are served."));
            }
        }
    }

    /// <summary>Where the acknowledged part of a segment ends, as the next one says; null when nobody knows.</summary>
    private long? AcknowledgedEnd(int number, int next)
    {
        try
        {
            using var file = files.OpenRead(Segment.PathOf(next));
            return Segment.ReadHeader(file, next) is { Fault: null, Says: { } says } && says.Previous == number ? says.PreviousEnd : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private void Load(int number, bool isLast, long? acknowledgedEnd)
    {
        var file = files.Open(Segment.PathOf(number), create: false);
        try
        {
            if (!Load(number, file, isLast, acknowledgedEnd)) file.Dispose();
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private bool Load(int number, IDurableFile file, bool isLast, long? acknowledgedEnd)
    {
        var path = Segment.PathOf(number);
        var (says, fault) = Segment.ReadHeader(file, number);
        NextSequence = Math.Max(NextSequence, says.FirstSequence);
        if (SealedSegmentIndex.Load(files, Segment.IndexPathOf(number)) is { } index)
        {
            if (file.Length < index.SegmentLength)
                segments.Report(new LogDamage(path, file.Length, $"The segment was cut from {index.SegmentLength} to {file.Length} bytes; the records behind that are lost."));
            segments.Add(new Segment(number, file, index, index.SegmentLength));
            NextSequence = Math.Max(NextSequence, index.LastSequence + 1);
            return true;
        }

        if (fault is not null && file.Length <= Segment.HeaderBytes && acknowledgedEnd is null or Segment.HeaderBytes)
        {
            // A crash while the segment was being made: nothing was in it.
            files.Delete(path);
            files.SyncFolder(Segment.Folder);
            return false;
        }

        var length = file.Length;
        var scan = new SegmentScan();
        scan.Run(file, path, Math.Min(length, acknowledgedEnd ?? long.MaxValue));
        var end = acknowledgedEnd ?? scan.End;
        if (fault is not null) segments.Report(new LogDamage(path, 0, $"{fault}; its sound records are served."));
        foreach (var damage in scan.Damage) segments.Report(damage);
        if (scan.End < end) segments.Report(new LogDamage(path, scan.End, $"{end - scan.End} bytes are damaged or cut off; the records in them are lost, those before are served."));
        if (acknowledgedEnd is null) MakeDurable(file, end);
        if (length > end) CutTail(file, path, end, mustBeCut: isLast);
        var segment = new Segment(number, file, scan.Index, end);
        segments.Add(segment);
        NextSequence = Math.Max(NextSequence, scan.Index.LastSequence + 1);
        // What is lost may have had the numbers that come next, and somebody may remember them.
        if (isLast) NextSequence += (scan.LostBytes + Math.Max(0, length - end)) / LogRecord.LeastBytes;
        if (isLast && fault is null && end < segmentBytes) Open = segment;
        else if (fault is null && scan.Damage.Count == 0 && scan.End == end) segments.WriteIndex(segment, scan.Index);
        return true;
    }

    /// <summary>
    /// Writes what was read once more and syncs it. A process that died may have left it in the system's memory only, and after a
    /// failed sync the system takes it for written; but from now on readers rely on it.
    /// </summary>
    private static void MakeDurable(IDurableFile file, long end)
    {
        var chunk = new byte[ChunkBytes];
        for (long at = 0; at < end;)
        {
            var read = file.Read(at, chunk.AsSpan(0, (int)Math.Min(chunk.Length, end - at)));
            if (read == 0) break;
            file.Write(at, chunk.AsSpan(0, read));
            at += read;
        }

        file.Sync();
    }

    /// <summary>Cuts what a crash left half-written; a copy is kept for an operator who wants to look.</summary>
    private void CutTail(IDurableFile file, string path, long end, bool mustBeCut)
    {
        try
        {
            CutTail(file, path, end);
        }
        catch (IOException e) when (!mustBeCut)
        {
            // Nothing is appended to this segment and its end is known, so the rest does no harm where it is.
            LogTailLeft(logger, e, path, end);
        }
    }

    private void CutTail(IDurableFile file, string path, long end)
    {
        var tail = new byte[Math.Min(file.Length - end, LogRecord.MaxBodyBytes)];
        var read = file.Read(end, tail);
        var copy = string.Create(CultureInfo.InvariantCulture, $"{path}.torn-{end}");
        files.Delete(copy);
        using (var kept = files.Open(copy, create: true))
        {
            kept.Write(0, tail.AsSpan(0, read));
            kept.Sync();
        }

        file.Truncate(end);
        file.Sync();
        files.SyncFolder(Segment.Folder);
        LogTailCut(logger, path, end, read, copy);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Torn tail of {Path} cut at {Position}: {Bytes} bytes that were never acknowledged, kept in {Copy}")]
    private static partial void LogTailCut(ILogger logger, string path, long position, int bytes, string copy);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Bytes behind {Position} of {Path} were never acknowledged and could not be cut")]
    private static partial void LogTailLeft(ILogger logger, Exception cause, string path, long position);
}

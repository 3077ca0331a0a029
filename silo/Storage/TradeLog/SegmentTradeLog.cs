using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Sssaham.Grains.Market;
using Sssaham.Silo.Storage.Files;

namespace Sssaham.Silo.Storage.TradeLog;

/// <summary>
/// The trade log of one process: append-only segment files. One thread writes; whatever waits is written together and synced once
/// (group commit), so a slow disk makes larger groups, not a queue. A segment on which a write or sync failed is never written
/// again: what the device kept of it is unknown.
/// </summary>
public sealed partial class SegmentTradeLog : ITradeLog, IAsyncDisposable
{
    private const int ReadChunkBytes = 1 << 20;
    private readonly IFileLayer _files;
    private readonly SegmentTradeLogOptions _options;
    private readonly ILogger<SegmentTradeLog> _logger;
    private readonly bool _inOrder;
    private readonly ConcurrentDictionary<string, long> _epochs = new(StringComparer.Ordinal);
    private readonly Lock _indexGate = new();
    private readonly Lock _scanGate = new();
    private readonly List<Segment> _segments = [];
    private readonly List<LogDamage> _damage = [];
    private readonly object _queueGate = new();
    private readonly Thread _writer;
    private List<Pending> _queue = [];
    private List<Pending> _writing = [];
    private byte[] _buffer = new byte[1 << 16];
    private Segment? _open;
    private long _nextSequence = 1;
    private bool _closing;
    private volatile string? _fault;

    /// <summary>Opens the log: loads or makes indexes, repairs a torn tail, and makes sure that the folder can be written.</summary>
    /// <param name="files">The data folder.</param>
    /// <param name="options">Settings.</param>
    /// <param name="logger">For repairs, damage and faults.</param>
    /// <param name="inOrder">Whether batches of a stream build on each other: one that fails takes those behind it with it, until the
    /// stream is opened anew. Without it each batch stands for itself.</param>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    public SegmentTradeLog(IFileLayer files, SegmentTradeLogOptions options, ILogger<SegmentTradeLog> logger, bool inOrder = false)
    {
        _inOrder = inOrder;
        _files = files;
        _options = options;
        _logger = logger;
        Recover();
        _writer = new Thread(WriteLoop) { Name = "trade log", IsBackground = true };
        _writer.Start();
    }

    /// <summary>Why the last write failed; null while the log accepts batches.</summary>
    public string? Fault => _fault;

    /// <summary>Damage found so far.</summary>
    public IReadOnlyList<LogDamage> Damage
    {
        get
        {
            lock (_indexGate) return [.. _damage];
        }
    }

    /// <summary>Bytes of all segments.</summary>
    public long Bytes
    {
        get
        {
            lock (_indexGate) return _segments.Sum(s => s.End);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> OpenAsync(string stream, CancellationToken cancel = default)
    {
        // One process owns the folder (it holds a lock file), so writers of an earlier process are gone and epochs need no disk.
        var fence = new Pending(new TradeLogAppend(stream, 0, default, 0, default), isFence: true);
        long epoch;
        lock (_queueGate)
        {
            ObjectDisposedException.ThrowIf(_closing, this);
            epoch = _epochs.AddOrUpdate(stream, 1, static (_, epoch) => epoch + 1);
            Enqueue(fence);
        }

        // A batch of the writer before may be on its way to the disk: who reads the log from here on must find it.
        await fence.Task.WaitAsync(cancel);
        return epoch;
    }

    /// <inheritdoc/>
    public ValueTask<long> AppendAsync(TradeLogAppend append)
    {
        if (LogRecord.Size(append.Stream.Length * 3, append.Packed.Length) > LogRecord.MaxBodyBytes)
            return ValueTask.FromException<long>(new ArgumentException("The batch is too large.", nameof(append)));
        var pending = new Pending(append, isFence: false);
        lock (_queueGate)
        {
            if (_closing) return ValueTask.FromException<long>(new ObjectDisposedException(nameof(SegmentTradeLog)));
            Enqueue(pending);
        }

        return new ValueTask<long>(pending.Task);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<TradeLogBatch> ReadAsync(string stream, DateOnly day, long after = 0, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        foreach (var segment in Snapshot())
        {
            var places = await PlacesAsync(segment, stream, day, after);
            for (var at = 0; at < places.Count;)
            {
                cancel.ThrowIfCancellationRequested();
                var start = at;
                for (long bytes = 0; at < places.Count && (at == start || bytes + places[at].Length <= ReadChunkBytes); at++) bytes += places[at].Length;
                var chunk = places.GetRange(start, at - start);
                foreach (var batch in await Task.Run(() => ReadChunk(segment, chunk, stream), cancel)) yield return batch;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TradeLogDay>> DaysAsync(string stream, CancellationToken cancel = default)
    {
        var days = new SortedDictionary<DateOnly, long>();
        lock (_indexGate)
        {
            foreach (var segment in _segments)
            {
                foreach (var day in segment.Index.Days(stream)) days[day.Day] = Math.Max(day.LastSequence, days.GetValueOrDefault(day.Day));
            }
        }

        return ValueTask.FromResult<IReadOnlyList<TradeLogDay>>([.. days.Select(d => new TradeLogDay(d.Key, d.Value))]);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TradeLogStream>> StreamsAsync(CancellationToken cancel = default)
    {
        var newest = new Dictionary<string, DateOnly>(StringComparer.Ordinal);
        lock (_indexGate)
        {
            foreach (var segment in _segments)
            {
                foreach (var stream in segment.Index.Streams)
                {
                    foreach (var day in segment.Index.Days(stream))
                    {
                        if (day.Day > newest.GetValueOrDefault(stream)) newest[stream] = day.Day;
                    }
                }
            }
        }

        return ValueTask.FromResult<IReadOnlyList<TradeLogStream>>([.. newest.Select(s => new TradeLogStream(s.Key, s.Value))]);
    }

    /// <summary>Writes what waits and closes the files.</summary>
    /// <returns>When all is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        lock (_queueGate)
        {
            if (_closing) return;
            _closing = true;
            Monitor.Pulse(_queueGate);
        }

        await Task.Run(_writer.Join);
        lock (_indexGate)
        {
            foreach (var segment in _segments) segment.Dispose();
        }
    }

    private void Enqueue(Pending pending)
    {
        _queue.Add(pending);
        if (_queue.Count == 1) Monitor.Pulse(_queueGate);
    }

    private void WriteLoop()
    {
        while (true)
        {
            lock (_queueGate)
            {
                while (_queue.Count == 0)
                {
                    if (_closing) return;
                    Monitor.Wait(_queueGate);
                }

                (_queue, _writing) = (_writing, _queue);
            }

            for (var at = 0; at < _writing.Count;)
            {
                var next = WriteGroup(at);
                // Fences last: what stood before them is published or has failed by now.
                for (; at < next; at++)
                {
                    if (_writing[at].IsFence) _writing[at].SetResult(0);
                }
            }

            _writing.Clear();
        }
    }

    /// <summary>Writes and syncs a group of waiting batches, then answers them.</summary>
    /// <returns>Index of the first batch that did not fit into the group.</returns>
    private int WriteGroup(int from)
    {
        var until = from;
        var length = 0;
        var sequence = _nextSequence;
        for (; until < _writing.Count && (until == from || length < _options.GroupBytes); until++)
        {
            var pending = _writing[until];
            if (pending.IsFence) continue;
            var append = pending.Append;
            if (_epochs.GetValueOrDefault(append.Stream) != append.Epoch)
            {
                pending.SetException(new StaleEpochException(append.Stream, append.Epoch));
                continue;
            }

            var size = LogRecord.Size(append.Stream.Length * 3, append.Packed.Length);
            if (_buffer.Length < length + size) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, length + size));
            pending.Sequence = sequence++;
            pending.Position = length;
            pending.Length = LogRecord.Write(_buffer.AsSpan(length), pending.Sequence, append.Day, append.Count, append.Stream, append.Packed.Span);
            length += pending.Length;
        }

        if (length == 0) return until;
        try
        {
            _open ??= CreateSegment();
            var started = Stopwatch.GetTimestamp();
            _open.File.Write(_open.End, _buffer.AsSpan(0, length));
            _open.File.Sync();
            MarketMetrics.Synced(Stopwatch.GetElapsedTime(started), until - from);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            Poison(e, from, until);
            return until;
        }

        Publish(_open, from, until, length);
        _nextSequence = sequence;
        _fault = null;
        for (var i = from; i < until; i++)
        {
            if (_writing[i].Length > 0) _writing[i].SetResult(_writing[i].Sequence);
        }

        if (_open.End >= _options.SegmentBytes) Seal();
        return until;
    }

    private void Publish(Segment segment, int from, int until, int length)
    {
        lock (_indexGate)
        {
            var index = (OpenSegmentIndex)segment.Index;
            for (var i = from; i < until; i++)
            {
                var pending = _writing[i];
                if (pending.Length > 0) index.Add(pending.Append.Stream, new RecordPlace(segment.End + pending.Position, pending.Length, pending.Append.Day.DayNumber, pending.Append.Count, pending.Sequence));
            }

            segment.End += length;
        }
    }

    private void Poison(Exception cause, int from, int until)
    {
        _fault = cause.Message;
        MarketMetrics.LogFailed();
        LogPoisoned(_logger, cause, _open?.Path ?? Segment.Folder);
        // The numbers may stand in the file: never give them to others.
        _nextSequence += until - from;
        _open = null;
        var error = new TradeLogException($"The trade log cannot be written: {cause.Message}", cause);
        for (var i = from; i < until; i++)
        {
            if (_writing[i].Length == 0) continue;
            // Only its own writer: a later one knows nothing of the batch and waits behind it.
            if (_inOrder) _epochs.TryUpdate(_writing[i].Append.Stream, _writing[i].Append.Epoch + 1, _writing[i].Append.Epoch);
            _writing[i].TrySetException(error);
        }
    }

    private Segment CreateSegment()
    {
        Segment? last;
        lock (_indexGate) last = _segments.Count == 0 ? null : _segments[^1];
        var number = (last?.Number ?? 0) + 1;
        for (; _files.Exists(Segment.PathOf(number)); number++)
        {
            if (!IsLeftover(number)) continue;
            _files.Delete(Segment.PathOf(number));
            break;
        }

        var segment = Segment.Create(_files, number, new SegmentHeader(last?.Number ?? 0, last?.End ?? 0, _nextSequence));
        lock (_indexGate) _segments.Add(segment);
        return segment;
    }

    /// <summary>Whether a segment file is what an attempt to make one left behind. One that holds more and could not be read stays.</summary>
    private bool IsLeftover(int number)
    {
        using var file = _files.OpenRead(Segment.PathOf(number));
        return file.Length <= Segment.HeaderBytes;
    }

    private void Seal()
    {
        var segment = _open!;
        _open = null;
        WriteIndex(segment, (OpenSegmentIndex)segment.Index);
    }

    private void WriteIndex(Segment segment, OpenSegmentIndex inMemory)
    {
        try
        {
            var index = SealedSegmentIndex.Write(_files, Segment.Folder, Segment.IndexPathOf(segment.Number), inMemory, segment.End);
            lock (_indexGate) segment.Index = index;
        }
        catch (IOException e)
        {
            // The index in memory goes on serving; the next start scans the segment.
            LogIndexNotWritten(_logger, e, segment.Path);
        }
    }

    private void Recover()
    {
        _files.CreateFolder(Segment.Folder);
        var numbers = _files.Files(Segment.Folder)
            .Where(n => n.EndsWith(".seg", StringComparison.Ordinal))
            .Select(n => int.TryParse(n.AsSpan(0, n.Length - 4), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Where(n => n > 0)
            .Order()
            .ToList();
        // What a process that died had made may not be durable yet: nothing may be acknowledged on top of it before it is.
        _files.SyncFolder(Segment.Folder);
        for (var i = 0; i < numbers.Count; i++)
        {
            var isLast = i == numbers.Count - 1;
            try
            {
                Load(numbers[i], isLast, isLast ? null : AcknowledgedEnd(numbers[i], numbers[i + 1]));
            }
            catch (IOException e) when (!isLast)
            {
                _damage.Add(new LogDamage(Segment.PathOf(numbers[i]), 0, $"The segment cannot be read: {e.Message} The others are served."));
            }
        }

        foreach (var damage in _damage) LogDamaged(_logger, damage.Segment, damage.Position, damage.Text);
        _open ??= CreateSegment();
    }

    /// <summary>Where the acknowledged part of a segment ends, as the next one says; null when nobody knows.</summary>
    private long? AcknowledgedEnd(int number, int next)
    {
        try
        {
            using var file = _files.OpenRead(Segment.PathOf(next));
            return Segment.ReadHeader(file, next) is { Fault: null, Says: { } says } && says.Previous == number ? says.PreviousEnd : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private void Load(int number, bool isLast, long? acknowledgedEnd)
    {
        var file = _files.Open(Segment.PathOf(number), create: false);
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
        _nextSequence = Math.Max(_nextSequence, says.FirstSequence);
        if (SealedSegmentIndex.Load(_files, Segment.IndexPathOf(number)) is { } index)
        {
            if (file.Length < index.SegmentLength)
                _damage.Add(new LogDamage(path, file.Length, $"The segment was cut from {index.SegmentLength} to {file.Length} bytes; the records behind that are lost."));
            _segments.Add(new Segment(number, file, index, index.SegmentLength));
            _nextSequence = Math.Max(_nextSequence, index.LastSequence + 1);
            return true;
        }

        if (fault is not null && file.Length <= Segment.HeaderBytes && acknowledgedEnd is null or Segment.HeaderBytes)
        {
            // A crash while the segment was being made: nothing was in it.
            _files.Delete(path);
            _files.SyncFolder(Segment.Folder);
            return false;
        }

        var length = file.Length;
        var scan = new SegmentScan();
        scan.Run(file, path, Math.Min(length, acknowledgedEnd ?? long.MaxValue));
        var end = acknowledgedEnd ?? scan.End;
        if (fault is not null) _damage.Add(new LogDamage(path, 0, $"{fault}; its sound records are served."));
        _damage.AddRange(scan.Damage);
        if (scan.End < end) _damage.Add(new LogDamage(path, scan.End, $"{end - scan.End} bytes are damaged or cut off; the records in them are lost, those before are served."));
        if (acknowledgedEnd is null) MakeDurable(file, end);
        if (length > end) CutTail(file, path, end, mustBeCut: isLast);
        var segment = new Segment(number, file, scan.Index, end);
        _segments.Add(segment);
        _nextSequence = Math.Max(_nextSequence, scan.Index.LastSequence + 1);
        // What is lost may have had the numbers that come next, and somebody may remember them.
        if (isLast) _nextSequence += (scan.LostBytes + Math.Max(0, length - end)) / LogRecord.LeastBytes;
        if (isLast && fault is null && end < _options.SegmentBytes) _open = segment;
        else if (fault is null && scan.Damage.Count == 0 && scan.End == end) WriteIndex(segment, scan.Index);
        return true;
    }

    /// <summary>
    /// Writes what was read once more and syncs it. A process that died may have left it in the system's memory only, and after a
    /// failed sync the system takes it for written; but from now on readers rely on it.
    /// </summary>
    private static void MakeDurable(IDurableFile file, long end)
    {
        var chunk = new byte[ReadChunkBytes];
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
            LogTailLeft(_logger, e, path, end);
        }
    }

    private void CutTail(IDurableFile file, string path, long end)
    {
        var tail = new byte[Math.Min(file.Length - end, LogRecord.MaxBodyBytes)];
        var read = file.Read(end, tail);
        var copy = string.Create(CultureInfo.InvariantCulture, $"{path}.torn-{end}");
        _files.Delete(copy);
        using (var kept = _files.Open(copy, create: true))
        {
            kept.Write(0, tail.AsSpan(0, read));
            kept.Sync();
        }

        file.Truncate(end);
        file.Sync();
        _files.SyncFolder(Segment.Folder);
        LogTailCut(_logger, path, end, read, copy);
    }

    private List<Segment> Snapshot()
    {
        lock (_indexGate) return [.. _segments];
    }

    private ValueTask<List<RecordPlace>> PlacesAsync(Segment segment, string stream, DateOnly day, long after)
    {
        lock (_indexGate)
        {
            // In memory; the index of a full segment reads a file and keeps the caller's thread from waiting for it.
            if (segment.Index is OpenSegmentIndex open) return ValueTask.FromResult(open.Places(stream, day, after));
            if (segment.Index.Days(stream).Count == 0) return ValueTask.FromResult(new List<RecordPlace>());
        }

        return new ValueTask<List<RecordPlace>>(Task.Run(() => PlacesIn(segment, stream, day, after)));
    }

    private List<RecordPlace> PlacesIn(Segment segment, string stream, DateOnly day, long after)
    {
        ISegmentIndex index;
        lock (_indexGate) index = segment.Index;
        try
        {
            return index.Places(stream, day, after);
        }
        catch (IOException e)
        {
            // The index is a cache: the segment has everything.
            LogIndexUnreadable(_logger, e, segment.Path);
            return ScanAgain(segment, index).Places(stream, day, after);
        }
    }

    private ISegmentIndex ScanAgain(Segment segment, ISegmentIndex unreadable)
    {
        lock (_scanGate)
        {
            lock (_indexGate)
            {
                if (segment.Index != unreadable) return segment.Index;
            }

            var scan = new SegmentScan();
            scan.Run(segment.File, segment.Path, segment.End);
            foreach (var damage in scan.Damage) Report(damage);
            lock (_indexGate) segment.Index = scan.Index;
            if (scan.Damage.Count == 0 && scan.End == segment.End) WriteIndex(segment, scan.Index);
            return scan.Index;
        }
    }

    private List<TradeLogBatch> ReadChunk(Segment segment, List<RecordPlace> places, string stream)
    {
        var batches = new List<TradeLogBatch>(places.Count);
        var names = new Dictionary<string, string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        byte[] window = [];
        long windowAt = 0;
        for (var i = 0; i < places.Count; i++)
        {
            var place = places[i];
            if (place.Position < windowAt || place.Position + place.Length > windowAt + window.Length)
            {
                // Neighbours that lie close are read at once; lone records on their own.
                var end = place.Position + place.Length;
                for (var j = i + 1; j < places.Count && places[j].Position - end < 4096 && places[j].Position + places[j].Length - place.Position < 256 << 10; j++) end = places[j].Position + places[j].Length;
                window = new byte[end - place.Position];
                windowAt = place.Position;
                var read = segment.File.Read(windowAt, window);
                if (read < window.Length) Array.Resize(ref window, read);
            }

            var offset = (int)(place.Position - windowAt);
            if (offset + place.Length > window.Length || !LogRecord.IsSound(window.AsSpan(offset, place.Length)))
            {
                Report(new LogDamage(segment.Path, place.Position, $"A record of {place.Count} trades is damaged or cut off; it is lost, the others are served."));
                continue;
            }

            var head = LogRecord.Read(window.AsSpan(offset, place.Length), names);
            if (head.Sequence != place.Sequence || head.Stream != stream)
            {
                Report(new LogDamage(segment.Path, place.Position, "The index points to a record that is another one; it is left out."));
                continue;
            }

            batches.Add(new TradeLogBatch(head.Sequence, head.Count, window.AsMemory(offset + head.PackedOffset, place.Length - head.PackedOffset)));
        }

        return batches;
    }

    private void Report(LogDamage damage)
    {
        lock (_indexGate)
        {
            if (_damage.Contains(damage)) return;
            _damage.Add(damage);
        }

        LogDamaged(_logger, damage.Segment, damage.Position, damage.Text);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Trade log segment {Path} is given up after a failed write; a new one is tried at the next batch")]
    private static partial void LogPoisoned(ILogger logger, Exception cause, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The index of {Path} could not be written")]
    private static partial void LogIndexNotWritten(ILogger logger, Exception cause, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The index of {Path} cannot be read; the segment is scanned instead")]
    private static partial void LogIndexUnreadable(ILogger logger, Exception cause, string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "Damage in {Path} at {Position}: {Text}")]
    private static partial void LogDamaged(ILogger logger, string path, long position, string text);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Torn tail of {Path} cut at {Position}: {Bytes} bytes that were never acknowledged, kept in {Copy}")]
    private static partial void LogTailCut(ILogger logger, string path, long position, int bytes, string copy);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Bytes behind {Position} of {Path} were never acknowledged and could not be cut")]
    private static partial void LogTailLeft(ILogger logger, Exception cause, string path, long position);

    private sealed class Pending(TradeLogAppend append, bool isFence) : TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public TradeLogAppend Append => append;

        public bool IsFence => isFence;

        public long Sequence { get; set; }

        public int Position { get; set; }

        /// <summary>Bytes in the group; 0 when nothing of it is written.</summary>
        public int Length { get; set; }
    }
}

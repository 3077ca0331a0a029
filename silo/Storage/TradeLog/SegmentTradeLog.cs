using System.Collections.Concurrent;
using System.Diagnostics;
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
    private readonly SegmentTradeLogOptions _options;
    private readonly ILogger<SegmentTradeLog> _logger;
    private readonly bool _inOrder;
    private readonly ConcurrentDictionary<string, long> _epochs = new(StringComparer.Ordinal);
    private readonly SegmentSet _segments;
    private readonly SegmentReader _reader;
    private readonly object _queueGate = new();
    private readonly Thread _writer;
    private readonly string _name;
    private List<Pending> _queue = [];
    private List<Pending> _writing = [];
    private byte[] _buffer = new byte[1 << 16];
    private Segment? _open;
    private long _nextSequence;
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
        _name = inOrder ? MarketMetrics.OrderLog : MarketMetrics.TradeLog;
        _options = options;
        _logger = logger;
        _segments = new SegmentSet(files, logger);
        _reader = new SegmentReader(_segments, logger);
        var recovery = new SegmentRecovery(files, _segments, options.SegmentBytes, logger);
        recovery.Run();
        _nextSequence = recovery.NextSequence;
        _open = recovery.Open ?? _segments.Create(_nextSequence);
        _writer = new Thread(WriteLoop) { Name = "trade log", IsBackground = true };
        _writer.Start();
    }

    /// <summary>Why the last write failed; null while the log accepts batches.</summary>
    public string? Fault => _fault;

    /// <summary>Damage found so far.</summary>
    public IReadOnlyList<LogDamage> Damage => _segments.Damage;

    /// <summary>Bytes of all segments.</summary>
    public long Bytes => _segments.Bytes;

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
    public IAsyncEnumerable<TradeLogBatch> ReadAsync(string stream, DateOnly day, long after = 0, CancellationToken cancel = default) => _reader.ReadAsync(stream, day, after, cancel);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TradeLogDay>> DaysAsync(string stream, CancellationToken cancel = default) =>
        ValueTask.FromResult<IReadOnlyList<TradeLogDay>>([.. _segments.Days(stream).Select(d => new TradeLogDay(d.Key, d.Value))]);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TradeLogStream>> StreamsAsync(CancellationToken cancel = default) =>
        ValueTask.FromResult<IReadOnlyList<TradeLogStream>>([.. _segments.Streams().Select(s => new TradeLogStream(s.Key, s.Value))]);

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
        _segments.Dispose();
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
            _open ??= _segments.Create(_nextSequence);
            var started = Stopwatch.GetTimestamp();
            _open.File.Write(_open.End, _buffer.AsSpan(0, length));
            _open.File.Sync();
            MarketMetrics.Synced(_name, Stopwatch.GetElapsedTime(started), until - from);
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
        lock (_segments.Gate)
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
        MarketMetrics.LogFailed(_name);
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

    private void Seal()
    {
        var segment = _open!;
        _open = null;
        _segments.WriteIndex(segment, (OpenSegmentIndex)segment.Index);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Trade log segment {Path} is given up after a failed write; a new one is tried at the next batch")]
    private static partial void LogPoisoned(ILogger logger, Exception cause, string path);

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

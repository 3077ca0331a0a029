using Orleans.Runtime;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Market;
using Sssaham.GrainInterfaces.Flow;

namespace Sssaham.Gateway.Flow;

/// <summary>
/// The broker summaries of one request: read one by one, grouped by instrument, delivered in pieces. While a piece is made durable the
/// next one is read; pieces keep their order, so that of two files of one day the later one counts.
/// </summary>
internal sealed class BrokerSummarySession(IGrainFactory grains, Venue venue, TimeProvider time)
{
    private const int PieceFiles = 512;
    private const int PieceBytes = 16 << 20;
    private const int MostListed = 10_000;
    private const int CallsAtOnce = 16;
    private readonly Lock _gate = new();
    private readonly List<LineError> _errors = [];
    private readonly List<SummaryWarning> _warnings = [];
    private readonly SortedSet<string> _unmapped = new(StringComparer.Ordinal);
    private Dictionary<string, List<(int Line, SummaryFile File)>> _piece = new(StringComparer.Ordinal);
    private Task _underWay = Task.CompletedTask;
    private int _pieceFiles;
    private long _pieceBytes;
    private int _read;
    private int _accepted;
    private int _replaced;
    private int _rejected;
    private int _warned;

    /// <summary>Why some of the body is not known to be durable; null when all is.</summary>
    public string? Failure { get; private set; }

    public bool IsPieceFull => _pieceFiles >= PieceFiles || _pieceBytes >= PieceBytes;

    public void Take(int line, ReadOnlySpan<byte> record)
    {
        _read++;
        if (record.IsEmpty)
        {
            Refuse(line, "line", "line: is too long for a file.");
            return;
        }

        var read = BrokerSummaryReader.Read(record);
        if (read.Summary is not { } summary)
        {
            foreach (var error in read.Errors.Take(1)) Refuse(line, error.Field, $"{error.Field}: {error.Reason}");
            return;
        }

        // Days of the future would become the newest day, which everything is counted from.
        if (summary.Date > venue.TradingDate((time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10))
        {
            Refuse(line, "date", "date: lies in the future.");
            return;
        }

        if (!_piece.TryGetValue(summary.Ticker, out var files)) _piece[summary.Ticker] = files = [];
        files.Add((line, new SummaryFile(summary.Date, record.ToArray())));
        _pieceFiles++;
        _pieceBytes += record.Length;
    }

    /// <summary>Sends the piece on its way, as soon as the one before is done.</summary>
    public async ValueTask DispatchAsync()
    {
        var piece = _piece;
        (_piece, _pieceFiles, _pieceBytes) = (new Dictionary<string, List<(int, SummaryFile)>>(StringComparer.Ordinal), 0, 0);
        await _underWay;
        _underWay = DeliverAsync(piece);
    }

    /// <summary>Waits until all that was read is durable or known to be not.</summary>
    public async Task CompleteAsync()
    {
        await DispatchAsync();
        await _underWay;
    }

    public Dictionary<string, object?> Counts() => new() { ["read"] = _read, ["accepted"] = Volatile.Read(ref _accepted), ["rejected"] = Volatile.Read(ref _rejected) };

    public SummaryIngestAnswer Answer()
    {
        lock (_gate)
        {
            return new SummaryIngestAnswer(
                "OK",
                _accepted,
                _replaced,
                _rejected,
                [.. _errors.OrderBy(e => e.Line)],
                _rejected - _errors.Count,
                [.. _warnings.OrderBy(w => w.Date).ThenBy(w => w.Ticker, StringComparer.Ordinal)],
                _warned - _warnings.Count,
                [.. _unmapped]);
        }
    }

    private Task DeliverAsync(Dictionary<string, List<(int Line, SummaryFile File)>> piece) =>
        Parallel.ForEachAsync(piece, new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce }, async (group, _) =>
        {
            var key = new InstrumentKey(venue.Code, group.Key);
            try
            {
                var results = await grains.GetGrain<IBrokerFlowGrain>(key.ToString()).IngestAsync([.. group.Value.Select(f => f.File)]);
                for (var i = 0; i < results.Length; i++) Note(group.Key, group.Value[i].Line, results[i]);
            }
            catch (Exception e) when (e is FlowUnavailableException or TimeoutException or OrleansException)
            {
                lock (_gate) Failure ??= e is FlowUnavailableException ? e.Message : "The instruments did not answer in time.";
            }
        });

    private void Note(string ticker, int line, SummaryTaken taken)
    {
        if (taken.Error is { } error)
        {
            Refuse(line, error[..Math.Max(0, error.IndexOf(':', StringComparison.Ordinal))], error);
            return;
        }

        lock (_gate)
        {
            _accepted++;
            if (taken.Replaced) _replaced++;
            _unmapped.UnionWith(taken.Unmapped);
            if (taken.Warnings.Length == 0) return;
            _warned++;
            if (_warnings.Count < MostListed) _warnings.Add(new SummaryWarning(ticker, taken.Date, taken.Warnings));
        }
    }

    private void Refuse(int line, string field, string reason)
    {
        lock (_gate)
        {
            _rejected++;
            if (_errors.Count < MostListed) _errors.Add(new LineError(line, field, reason));
        }
    }
}

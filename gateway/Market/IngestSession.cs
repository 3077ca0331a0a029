using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Market;

namespace Sssaham.Gateway.Market;

/// <summary>A bad line.</summary>
/// <param name="Line">1-based line of the body.</param>
/// <param name="Field">The field at fault.</param>
/// <param name="Reason">The reason; it names the field.</param>
internal sealed record LineError(int Line, string Field, string Reason);

/// <summary>
/// The trades of one request or frame: read line by line, grouped by instrument, delivered in pieces, so that a body of any size
/// needs little memory and never more than a few pieces are under way.
/// </summary>
internal sealed class IngestSession(VenueCatalog venues, TickerTable tickers, TradeLanes lanes, bool assignNumbers, bool anyDay) : IDisposable
{
    /// <summary>Bad lines that are listed; more are only counted.</summary>
    public const int MaxErrors = 100_000;
    private const int PieceTrades = 5_000;
    private const int PiecesUnderWay = 4;
    private readonly Lock _gate = new();
    private readonly List<LineError> _errors = [];
    private readonly List<Task> _underWay = [];
    private readonly TradePiece _piece = new();
    private int _accepted;
    private int _duplicates;
    private int _rejected;

    public int Accepted => _accepted;

    public int Duplicates => _duplicates;

    public int Rejected => _rejected;

    /// <summary>Why some of the body is not known to be durable.</summary>
    public Exception? Failure { get; private set; }

    public bool IsPieceFull => _piece.Count >= PieceTrades;

    /// <summary>The bad lines in order.</summary>
    public List<LineError> Errors()
    {
        lock (_gate)
        {
            _errors.Sort((a, b) => a.Line.CompareTo(b.Line));
            return [.. _errors];
        }
    }

    public void Take(int line, ReadOnlySpan<byte> record)
    {
        if (record.IsEmpty)
        {
            Unreadable(line, "line", "line: is too long.");
            return;
        }

        if (TradeLine.Read(record, venues, tickers, out var parsed) is { } fault)
        {
            Unreadable(line, fault.Field, fault.Reason);
            return;
        }

        if (!parsed.HasNumber && !assignNumbers)
        {
            Unreadable(line, "tradeNo", "tradeNo: is missing; a source without trade numbers is sent with ?dedupe=none.");
            return;
        }

        _piece.Add(parsed.Instrument, !parsed.HasNumber, parsed.InLots, parsed.Trade, line);
    }

    public void Refuse(int line, string field, string reason)
    {
        lock (_gate)
        {
            _rejected++;
            if (_errors.Count < MaxErrors) _errors.Add(new LineError(line, field, reason));
        }
    }

    /// <summary>Sends what was read; waits while too many pieces are under way.</summary>
    public async ValueTask DispatchAsync()
    {
        if (_piece.Count > 0)
        {
            var (groups, lines) = _piece.Take();
            var answers = new Task[groups.Length];
            for (var i = 0; i < groups.Length; i++) answers[i] = DeliverAsync(groups[i], lines);
            _underWay.Add(Task.WhenAll(answers));
        }

        if (_underWay.Count < PiecesUnderWay) return;
        await Task.WhenAny(_underWay);
        _underWay.RemoveAll(t => t.IsCompleted);
    }

    /// <summary>Sends the rest and waits for every answer.</summary>
    public async Task CompleteAsync()
    {
        await DispatchAsync();
        await Task.WhenAll(_underWay);
    }

    private void Unreadable(int line, string field, string reason)
    {
        MarketMetrics.Refused();
        Refuse(line, field, reason);
    }

    private async Task DeliverAsync(PieceGroup group, int[] lines)
    {
        try
        {
            var result = await lanes.SendAsync(group.Instrument, new TradeBatch(group.Packed, group.Count, anyDay, group.AssignNumbers, group.InLots));
            Interlocked.Add(ref _accepted, result.Accepted);
            if (result.Duplicates > 0) Interlocked.Add(ref _duplicates, result.Duplicates);
            foreach (var rejection in result.Rejections) Refuse(lines[group.FirstLine + rejection.Index], rejection.Field, rejection.Reason);
        }
#pragma warning disable CA1031 // Whatever went wrong, the caller must hear that these trades are not acknowledged.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failure = e;
        }
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose() => _piece.Dispose();
}

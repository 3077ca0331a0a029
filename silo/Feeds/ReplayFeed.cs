using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Feeds;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Market.Feeds;

namespace Sssaham.Silo.Feeds;

/// <summary>Settings of a tape replay.</summary>
public sealed class ReplaySettings
{
    /// <summary>The tape: a file of lines, plain, <c>.gz</c> or <c>.br</c>.</summary>
    public string File { get; set; } = "";

    /// <summary>Name of a preset, or a mapping as a JSON object.</summary>
    public string Mapping { get; set; } = "sssaham";

    /// <summary><c>max</c>, or a multiple of the tape's own speed such as <c>1x</c> or <c>60x</c>.</summary>
    public string Speed { get; set; } = "max";
}

/// <summary>
/// Plays a file of trades at any speed. It knows the line up to which everything is durable, so it can be cancelled, and goes on
/// there. A tape without trade numbers is numbered by its lines, so that playing it twice still changes nothing.
/// </summary>
internal sealed class ReplayFeed(ReplaySettings settings, double? speed, Func<TapeReader> readers, TradeLanes lanes, TimeProvider time) : IFeedRunner
{
    private const int PieceTrades = 10_000;
    private const int PieceLines = 10 * PieceTrades;
    private const int MaxLine = 1 << 20;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public async Task RunAsync(FeedProgress progress, CancellationToken cancel)
    {
        var reader = readers();
        var delivery = new FeedDelivery(lanes, progress);
        _ = long.TryParse(progress.Position, CultureInfo.InvariantCulture, out var done);
        await using var file = new FileStream(settings.File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, FileOptions.SequentialScan);
        await using var tape = Unpack(file);
        var pace = new Pace(speed, time);
        var piece = new List<FeedTrade>();
        var bad = 0;
        long line = 0, sentLine = done;
        var delivering = Task.CompletedTask;
        progress.State = "running";
        progress.Share = 0;
        try
        {
            await foreach (var text in LinesAsync(tape, cancel))
            {
                line++;
                // Lines that are done are still read: a header is among them.
                FeedError? error = null;
                FeedTrade trade = default;
                var outcome = text is { } whole ? reader.TryRead(whole.Span, out trade, out error) : TapeOutcome.Bad;
                if (line <= done) continue;
                if (outcome == TapeOutcome.Bad)
                {
                    bad++;
                    error ??= new FeedError(FeedError.Line, $"is longer than {MaxLine} bytes");
                    progress.Message = string.Create(CultureInfo.InvariantCulture, $"line {line}: {error.Field}: {error.Reason}");
                }

                if (outcome == TapeOutcome.Trade)
                {
                    if (!trade.HasNumber) trade = trade with { HasNumber = true, Trade = trade.Trade with { Number = line } };
                    progress.Venue ??= trade.Venue;
                    if (pace.IsPaced)
                    {
                        if (piece.Count > 0 && pace.IsAhead(trade.Trade.TimeUs)) await SendAsync(line - 1);
                        await pace.WaitAsync(trade.Trade.TimeUs, Beat, cancel);
                    }

                    piece.Add(trade);
                }

                if (piece.Count >= PieceTrades || line - sentLine >= PieceLines) await SendAsync(line);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or InvalidOperationException)
        {
            // A tape that is damaged or cut off was good up to here.
            await SendAsync(line);
            await delivering;
            throw;
        }
        finally
        {
            // A piece that is under way belongs to this run: its end is awaited, and seen.
            await Task.WhenAny(delivering);
        }

        await SendAsync(line);
        await delivering;
        progress.Share = 1;

        // One piece is delivered while the next is read; the position follows only what is durable.
        async Task SendAsync(long upTo)
        {
            await delivering;
            if (upTo <= sentLine) return;
            var (sent, refused) = (piece, bad);
            (piece, bad, sentLine) = ([], 0, upTo);
            delivering = DeliverAsync(sent, refused, upTo, file.Length == 0 ? 1 : (double)file.Position / file.Length);
        }

        async Task DeliverAsync(List<FeedTrade> sent, int refused, long upTo, double share)
        {
            await delivery.DeliverAsync(sent, anyDay: true, cancel);
            // Counted with the position, so that going on from it counts nothing twice.
            progress.Count(0, 0, refused);
            progress.Heard((time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10);
            progress.Position = upTo.ToString(CultureInfo.InvariantCulture);
            progress.Share = Math.Min(share, 0.999);
        }
    }

    private Stream Unpack(FileStream file) => Path.GetExtension(settings.File).ToLowerInvariant() switch
    {
        ".gz" => new GZipStream(file, CompressionMode.Decompress, leaveOpen: true),
        ".br" => new BrotliStream(file, CompressionMode.Decompress, leaveOpen: true),
        _ => new BufferedStream(file),
    };

    /// <summary>The lines of a tape; null for one that is too long to be one.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<byte>?> LinesAsync(Stream stream, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var buffer = new byte[1 << 16];
        var (start, filled) = (0, 0);
        var overlong = false;
        while (true)
        {
            if (start > 0)
            {
                buffer.AsSpan(start, filled - start).CopyTo(buffer);
                (filled, start) = (filled - start, 0);
            }

            if (filled == buffer.Length)
            {
                if (buffer.Length < MaxLine) Array.Resize(ref buffer, buffer.Length * 2);
                else (overlong, filled) = (true, 0);
            }

            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancel);
            filled += read;
            for (var end = buffer.AsSpan(start, filled - start).IndexOf((byte)'\n'); end >= 0; end = buffer.AsSpan(start, filled - start).IndexOf((byte)'\n'))
            {
                yield return overlong ? default(ReadOnlyMemory<byte>?) : Trimmed(buffer.AsMemory(start, end));
                overlong = false;
                start += end + 1;
            }

            if (read > 0) continue;
            if (overlong) yield return null;
            else if (filled > start) yield return Trimmed(buffer.AsMemory(start, filled - start));
            yield break;
        }
    }

    private static ReadOnlyMemory<byte> Trimmed(Memory<byte> line) => line.Length > 0 && line.Span[^1] == (byte)'\r' ? line[..^1] : line;

    /// <summary>Holds a tape back to a multiple of its own speed.</summary>
    private sealed class Pace(double? speed, TimeProvider time)
    {
        // Timers take no more than some weeks; a tape may rest for years.
        private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
        private long _firstUs = long.MinValue;
        private long _started;

        public bool IsPaced => speed is not null;

        public bool IsAhead(long timeUs) => Ahead(timeUs) > TimeSpan.Zero;

        public async ValueTask WaitAsync(long timeUs, TimeSpan least, CancellationToken cancel)
        {
            if (_firstUs == long.MinValue) (_firstUs, _started) = (timeUs, time.GetTimestamp());
            for (var ahead = Ahead(timeUs); ahead > TimeSpan.Zero; ahead = Ahead(timeUs))
            {
                if (ahead > LongestWait) ahead = LongestWait;
                await Task.Delay(ahead > least ? ahead : least, time, cancel);
            }
        }

        private TimeSpan Ahead(long timeUs)
        {
            if (speed is null || _firstUs == long.MinValue) return TimeSpan.Zero;
            var due = (timeUs - _firstUs) / speed.Value;
            return (due < TimeSpan.MaxValue.TotalMicroseconds / 2 ? TimeSpan.FromMicroseconds(due) : TimeSpan.MaxValue / 2) - time.GetElapsedTime(_started);
        }
    }
}

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
        long line = 0;
        var delivering = Task.CompletedTask;
        progress.State = "running";
        progress.Share = 0;
        await foreach (var text in LinesAsync(tape, cancel))
        {
            line++;
            // Lines that are done are still read: a header is among them.
            var outcome = reader.TryRead(text.Span, out var trade, out var error);
            if (line <= done) continue;
            if (outcome == TapeOutcome.Bad)
            {
                progress.Count(0, 0, 1);
                progress.Message = string.Create(CultureInfo.InvariantCulture, $"line {line}: {error!.Field}: {error.Reason}");
            }

            if (outcome != TapeOutcome.Trade) continue;
            if (!trade.HasNumber) trade = trade with { HasNumber = true, Trade = trade.Trade with { Number = line } };
            progress.Venue ??= trade.Venue;
            if (pace.IsPaced && piece.Count > 0 && pace.IsAhead(trade.Trade.TimeUs))
            {
                await SendAsync(line - 1);
                await pace.WaitAsync(trade.Trade.TimeUs, Beat, cancel);
            }
            else if (pace.IsPaced)
            {
                await pace.WaitAsync(trade.Trade.TimeUs, Beat, cancel);
            }

            piece.Add(trade);
            if (piece.Count >= PieceTrades) await SendAsync(line);
        }

        await SendAsync(line);
        await delivering;
        progress.Position = line.ToString(CultureInfo.InvariantCulture);
        progress.Share = 1;

        // One piece is delivered while the next is read; the position follows only what is durable.
        async Task SendAsync(long upTo)
        {
            await delivering;
            if (piece.Count == 0) return;
            var sent = piece;
            piece = [];
            delivering = DeliverAsync(sent, upTo, file.Length == 0 ? 1 : (double)file.Position / file.Length);
        }

        async Task DeliverAsync(List<FeedTrade> sent, long upTo, double share)
        {
            await delivery.DeliverAsync(sent, anyDay: true, cancel);
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

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(Stream stream, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var buffer = new byte[1 << 16];
        var (start, filled) = (0, 0);
        while (true)
        {
            if (start > 0)
            {
                buffer.AsSpan(start, filled - start).CopyTo(buffer);
                (filled, start) = (filled - start, 0);
            }

            if (filled == buffer.Length)
            {
                if (buffer.Length >= MaxLine) throw new InvalidDataException($"The tape has a line of more than {MaxLine} bytes.");
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancel);
            filled += read;
            for (var end = buffer.AsSpan(start, filled - start).IndexOf((byte)'\n'); end >= 0; end = buffer.AsSpan(start, filled - start).IndexOf((byte)'\n'))
            {
                yield return Trimmed(buffer.AsMemory(start, end));
                start += end + 1;
            }

            if (read > 0) continue;
            if (filled > start) yield return Trimmed(buffer.AsMemory(start, filled - start));
            yield break;
        }
    }

    private static ReadOnlyMemory<byte> Trimmed(Memory<byte> line) => line.Length > 0 && line.Span[^1] == (byte)'\r' ? line[..^1] : line;

    /// <summary>Holds a tape back to a multiple of its own speed.</summary>
    private sealed class Pace(double? speed, TimeProvider time)
    {
        private long _firstUs = long.MinValue;
        private long _started;

        public bool IsPaced => speed is not null;

        public bool IsAhead(long timeUs) => Ahead(timeUs) > TimeSpan.Zero;

        public async ValueTask WaitAsync(long timeUs, TimeSpan least, CancellationToken cancel)
        {
            if (_firstUs == long.MinValue) (_firstUs, _started) = (timeUs, time.GetTimestamp());
            var ahead = Ahead(timeUs);
            if (ahead > TimeSpan.Zero) await Task.Delay(ahead > least ? ahead : least, time, cancel);
        }

        private TimeSpan Ahead(long timeUs) =>
            speed is null || _firstUs == long.MinValue ? TimeSpan.Zero : TimeSpan.FromMicroseconds((timeUs - _firstUs) / speed.Value) - time.GetElapsedTime(_started);
    }
}

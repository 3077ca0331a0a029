using System.Buffers;
using System.IO.Compression;

namespace Sssaham.Gateway.Market;

/// <summary>A body that cannot be read; the status and the text are for the client.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="message">What is wrong.</param>
/// <param name="inner">The cause.</param>
internal sealed class BodyException(int status, string message, Exception? inner = null) : Exception(message, inner)
{
    public int Status => status;
}

/// <summary>What a body may be.</summary>
/// <param name="MaxBytes">Most bytes after decompression; null for a body that streams in and is bounded by its records alone.</param>
/// <param name="MaxRecord">Most bytes of a record.</param>
/// <param name="Spread">Whether an object may go over several lines.</param>
internal sealed record BodyLimits(long? MaxBytes, int MaxRecord, bool Spread)
{
    /// <summary>Many short lines.</summary>
    public static readonly BodyLimits Lines = new(IngestBody.MaxBytes, 64 << 10, Spread: false);

    /// <summary>Files by the thousand, each an object.</summary>
    public static readonly BodyLimits Files = new(null, 4 << 20, Spread: true);
}

/// <summary>Reads a body in pieces, unpacked, never more than the limit.</summary>
internal static class IngestBody
{
    /// <summary>Most bytes of a body of lines after decompression.</summary>
    public const long MaxBytes = 64L << 20;

    /// <summary>Most bytes of a body that streams in, as it comes.</summary>
    public const long MaxStreamedBytes = 16L << 30;
    private const int FirstBuffer = 64 << 10;

    public static Task ReadAsync(HttpRequest request, RecordHandler handler, Func<ValueTask> afterPiece, CancellationToken cancel) =>
        ReadAsync(request, BodyLimits.Lines, handler, afterPiece, cancel);

    public static async Task ReadAsync(HttpRequest request, BodyLimits limits, RecordHandler handler, Func<ValueTask> afterPiece, CancellationToken cancel)
    {
        var splitter = new RecordSplitter(limits.MaxRecord, limits.Spread);
        await using var body = Unpack(request);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var filled = 0;
            long total = 0;
            while (true)
            {
                if (filled == buffer.Length) Grow(ref buffer);
                var read = await ReadAsync(body, buffer.AsMemory(filled), cancel);
                total += read;
                if (total > limits.MaxBytes) throw new BodyException(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {limits.MaxBytes >> 20} MB after decompression.");
                filled += read;
                var used = splitter.Take(buffer.AsSpan(0, filled), read == 0, handler);
                buffer.AsSpan(used, filled - used).CopyTo(buffer);
                filled -= used;
                await afterPiece();
                if (read == 0) break;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (splitter.IsOpenArray) throw new BodyException(StatusCodes.Status400BadRequest, $"The JSON array is not closed (line {splitter.Line}).");
        if (splitter.HasTrailing) throw new BodyException(StatusCodes.Status400BadRequest, $"Something follows the end of the JSON array (line {splitter.Line}).");
    }

    private static async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken cancel)
    {
        try
        {
            return await body.ReadAsync(buffer, cancel);
        }
        catch (Exception e) when (e is InvalidDataException || (body is BrotliStream && e is InvalidOperationException and not ObjectDisposedException))
        {
            throw new BodyException(StatusCodes.Status400BadRequest, "The body cannot be decompressed as its Content-Encoding says.", e);
        }
    }

    private static Stream Unpack(HttpRequest request) => request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant() switch
    {
        "" or "identity" => request.Body,
        "gzip" => new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        "br" => new BrotliStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        var other => throw new BodyException(StatusCodes.Status400BadRequest, $"Content-Encoding '{other}' is not understood; send identity, gzip or br."),
    };

    private static void Grow(ref byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}

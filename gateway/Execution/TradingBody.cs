using System.Buffers;
using System.Text.Json;

namespace Sssaham.Gateway.Execution;

/// <summary>Reads a JSON body, bounded. A field that comes twice is refused: nobody could say which of the two is meant.</summary>
internal static class TradingBody
{
    /// <summary>Most bytes of a body about one thing.</summary>
    public const int One = 64 << 10;

    /// <summary>Most bytes of a body of many orders.</summary>
    public const int Many = 1 << 20;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>Reads the body.</summary>
    /// <param name="request">The request; the content type is not looked at.</param>
    /// <param name="most">Most bytes.</param>
    /// <param name="isOptional">Whether an empty body is an empty object.</param>
    /// <returns>The JSON, or the answer that says why there is none: 400 or 413.</returns>
    public static async Task<(JsonElement Json, TradingAnswer? Problem)> ReadAsync(HttpRequest request, int most = One, bool isOptional = false)
    {
        if (request.ContentLength > most) return (default, TooLarge(most));
        var buffer = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? most) + 1);
        var written = buffer.Length;
        try
        {
            var length = written = await request.Body.ReadAtLeastAsync(buffer.AsMemory(), Math.Min(most + 1, buffer.Length), throwOnEndOfStream: false, request.HttpContext.RequestAborted);
            if (length > most) return (default, TooLarge(most));
            var bytes = buffer.AsMemory(0, length);
            if (isOptional && bytes.Span.TrimStart(" \t\r\n"u8).IsEmpty) bytes = "{}"u8.ToArray();
            using var document = JsonDocument.Parse(bytes, Strict);
            return (document.RootElement.Clone(), null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (default, Bad("body", "body: is not JSON, or has a field twice."));
        }
        finally
        {
            // A body may hold a broker's session; for a short order the rest of a large array is not cleared.
            buffer.AsSpan(0, written).Clear();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads a body that is an object.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isOptional">Whether an empty body is an empty object.</param>
    /// <returns>Its fields, or the answer that says why there are none.</returns>
    public static async Task<(JsonFields Fields, TradingAnswer? Problem)> FieldsAsync(HttpRequest request, bool isOptional = false)
    {
        var (json, problem) = await ReadAsync(request, isOptional: isOptional);
        if (problem is null && json.ValueKind != JsonValueKind.Object) problem = Bad("body", "body: must be a JSON object.");
        return (new JsonFields(json, new BodyErrors()), problem);
    }

    private static TradingAnswer TooLarge(int most) =>
        TradingAnswer.Failed(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {most >> 10} kB.");

    private static TradingAnswer Bad(string field, string reason) => TradingAnswer.Invalid(new Dictionary<string, string[]> { [field] = [reason] });
}

using System.Text.Json;

namespace Sssaham.Domain.Execution.Paper;

/// <summary>Writes and reads paper accounts.</summary>
public static class PaperBookCodec
{
    /// <summary>Writes a book.</summary>
    /// <param name="book">The book.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Encode(PaperBook book) => JsonSerializer.SerializeToUtf8Bytes(book, AccountJson.Options);

    /// <summary>Reads a book.</summary>
    /// <param name="json">What <see cref="Encode"/> wrote.</param>
    /// <returns>The book.</returns>
    /// <exception cref="FormatException">It is damaged.</exception>
    public static PaperBook Decode(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<PaperBook>(json, AccountJson.Options) ?? throw new FormatException("The paper account is empty.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"The paper account cannot be read: {e.Message}", e);
        }
    }
}

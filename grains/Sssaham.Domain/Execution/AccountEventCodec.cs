using System.Text.Json;

namespace Sssaham.Domain.Execution;

/// <summary>Events as bytes of the journal: a JSON array, each event with its type under <c>t</c>. Properties that a reader does not know are skipped.</summary>
public static class AccountEventCodec
{
    /// <summary>Writes a batch.</summary>
    /// <param name="events">The events of one decision.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Encode(IReadOnlyList<AccountEvent> events) => JsonSerializer.SerializeToUtf8Bytes(events, AccountJson.Options);

    /// <summary>Reads a batch.</summary>
    /// <param name="bytes">UTF-8 JSON.</param>
    /// <returns>The events.</returns>
    /// <exception cref="InvalidDataException">The bytes are no such batch, or have an event that this version does not know.</exception>
    public static IReadOnlyList<AccountEvent> Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var events = JsonSerializer.Deserialize<List<AccountEvent>>(bytes, AccountJson.Options);
            return events is null || events.Contains(null!) ? throw new InvalidDataException("A batch of events is empty.") : events;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new InvalidDataException($"A batch of events cannot be read: {e.Message}", e);
        }
    }
}

using System.Text.Json;
using Sssaham.Domain.Market;

namespace Sssaham.Gateway.Market;

/// <summary>A record of a body as JSON.</summary>
internal static class JsonRecord
{
    /// <summary>Reads a record.</summary>
    /// <param name="record">One JSON object.</param>
    /// <param name="fault">What is wrong; null when nothing is.</param>
    /// <returns>The document, for the caller to dispose of; null when something is wrong.</returns>
    public static JsonDocument? Parse(ReadOnlySpan<byte> record, out TradeFault? fault)
    {
        fault = null;
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(record.ToArray());
            // A name may hold half of a surrogate pair, which is valid JSON; no field can then be looked for.
            if (record.IndexOf("\\u"u8) >= 0 && document.RootElement.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in document.RootElement.EnumerateObject()) _ = property.Name;
            }

            return document;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            document?.Dispose();
            fault = new TradeFault("line", "line: is not valid JSON.");
            return null;
        }
    }
}

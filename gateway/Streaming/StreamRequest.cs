using System.Text.Json;

namespace Sssaham.Gateway.Streaming;

/// <summary>A request of a stream client: <c>{"op":"subscribe","channel":"footprint","symbols":["BBCA"],"since":n}</c>.</summary>
internal sealed record StreamRequest(string Op, string? Channel, IReadOnlyList<string> Symbols, string? Venue, long? Since)
{
    public static bool TryRead(ReadOnlyMemory<byte> message, out StreamRequest request, out string error)
    {
        request = new StreamRequest("", null, [], null, null);
        error = "";
        try
        {
            using var document = JsonDocument.Parse(message);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return Fail("A request is a JSON object.", out error);
            if (!root.TryGetProperty("op", out var op) || op.ValueKind != JsonValueKind.String || op.GetString() is not ("subscribe" or "unsubscribe" or "ping")) return Fail("op: must be subscribe, unsubscribe or ping.", out error);
            if (op.GetString() == "ping")
            {
                request = request with { Op = "ping" };
                return true;
            }

            if (!root.TryGetProperty("channel", out var channel) || channel.ValueKind != JsonValueKind.String) return Fail("channel: is missing.", out error);
            if (!root.TryGetProperty("symbols", out var symbols) || symbols.ValueKind != JsonValueKind.Array || symbols.EnumerateArray().Any(s => s.ValueKind != JsonValueKind.String)) return Fail("symbols: must be a list of tickers.", out error);
            long? since = null;
            if (root.TryGetProperty("since", out var position) && position.ValueKind != JsonValueKind.Null)
            {
                if (position.ValueKind != JsonValueKind.Number || !position.TryGetInt64(out var number) || number < 0) return Fail("since: must be a sequence number.", out error);
                since = number;
            }

            var venue = root.TryGetProperty("venue", out var code) && code.ValueKind == JsonValueKind.String ? code.GetString() : null;
            request = new StreamRequest(op.GetString()!, channel.GetString(), [.. symbols.EnumerateArray().Select(s => s.GetString()!)], venue, since);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Fail("A request is a JSON object.", out error);
        }
    }

    private static bool Fail(string reason, out string error)
    {
        error = reason;
        return false;
    }
}

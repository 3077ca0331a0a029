using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sssaham.Domain.Identity;

namespace Sssaham.Silo.Storage.Identity;

/// <summary>An entry of the audit log as a line of JSON.</summary>
internal static class AuditLine
{
    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an entry, with its line feed.</summary>
    public static byte[] Write(AuditEntry entry)
    {
        var r = entry.Record;
        var line = new Line(entry.Number, DateTime.UnixEpoch.AddTicks(r.TimeUs * 10).ToString(Instant, CultureInfo.InvariantCulture), r.Who, r.UserId, r.KeyId, r.Address, r.Action, r.Target, r.Outcome, Convert.ToHexStringLower(entry.Previous), Convert.ToHexStringLower(entry.Hash));
        return [.. JsonSerializer.SerializeToUtf8Bytes(line, Json), (byte)'\n'];
    }

    /// <summary>Reads an entry.</summary>
    /// <param name="text">The line.</param>
    /// <param name="number">Number of an entry that cannot be read: it comes without a hash, which fits no chain.</param>
    public static AuditEntry Read(ReadOnlySpan<byte> text, long number)
    {
        try
        {
            if (JsonSerializer.Deserialize<Line>(text, Json) is { } l)
            {
                var time = DateTime.ParseExact(l.Time, Instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
                return new AuditEntry(l.Number, new AuditRecord((time - DateTime.UnixEpoch).Ticks / 10, l.Who, l.UserId, l.KeyId, l.Address, l.Action, l.Target, l.Outcome), Convert.FromHexString(l.Previous), Convert.FromHexString(l.Hash));
            }
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentNullException)
        {
            // Told by the missing hash.
        }

        return new AuditEntry(number, new AuditRecord(0, "", null, null, null, "", "", "This entry cannot be read."), [], []);
    }

    private sealed record Line(long Number, string Time, string Who, string? UserId, string? KeyId, string? Address, string Action, string Target, string Outcome, string Previous, string Hash);
}

using System.Text.Json;

namespace Sssaham.Domain.Market.Feeds;

/// <summary>Kinds of frames on an IPOT link.</summary>
public enum IpotFrameKind : byte
{
    /// <summary>Anything this reader has no use for, unreadable frames included.</summary>
    Other = 0,

    /// <summary>The server's ping; answer it with <see cref="IpotMessages.Pong"/>.</summary>
    Ping = 1,

    /// <summary>A push of a subscribed stream.</summary>
    Stream = 2,

    /// <summary>The answer to a request.</summary>
    Answer = 3,
}

/// <summary>A frame of IPOT's SocketCluster link.</summary>
public sealed record IpotFrame
{
    private static readonly IpotFrame Nothing = new();
    private static readonly IpotFrame ThePing = new() { Kind = IpotFrameKind.Ping };

    /// <summary>What kind of frame it is.</summary>
    public IpotFrameKind Kind { get; init; }

    /// <summary>The event's name, e.g. <c>stream</c>; null when the frame names none.</summary>
    public string? Event { get; init; }

    /// <summary>The stream's record type, e.g. <c>LT</c>.</summary>
    public string? RecordType { get; init; }

    /// <summary>The stream's code: a ticker, or <c>ANY</c>.</summary>
    public string? Code { get; init; }

    /// <summary>The <c>cid</c> of the request that this answers; 0 when it is no answer.</summary>
    public long Rid { get; init; }

    /// <summary>The error of an answer as JSON text; null when it went well.</summary>
    public string? Error { get; init; }

    /// <summary>The text records of a stream, UTF-8 without JSON escapes; empty when the stream carries objects.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Records { get; init; } = [];

    /// <summary>Whether the records are live trades.</summary>
    public bool IsLiveTrades => Kind == IpotFrameKind.Stream && RecordType == "LT";

    /// <summary>Reads a frame.</summary>
    /// <param name="frame">The text frame, UTF-8.</param>
    /// <returns>The frame; <see cref="IpotFrameKind.Other"/> for what cannot be read.</returns>
    public static IpotFrame Parse(ReadOnlySpan<byte> frame)
    {
        if (frame.SequenceEqual("#1"u8)) return ThePing;
        if (frame.IsEmpty || frame[0] != (byte)'{') return Nothing;
        try
        {
            var reader = new Utf8JsonReader(frame);
            return ReadTop(ref reader, frame);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text that is no valid UTF-8 or UTF-16 once unescaped.
            return Nothing;
        }
    }

    private static IpotFrame ReadTop(ref Utf8JsonReader reader, ReadOnlySpan<byte> frame)
    {
        string? name = null, error = null;
        long? rid = null;
        var data = new Push();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("event"u8)) name = Text(ref reader);
            else if (reader.ValueTextEquals("rid"u8)) rid = Number(ref reader);
            else if (reader.ValueTextEquals("error"u8)) error = Raw(ref reader, frame);
            else if (reader.ValueTextEquals("data"u8)) data = ReadData(ref reader);
            else SkipValue(ref reader);
        }

        // What follows the closing brace has to be nothing.
        reader.Read();
        if (rid is { } id) return new IpotFrame { Kind = IpotFrameKind.Answer, Rid = id, Event = name, Error = error };
        if (name != "stream") return new IpotFrame { Event = name };
        return new IpotFrame { Kind = IpotFrameKind.Stream, Event = name, RecordType = data.RecordType, Code = data.Code, Records = data.Records };
    }

    private static Push ReadData(ref Utf8JsonReader reader)
    {
        reader.Read();
        var push = new Push();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return push;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("rtype"u8)) push = push with { RecordType = Text(ref reader) };
            else if (reader.ValueTextEquals("code"u8)) push = push with { Code = Text(ref reader) };
            else if (reader.ValueTextEquals("data"u8)) push = push with { Records = ReadRecords(ref reader) };
            else SkipValue(ref reader);
        }

        return push;
    }

    private static List<ReadOnlyMemory<byte>> ReadRecords(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) return [Bytes(ref reader)];
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return [];
        }

        var records = new List<ReadOnlyMemory<byte>>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String) records.Add(Bytes(ref reader));
            else reader.Skip();
        }

        return records;
    }

    private static ReadOnlyMemory<byte> Bytes(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return reader.ValueSpan.ToArray();
        var buffer = new byte[reader.ValueSpan.Length];
        return buffer.AsMemory(0, reader.CopyString(buffer));
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) return reader.GetString();
        reader.Skip();
        return null;
    }

    private static long? Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        // Numbers often come as strings on this link.
        if (reader.TokenType is JsonTokenType.Number or JsonTokenType.String && FeedText.TryDigits(reader.ValueSpan, out var value)) return value;
        reader.Skip();
        return null;
    }

    private static string? Raw(ref Utf8JsonReader reader, ReadOnlySpan<byte> frame)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return null;
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return System.Text.Encoding.UTF8.GetString(frame[start..(int)reader.BytesConsumed]);
    }

    private static void SkipValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    private readonly record struct Push(string? RecordType, string? Code, IReadOnlyList<ReadOnlyMemory<byte>> Records)
    {
        public Push()
            : this(null, null, [])
        {
        }
    }
}

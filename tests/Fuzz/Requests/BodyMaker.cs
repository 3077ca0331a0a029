using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Sssaham.Fuzz.Requests;

/// <summary>A body with what is said of it.</summary>
internal sealed record FuzzBody(byte[] Bytes, string? ContentType, string? Encoding);

/// <summary>Makes bodies: such as are taken, with some fields spoilt, and such as are no JSON at all.</summary>
internal static class BodyMaker
{
    private static readonly string?[] Types =
    [
        "application/json", "application/json", "application/json", "application/x-ndjson", null, "text/plain", "application/xml", "multipart/form-data; boundary=x", "multipart/form-data", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "application/json; charset=none", "x", "application/octet-stream",
    ];

    /// <summary>Makes the body of an operation.</summary>
    public static FuzzBody Make(Random random, Operation operation)
    {
        var text = operation.Body is { } schema ? Text(random, schema, operation.IsLines) : "{}";
        var bytes = Encoding.UTF8.GetBytes(text);
        if (random.Next(12) == 0)
        {
            for (var n = random.Next(1, 6); n > 0 && bytes.Length > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        if (random.Next(25) == 0) bytes = bytes[..random.Next(bytes.Length + 1)];
        var type = OddValues.One(random, Types);
        return random.Next(20) switch
        {
            0 => new FuzzBody(Packed(bytes, random.Next(3)), type, "gzip"),
            1 => new FuzzBody(bytes, type, "gzip"),
            2 => new FuzzBody(bytes, type, OddValues.One(random, ["br", "deflate", "gzip, gzip", "identity", "x"])),
            _ => new FuzzBody(bytes, type, null),
        };
    }

    /// <summary>An object of a schema, with so many fields spoilt.</summary>
    public static string Object(Random random, JsonElement schema, int spoilt)
    {
        if (!schema.TryGetProperty("properties", out var properties)) return "{}";
        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(n => n.GetString()).ToHashSet() : [];
        var fields = properties.EnumerateObject().Where(p => required.Contains(p.Name) || random.Next(3) == 0).ToList();
        var bad = Enumerable.Range(0, spoilt).Select(_ => random.Next(Math.Max(1, fields.Count))).ToHashSet();
        var texts = fields.Select((f, i) => $"\"{f.Name}\":{OddValues.Json(random, f.Name, f.Value, isGood: !bad.Contains(i))}").ToList();
        if (spoilt > 0 && texts.Count > 0)
        {
            switch (random.Next(12))
            {
                case 0: texts.RemoveAt(random.Next(texts.Count)); break;
                case 1: texts.Add(texts[random.Next(texts.Count)]); break;
                case 2: texts.Add("\"extra\":1"); break;
                case 3: texts.Add($"\"{new string('k', 3000)}\":1"); break;
                case 4: texts.Add("\"\\ud800\":1"); break;
            }
        }

        return "{" + string.Join(',', texts) + "}";
    }

    private static string Text(Random random, JsonElement schema, bool isLines)
    {
        var kind = random.Next(20);
        if (isLines && kind < 16)
        {
            var lines = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Object(random, schema, random.Next(3)));
            return random.Next(4) == 0 ? "[" + string.Join(',', lines) + "]" : string.Join('\n', lines);
        }

        return kind switch
        {
            < 6 => Object(random, schema, 0),
            < 16 => Object(random, schema, random.Next(1, 4)),
            16 => OddValues.One(random, ["", " ", "null", "1", "\"x\"", "[]", "[{}]", "{", "{}{}", "\ufeff{}", "{\"a\":1,}", "{'a':1}", "// x", "NaN", "{\"a\":1e99999}"]),
            17 => string.Concat(Enumerable.Repeat(OddValues.One(random, ["[", "{\"a\":"]), OddValues.One(random, [17, 65, 600, 5000]))),
            18 => "{\"x\":\"" + new string('x', OddValues.One(random, [1000, 70_000, 1_100_000])) + "\"}",
            _ => Object(random, schema, 0).Replace(":", OddValues.One(random, [":", " : ", "::", "", ":-"]), StringComparison.Ordinal),
        };
    }

    /// <summary>Packed as it should be, cut short, or packed from far more than it looks.</summary>
    private static byte[] Packed(byte[] bytes, int kind)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(kind == 2 ? new byte[4 << 20] : bytes);
        var all = packed.ToArray();
        return kind == 1 ? all[..(all.Length / 2)] : all;
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sssaham.Fuzz.Requests;

/// <summary>Values of every kind: such as a field takes, at the edges of what it takes, and such as only an enemy sends. The same for the same random numbers.</summary>
internal static class OddValues
{
    /// <summary>Values that go through, by the names of fields and parameters.</summary>
    private static readonly Dictionary<string, string[]> Good = new(StringComparer.Ordinal)
    {
        ["ticker"] = ["FUZZ", "FUZY", "fuzz", "NONE"], ["code"] = ["FUZZ", "XC", "YP"], ["symbol"] = ["FUZZ"], ["tickers"] = ["FUZZ", "FUZZ,FUZY", "FUZZ,NONE"], ["symbols"] = ["FUZZ", "FUZZ,FUZY", "*", "paper:fuzz"], ["venue"] = ["IDX", "GENERIC", "SIM", "NYSE"],
        ["channel"] = ["trade", "footprint", "score", "order"], ["tf"] = ["1m", "5m", "1h", "1d"], ["date"] = ["2026-02-18", "2026-02-17"], ["from"] = ["2026-02-18", "2026-02-18T02:00:00Z"], ["to"] = ["2026-02-18", "2026-02-18T09:00:00+07:00"], ["before"] = ["2020-01-01"],
        ["since"] = ["2026-01-01", "0", "5"], ["limit"] = ["1", "10", "500"], ["level"] = ["5", "100"], ["cursor"] = ["", "0:A"], ["days"] = ["1", "30"], ["top"] = ["3"], ["mode"] = ["daily", "cumulative"], ["sort"] = ["finalScore", "ticker"], ["state"] = ["accumulation"],
        ["minZ"] = ["-1", "1.5"], ["maxZ"] = ["2"], ["severity"] = ["high"], ["horizons"] = ["1,5,20"], ["sector"] = ["Food"], ["source"] = ["auto", "grain", "tape"], ["dedupe"] = ["none"], ["import"] = ["true"], ["job"] = ["health", "score", "daily-refresh", "repair", "retention"],
        ["argument"] = ["x"], ["confirm"] = ["x"], ["accountId"] = ["paper:fuzz", "paper:traders"], ["id"] = ["paper:fuzz", "paper:fuzz:1", "paper:traders:1", "fuzzed"], ["user_id"] = ["me"], ["name"] = ["Fuzz"], ["open"] = ["true", "false"], ["events"] = ["true"], ["wait"] = ["ack"],
        ["side"] = ["BUY", "SELL", "B"], ["price"] = ["100", "90", "95.5"], ["lot"] = ["1", "5"], ["lots"] = ["1"], ["shares"] = ["100"], ["tradeNo"] = ["1", "2", "77"], ["time"] = ["2026-02-18T09:00:02+07:00", "1771380002000"], ["username"] = ["fuzzed", "victim"],
        ["email"] = ["fuzzed@example.id", "victim@example.id"], ["password"] = [FuzzCallers.Password], ["newPassword"] = [FuzzCallers.Password], ["scope"] = ["viewer", "trader"], ["role"] = ["viewer", "trader"], ["user"] = ["victim"], ["file"] = ["/etc/passwd", "/etc/shadow", "../x", "/dev/zero"],
        ["mapping"] = ["binance", "sssaham"], ["speed"] = ["max", "60x"], ["category"] = ["retail", "foreign"], ["currency"] = ["IDR"], ["tickSize"] = ["5"], ["lotSize"] = ["100"], ["stop"] = ["90", "2.5%"], ["target"] = ["120"], ["trail"] = ["5%"], ["clientOrderId"] = ["f-1", "f-2"],
        ["outcome"] = ["Seen", "Cancelled"], ["choice"] = ["Rearm"], ["orderNo"] = ["17"], ["token"] = ["abc"], ["cookie"] = ["a=b"], ["refreshToken"] = ["rt_00000000000000000000000000000000.a.b"], ["userId"] = ["00000000000000000000000000000000"], ["close"] = ["100"], ["volume"] = ["5"],
    };

    private static readonly string[] Numbers =
    [
        "0", "-0", "-1", "1", "0.1", "1e-7", "1e-400", "2147483647", "2147483648", "-2147483649", "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "79228162514264337593543950335", "79228162514264337593543950336",
        "1e28", "1e29", "1e308", "1e309", "1e999999", "0.0000000000000000000000000001", "123456789012345678901234567890.123456789", "3.14159265358979323846264338327950288",
    ];

    private static readonly string[] Dates =
    [
        "0001-01-01", "9999-12-31", "0000-00-00", "2026-02-30", "2026-13-01", "10000-01-01", "-0001-01-01", "2026-2-8", "20260218", "2026-02-18T25:61:61Z", "9999-12-31T23:59:59.9999999Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-18T09:00:00+99:99",
        "1970-01-01", "1969-12-31T23:59:59Z", "-62135596800001", "253402300800000", "99999999999999999999", "2026-02-18T09:00:00.123456789123Z", "18/02/2026", "yesterday", "2026-W08-3",
    ];

    private static readonly string[] Texts =
    [
        "", " ", "  x  ", "null", "undefined", "true", "NaN", "Infinity", "-Infinity", "+1", "007", "1_000", "0x10", "1,000", "\uff11\uff12", "*", "%", "%2e%2e%2f", "../../../../etc/passwd", "..\\..\\windows", "/etc/passwd", "file:///etc/passwd", "http://127.0.0.1:1/", "\\\\host\\share", "a/b", "a?b=c&d", "a#b",
        ".", "..", ";", "'; DROP TABLE users; --", "\" OR \"\"=\"", "<script>alert(1)</script>", "{{7*7}}", "${jndi:ldap://x}", "$(id)", "`id`", "|id", "{0}", "%s%n", "a\tb", "a\nb", "a\r\nX-Evil: 1", "\u0000", "a\u0000b", "\u0007\u001b[31m", "\u007f", "\u0085", "\u2028", "\u202e\u0041", "\ufeff", "\ufffd", "\uffff",
        "e\u0301", "\u00e9", "\u0130\u0131", "\u00df", "\ud83d\ude00", "\ud83d\ude00\u200d\ud83d\ude80", "\u0e01\u0e33", "\u05d0\u05d1", "\u4e2d\u6587", "z\u0353\u0353\u0353\u0353\u0353", "__proto__", "constructor", "paper:", ":1", "paper:a:b:c", "ipot:R1", "x:y", "paper:FUZZ", "PAPER:fuzz", "local", "api", "admin", "me",
    ];

    /// <summary>JSON that is no plain value.</summary>
    private static readonly string[] Raw = ["null", "true", "false", "{}", "[]", "[[]]", "[null]", "{\"a\":{}}", "\"\\ud800\"", "\"\\udc00x\"", "\"\\u0000\"", "[1,\"a\",{}]", "{\"price\":1,\"percent\":1}", "{\"percent\":\"x\"}", "{\"__proto__\":{}}"];

    public static T One<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];

    /// <summary>A text for a parameter.</summary>
    public static string Text(Random random, string name, JsonElement schema)
    {
        var kind = random.Next(10);
        if (kind < 5)
        {
            if (schema.TryGetProperty("enum", out var values)) return values[random.Next(values.GetArrayLength())].GetString()!;
            if (Good.TryGetValue(name, out var good)) return One(random, good);
        }

        return kind switch
        {
            < 6 => One(random, Numbers),
            6 => One(random, Dates),
            7 => Long(random),
            _ => One(random, Texts),
        };
    }

    /// <summary>A value of JSON for a field: mostly one that is taken.</summary>
    public static string Json(Random random, string name, JsonElement schema, bool isGood)
    {
        if (isGood) return GoodJson(random, name, schema);
        return random.Next(6) switch
        {
            0 => One(random, Raw),
            1 => One(random, Numbers),
            2 => Quote(One(random, Dates)),
            3 => Quote(One(random, Numbers)),
            4 => Quote(Long(random)),
            _ => Quote(One(random, Texts)),
        };
    }

    private static string GoodJson(Random random, string name, JsonElement schema)
    {
        if (schema.TryGetProperty("enum", out var values)) return values[random.Next(values.GetArrayLength())].GetRawText();
        var type = TypeOf(schema);
        if (type == "object") return schema.TryGetProperty("properties", out _) ? BodyMaker.Object(random, schema, 0) : "{\"x\":\"y\"}";
        if (type == "array") return "[" + string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => BodyMaker.Object(random, schema.GetProperty("items"), random.Next(3)))) + "]";
        if (type == "boolean") return random.Next(2) == 0 ? "true" : "false";
        var text = Good.TryGetValue(name, out var good) ? One(random, good) : type is "number" or "integer" ? "1" : "x";
        var isNumber = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        return type is "number" or "integer" ? isNumber ? text : "1" : type is null && isNumber ? text : Quote(text);
    }

    private static string? TypeOf(JsonElement schema) => schema.TryGetProperty("type", out var type) ? type.ValueKind == JsonValueKind.String ? type.GetString() : type[0].GetString() : null;

    private static string Long(Random random) => random.Next(4) switch
    {
        0 => new string('A', One(random, [33, 65, 129, 257, 1025])),
        1 => new string('9', One(random, [20, 30, 400, 5000])),
        2 => string.Concat(Enumerable.Repeat("\u00e9", 300)),
        _ => string.Concat(Enumerable.Repeat(",x", 1500)),
    };

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text) quoted.Append(character is '"' or '\\' or < ' ' ? $"\\u{(int)character:x4}" : character.ToString());
        return quoted.Append('"').ToString();
    }
}

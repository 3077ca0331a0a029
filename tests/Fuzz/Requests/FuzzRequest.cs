using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sssaham.Fuzz.Requests;

/// <summary>A request that was made up.</summary>
/// <param name="Index">Its place in the run: with the seed it makes the same request again.</param>
/// <param name="Operation">What it is made for.</param>
/// <param name="Method">The method that it really has.</param>
/// <param name="Url">Path and query.</param>
/// <param name="Headers">Headers beside the caller's.</param>
/// <param name="Body">Its body; null for none.</param>
/// <param name="Caller">Who sends it.</param>
internal sealed record FuzzRequest(int Index, Operation Operation, string Method, string Url, IReadOnlyList<(string Name, string Value)> Headers, FuzzBody? Body, FuzzCaller Caller)
{
    private static readonly JsonElement Empty = JsonDocument.Parse("{}").RootElement;
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"];
    private static readonly string[] HeaderNames = ["Accept", "If-None-Match", "If-Match", "Last-Event-ID", "Idempotency-Key", "Range", "Accept-Language", "Accept-Encoding", "X-HTTP-Method-Override", "Referer", "Cookie", "X-Request-ID", "traceparent"];

    /// <summary>Makes a request, the same for the same seed and index.</summary>
    public static FuzzRequest Make(int seed, int index, IReadOnlyList<Operation> operations, FuzzCallers callers)
    {
        var random = new Random(unchecked((seed * 1_000_003) + index));
        var operation = OddValues.One(random, operations);
        var url = new StringBuilder(operation.Path);
        var separator = '?';
        foreach (var parameter in operation.Parameters)
        {
            var text = OddValues.Text(random, parameter.Name, parameter.Schema);
            if (text.Length > 3000) text = text[..3000];
            // Now and then as it is, where a client would not dare.
            var value = random.Next(10) == 0 && text.All(c => c is > ' ' and < '\u007f' and not ('?' or '#')) ? text : Escape(text);
            if (parameter.IsInPath) url.Replace("{" + parameter.Name + "}", value.Length == 0 ? "%20" : value);
            else if (random.Next(3) > 0)
            {
                url.Append(separator).Append(parameter.Name).Append('=').Append(value);
                separator = '&';
                if (random.Next(15) == 0) url.Append('&').Append(parameter.Name).Append("=2");
            }
        }

        if (random.Next(20) == 0) url.Append(separator).Append(Escape(OddValues.Text(random, "x", Empty)));
        var headers = new List<(string, string)>();
        for (var n = random.Next(4) - 1; n > 0; n--)
        {
            var value = OddValues.Text(random, "x", Empty);
            if (value.All(c => c is >= ' ' and < '\u007f') && value.Length < 2000) headers.Add((OddValues.One(random, HeaderNames), value));
        }

        var method = random.Next(30) == 0 ? OddValues.One(random, Methods) : operation.Method;
        var hasBody = method is not ("GET" or "HEAD") && (operation.Body is not null ? random.Next(30) > 0 : random.Next(10) == 0);
        return new FuzzRequest(index, operation, method, url.ToString(), headers, hasBody ? BodyMaker.Make(random, operation) : null, callers.For(random, operation));
    }

    /// <summary>The request as a command; the credentials as variables, because they are made anew by each run.</summary>
    public string Curl(Uri gateway)
    {
        var text = new StringBuilder();
        if (Body is { } body) text.Append("echo ").Append(Convert.ToBase64String(body.Bytes.Length <= 100_000 ? body.Bytes : body.Bytes[..100_000])).Append(" | base64 -d | ");
        text.Append("curl -sS -i --path-as-is -X ").Append(Method).Append(" '").Append(new Uri(gateway, "/").ToString().TrimEnd('/')).Append(Url.Replace("'", "%27", StringComparison.Ordinal)).Append('\'');
        text.Append(Caller.Curl);
        foreach (var (name, value) in Headers) text.Append(" -H '").Append(name).Append(": ").Append(value.Replace("'", "'\\''", StringComparison.Ordinal)).Append('\'');
        if (Body is { } sent)
        {
            text.Append(" -H 'Content-Type:").Append(sent.ContentType is null ? "" : " " + sent.ContentType).Append('\'');
            if (sent.Encoding is not null) text.Append(" -H 'Content-Encoding: ").Append(sent.Encoding).Append('\'');
            text.Append(" --data-binary @-");
        }

        return string.Create(CultureInfo.InvariantCulture, $"#{Index} {Operation} as {Caller.Name}: {text}");
    }

    /// <summary>Escapes what a Uri would not take; halves of pairs go out as bytes that are no UTF-8.</summary>
    private static string Escape(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(b => b is >= (byte)'a' and <= (byte)'z' or >= (byte)'A' and <= (byte)'Z' or >= (byte)'0' and <= (byte)'9' or (byte)'-' or (byte)'_' or (byte)'.' or (byte)':' or (byte)',' or (byte)'*' ? ((char)b).ToString() : $"%{b:X2}"));
}

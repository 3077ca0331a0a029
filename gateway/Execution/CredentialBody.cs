using System.Text.Json;

namespace Sssaham.Gateway.Execution;

/// <summary>
/// Reads a broker's session out of a body: <c>{cookie, token, headers: {name: value}}</c>. Its values appear in no answer and in no log.
/// </summary>
internal static class CredentialBody
{
    private const int MaxValue = 16 << 10;
    private const int MaxHeaders = 50;
    private const string NameCharacters = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Reads the session.</summary>
    /// <returns>Header lines <c>Name: value</c>; null when the body has none, or something is wrong.</returns>
    public static string[]? Read(JsonFields fields)
    {
        var lines = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (fields.Text("cookie") is { } cookie) Add("cookie", "Cookie", cookie);
        if (fields.Text("token") is { } token) Add("token", "Authorization", "Bearer " + token);
        if (fields.Any("headers") is { } headers) AddAll(headers);
        fields.End();
        return fields.Errors.None && lines.Count > 0 ? [.. lines.Select(l => $"{l.Key}: {l.Value}")] : null;

        void AddAll(JsonElement all)
        {
            if (all.ValueKind != JsonValueKind.Object || all.EnumerateObject().Count() > MaxHeaders)
            {
                fields.Wrong("headers", $"must be an object of at most {MaxHeaders} headers.");
                return;
            }

            foreach (var header in all.EnumerateObject())
            {
                if (NameOf(header) is not { Length: > 0 and <= 64 } name || name.Any(c => !NameCharacters.Contains(c, StringComparison.Ordinal))) fields.Wrong("headers", "has a name that is no name of a header.");
                else if (JsonFields.TextOf(header.Value) is not { } value) fields.Wrong("headers", $"{name} must be a text.");
                else Add("headers", name, value);
            }
        }

        void Add(string field, string name, string value)
        {
            // A line break would smuggle in another header.
            if (value.Length is 0 or > MaxValue || value.AsSpan().ContainsAnyExceptInRange(' ', '~')) fields.Wrong(field, $"{name} must be 1 to {MaxValue} printable ASCII characters.");
            else if (!lines.TryAdd(name, value)) fields.Wrong(field, $"{name} is given twice.");
        }
    }

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return null;
        }
    }
}

using System.Text.Json;

namespace Sssaham.Gateway.Execution;

/// <summary>
/// Reads the fields of a JSON object by name and type. What is missing, of another type or not expected at all is noted as an error of
/// its field: an order must not go out because somebody misspelt its stop.
/// </summary>
/// <param name="json">The object.</param>
/// <param name="errors">Takes the errors.</param>
/// <param name="prefix">What goes before a field's name in errors, such as <c>phantom.</c>.</param>
internal sealed class JsonFields(JsonElement json, BodyErrors errors, string prefix = "")
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public BodyErrors Errors => errors;

    /// <summary>The name of a field in errors.</summary>
    public string Name(string field) => prefix + field;

    public void Wrong(string field, string reason) => errors.Add(Name(field), reason);

    /// <summary>A field of any type; null when it is missing or null.</summary>
    public JsonElement? Any(string field)
    {
        _known.Add(field);
        return json.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    /// <summary>A text.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="isRequired">Whether it must be there.</param>
    public string? Text(string field, bool isRequired = false)
    {
        if (Any(field) is not { } value)
        {
            if (isRequired) Wrong(field, "is missing.");
            return null;
        }

        if (TextOf(value) is { } text) return text;
        Wrong(field, "must be a text.");
        return null;
    }

    /// <summary>A number above 0.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="most">The largest that is taken.</param>
    /// <param name="isRequired">Whether it must be there.</param>
    public decimal? Number(string field, decimal most, bool isRequired = false)
    {
        if (Any(field) is not { } value)
        {
            if (isRequired) Wrong(field, "is missing.");
            return null;
        }

        if (TradingNumbers.Read(value, most) is { } number) return number;
        Wrong(field, TradingNumbers.Reason(most));
        return null;
    }

    /// <summary>A whole number above 0.</summary>
    public long? Whole(string field, long most, bool isRequired = false)
    {
        if (Number(field, most, isRequired) is not { } number) return null;
        if (decimal.IsInteger(number)) return (long)number;
        Wrong(field, "must be a whole number.");
        return null;
    }

    /// <summary>True or false.</summary>
    public bool? Flag(string field, bool isRequired = false)
    {
        if (Any(field) is not { } value)
        {
            if (isRequired) Wrong(field, "is missing.");
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Wrong(field, "must be true or false.");
        return null;
    }

    /// <summary>An account id.</summary>
    public string? Account(string field = "accountId", bool isRequired = true)
    {
        if (Text(field, isRequired) is not { } text) return null;
        if (AccountId.IsValid(text)) return text;
        Wrong(field, AccountId.Reason);
        return null;
    }

    /// <summary>Notes the fields that nobody asked for; to be called last.</summary>
    public void End()
    {
        foreach (var property in json.EnumerateObject())
        {
            string name;
            try
            {
                name = property.Name;
            }
            catch (InvalidOperationException)
            {
                // Half of a surrogate pair.
                errors.Add("body", "has a field whose name cannot be read.");
                continue;
            }

            if (!_known.Contains(name)) Wrong(name.Length <= 64 ? name : name[..64], "is not known here.");
        }
    }

    /// <summary>The text of a value; null when it is none, or none that can be read.</summary>
    public static string? TextOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return null;
        }
    }
}

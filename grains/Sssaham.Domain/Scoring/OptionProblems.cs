using System.Globalization;

namespace Sssaham.Domain.Scoring;

/// <summary>Collects what is wrong with options, by field.</summary>
internal sealed class OptionProblems
{
    private readonly SortedDictionary<string, List<string>> _byField;
    private readonly string _prefix;

    public OptionProblems()
        : this(new SortedDictionary<string, List<string>>(StringComparer.Ordinal), "")
    {
    }

    private OptionProblems(SortedDictionary<string, List<string>> byField, string prefix)
    {
        _byField = byField;
        _prefix = prefix;
    }

    /// <summary>A view for the fields of a nested part.</summary>
    public OptionProblems Under(string part) => new(_byField, $"{_prefix}{part}.");

    public void Add(string field, FormattableString message)
    {
        if (!_byField.TryGetValue(_prefix + field, out var messages)) _byField[_prefix + field] = messages = [];
        messages.Add(message.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Adds a problem unless the value is in the range; NaN never is.</summary>
    public void Range(string field, double value, double from, double to)
    {
        if (!(value >= from && value <= to)) Add(field, $"must be {from} to {to}, not {value}.");
    }

    public IReadOnlyDictionary<string, string[]> ByField() => _byField.ToDictionary(f => f.Key, f => f.Value.ToArray(), StringComparer.Ordinal);
}

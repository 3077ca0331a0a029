namespace Sssaham.Gateway.Execution;

/// <summary>What is wrong with a body, by field; of a field the first fault counts.</summary>
internal sealed class BodyErrors
{
    private readonly Dictionary<string, string[]> _fields = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string[]> Fields => _fields;

    public bool None => _fields.Count == 0;

    public void Add(string field, string reason) => _fields.TryAdd(field, [$"{field}: {reason}"]);

    /// <summary>The answer that names all of them.</summary>
    public TradingAnswer Answer() => TradingAnswer.Invalid(_fields);
}

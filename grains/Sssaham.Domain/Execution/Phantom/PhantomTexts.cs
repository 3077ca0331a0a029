namespace Sssaham.Domain.Execution.Phantom;

/// <summary>Texts for people.</summary>
internal static class PhantomTexts
{
    /// <summary>Problems by field as one sentence each.</summary>
    public static string Sentence(IReadOnlyDictionary<string, string[]> problems) => string.Join(' ', problems.SelectMany(p => p.Value.Select(message => $"{p.Key} {message}")));
}

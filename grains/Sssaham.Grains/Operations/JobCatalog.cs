using System.Diagnostics.CodeAnalysis;

namespace Sssaham.Grains.Operations;

/// <summary>The jobs of this silo by name.</summary>
internal sealed class JobCatalog
{
    private readonly SortedDictionary<string, IJobWork> _works = new(StringComparer.Ordinal);

    /// <summary>Makes the catalog.</summary>
    /// <param name="works">What the jobs do.</param>
    /// <exception cref="ArgumentException">A name is none or comes twice.</exception>
    public JobCatalog(IEnumerable<IJobWork> works)
    {
        foreach (var work in works)
        {
            if (!IsName(work.Name)) throw new ArgumentException($"'{work.Name}' is no name for a job.", nameof(works));
            if (!_works.TryAdd(work.Name, work)) throw new ArgumentException($"There are two jobs '{work.Name}'.", nameof(works));
        }
    }

    /// <summary>Names in ordinal order.</summary>
    public IReadOnlyCollection<string> Names => _works.Keys;

    /// <summary>Finds a job.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out IJobWork? work) => _works.TryGetValue(name, out work);

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 64 && name[0] != '-' && name[^1] != '-' && !name.Contains("--", StringComparison.Ordinal) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}

namespace Sssaham.Domain.Execution;

/// <summary>
/// Shares out over several beats what has to be asked again and again: with each beat a part, those first that were tried longest ago. What is
/// due has its turn within as many beats as there are parts, also beside others that never answer. Not for concurrent use.
/// </summary>
/// <param name="parts">Beats over which everything is shared out, 1 or more.</param>
public sealed class AskTurns(int parts)
{
    private readonly Dictionary<string, long> _tried = new(StringComparer.Ordinal);
    private long _beat;

    /// <summary>Whose turn it is with this beat.</summary>
    /// <param name="codes">All that there is to ask.</param>
    /// <param name="isDue">Whether one is to be asked again.</param>
    /// <returns>Those to ask now, one after the other.</returns>
    public IReadOnlyList<string> Next(IReadOnlySet<string> codes, Func<string, bool> isDue)
    {
        _beat++;
        foreach (var gone in _tried.Keys.Where(c => !codes.Contains(c)).ToList()) _tried.Remove(gone);
        var next = codes.Where(isDue).OrderBy(c => _tried.GetValueOrDefault(c)).Take((codes.Count + parts - 1) / parts).ToList();
        foreach (var code in next) _tried[code] = _beat;
        return next;
    }
}

using System.Collections.Concurrent;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Gateway.Market;

/// <summary>Answers of the newest summary, so that one of many kilobytes is written once however many ask for it.</summary>
internal sealed class SummaryCache
{
    private const int MostForms = 64;
    private volatile Entries _entries = new(0);

    /// <summary>The answer in a form, made when nobody asked for it before.</summary>
    public byte[] Get(MarketSummary summary, string form, Func<byte[]> make)
    {
        if (summary.Version == 0) return make();
        var entries = _entries;
        if (entries.Version != summary.Version) _entries = entries = new Entries(summary.Version);
        if (entries.Forms.TryGetValue(form, out var known)) return known;
        var made = make();
        if (entries.Forms.Count < MostForms) entries.Forms[form] = made;
        return made;
    }

    private sealed class Entries(long version)
    {
        public long Version => version;

        public ConcurrentDictionary<string, byte[]> Forms { get; } = new(StringComparer.Ordinal);
    }
}

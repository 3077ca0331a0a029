namespace Sssaham.Domain.Flow;

/// <summary>
/// What brokers count as, by date. Immutable: a change gives a new directory, and the directory is its list of changes, so that only
/// these need to be kept. Safe to share between threads.
/// </summary>
public sealed class BrokerDirectory
{
    // Entries of a code by date.
    private readonly Dictionary<string, BrokerEntry[]> _entries;
    private readonly BrokerEntry[] _changes;

    private BrokerDirectory(Dictionary<string, BrokerEntry[]> entries, BrokerEntry[] changes)
    {
        _entries = entries;
        _changes = changes;
    }

    /// <summary>The map of the smart-money flow specification, without changes.</summary>
    public static BrokerDirectory Default { get; } = new(BrokerSeed.All.ToDictionary(e => e.Code, e => new[] { e }, StringComparer.Ordinal), []);

    /// <summary>Number of changes since <see cref="Default"/>, which is 0.</summary>
    public long Version => _changes.Length;

    /// <summary>The changes, in the order in which they were made; one that was replaced later is still among them.</summary>
    public IReadOnlyList<BrokerEntry> Changes => _changes;

    /// <summary>Builds a directory from its changes.</summary>
    /// <param name="changes">What <see cref="Changes"/> of the directory gave.</param>
    /// <returns>The same directory, with the same version.</returns>
    /// <exception cref="ArgumentException">A change is not one that <see cref="With"/> takes.</exception>
    public static BrokerDirectory From(IEnumerable<BrokerEntry> changes) => changes.Aggregate(Default, (directory, change) => directory.With(change));

    /// <summary>Changes what a broker counts as from a date on. An entry for the same code and date is replaced.</summary>
    /// <param name="entry">The new entry; letters of its code become upper case.</param>
    /// <returns>The new directory; this one when it has the very entry already, so that a repeated request changes nothing.</returns>
    /// <exception cref="ArgumentException">The code or the category is none.</exception>
    public BrokerDirectory With(BrokerEntry entry)
    {
        if (!BrokerCode.IsCode(entry.Code)) throw new ArgumentException($"'{entry.Code}' is no broker code.", nameof(entry));
        if (!Enum.IsDefined(entry.Category)) throw new ArgumentException($"{entry.Category} is no category.", nameof(entry));
        entry = entry with { Code = entry.Code.ToUpperInvariant() };
        var known = _entries.GetValueOrDefault(entry.Code) ?? [];
        if (known.Contains(entry)) return this;
        var entries = new Dictionary<string, BrokerEntry[]>(_entries, StringComparer.Ordinal)
        {
            [entry.Code] = [.. known.Where(e => e.Since != entry.Since).Append(entry).OrderBy(e => e.Since)],
        };
        return new BrokerDirectory(entries, [.. _changes, entry]);
    }

    /// <summary>The map on a date.</summary>
    /// <param name="on">Trading date.</param>
    /// <returns>The entry in force of every broker that has one, by code.</returns>
    public IReadOnlyList<BrokerEntry> InForce(DateOnly on) =>
        [.. _entries.Values.Select(entries => InForce(entries, on)).OfType<BrokerEntry>().OrderBy(e => e.Code, StringComparer.Ordinal)];

    /// <summary>All entries of a broker that are or will be in force some day.</summary>
    /// <param name="code">Broker code, upper case.</param>
    /// <returns>The entries by date; none for a broker without.</returns>
    public IReadOnlyList<BrokerEntry> History(string code) => _entries.GetValueOrDefault(code) ?? [];

    /// <summary>
    /// What a row of a summary counts as. The row's type wins where it tells (<c>Asing</c>, <c>Retail</c>), then the map in force,
    /// whatever it says; a broker without an entry counts as a local fund. This is <c>isSmartMoney</c> of the smart-money flow
    /// specification, which asks "foreign, or not retail".
    /// </summary>
    /// <param name="code">Broker code, upper case.</param>
    /// <param name="type">The row's type.</param>
    /// <param name="on">Trading date.</param>
    /// <returns>The category, and whether anything but the rule for unknown brokers gave it.</returns>
    public BrokerClass Classify(string code, BrokerType type, DateOnly on)
    {
        if (type == BrokerType.Foreign) return new BrokerClass(BrokerCategory.Foreign, IsMapped: true);
        if (type == BrokerType.Retail) return new BrokerClass(BrokerCategory.Retail, IsMapped: true);
        var entry = _entries.TryGetValue(code, out var entries) ? InForce(entries, on) : null;
        return entry is null ? new BrokerClass(BrokerCategory.LocalFund, IsMapped: false) : new BrokerClass(entry.Category, IsMapped: true);
    }

    /// <summary>The name of a broker.</summary>
    /// <param name="code">Broker code, upper case.</param>
    /// <returns>The name of its latest entry that has one, else the one in the exchange's list of members, else the code itself.</returns>
    public string NameOf(string code) => History(code).LastOrDefault(e => e.Name.Length > 0)?.Name ?? ExchangeMembers.NameOf(code) ?? code;

    private static BrokerEntry? InForce(BrokerEntry[] entries, DateOnly on)
    {
        for (var i = entries.Length - 1; i >= 0; i--)
        {
            if (entries[i].Since <= on) return entries[i];
        }

        return null;
    }
}

namespace Sssaham.Cluster.Tests.Storage;

/// <summary>
/// A folder of <see cref="PowerCutFileLayer"/>: the entries that everybody sees, the entries on the device, and the operations in
/// between, in the order of the journal. Not thread-safe by itself; the layer's lock guards it.
/// </summary>
internal sealed class PowerCutFolder
{
    private readonly List<Operation> _pending = [];
    private readonly Dictionary<string, object> _durable = new(StringComparer.Ordinal);

    /// <summary>Entries that everybody sees: a <see cref="PowerCutFile"/> or a <see cref="PowerCutFolder"/> by name.</summary>
    public Dictionary<string, object> Entries { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>Files and folders below that are seen or may be seen again after a power cut.</summary>
    public IEnumerable<object> Everything => Entries.Values.Concat(_durable.Values).Concat(_pending.Select(p => p.Set).OfType<object>()).Distinct();

    /// <summary>Whether an entry is on the device as everybody sees it.</summary>
    public bool IsDurable(string name) => _durable.TryGetValue(name, out var node) && ReferenceEquals(node, Entries.GetValueOrDefault(name));

    /// <summary>Adds an entry.</summary>
    public void Link(string name, object node) => Apply(new Operation(null, name, node));

    /// <summary>Removes an entry.</summary>
    public void Unlink(string name) => Apply(new Operation(name, null, null));

    /// <summary>Renames an entry over another one; both happen or neither.</summary>
    public void Rename(string from, string to) => Apply(new Operation(from, to, Entries[from]));

    /// <summary>The entries get onto the device.</summary>
    public void Sync()
    {
        foreach (var operation in _pending) operation.On(_durable);
        _pending.Clear();
    }

    /// <summary>
    /// Forgets the operations that are not on the device. Without chance those are all; with it, the journal had got so far. A file
    /// system with a journal does not swap operations, and a failed sync does not lose them: it stops, or writes them later.
    /// </summary>
    public void PowerCut(Random? random)
    {
        var survive = random?.Next(_pending.Count + 1) ?? 0;
        foreach (var operation in _pending.Take(survive)) operation.On(_durable);
        _pending.Clear();
        Entries = new Dictionary<string, object>(_durable, StringComparer.Ordinal);
    }

    private void Apply(Operation operation)
    {
        _pending.Add(operation);
        operation.On(Entries);
    }

    private readonly record struct Operation(string? Remove, string? Name, object? Set)
    {
        public void On(Dictionary<string, object> entries)
        {
            if (Remove is not null) entries.Remove(Remove);
            if (Name is not null) entries[Name] = Set!;
        }
    }
}

namespace Sssaham.Silo.Identity;

/// <summary>Where the keys of data protection are kept, as XML.</summary>
public interface IKeyStore
{
    /// <summary>All keys.</summary>
    /// <returns>Keys in the order in which they were added.</returns>
    IReadOnlyList<StoredKey> Read();

    /// <summary>Adds a key. Durable when this returns.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="xml">The key.</param>
    void Add(string name, string xml);

    /// <summary>Puts another form of a key in its place, if it is still as it was read.</summary>
    /// <param name="key">The key as it was read.</param>
    /// <param name="xml">What takes its place.</param>
    void Replace(StoredKey key, string xml);
}

/// <summary>A key as it is stored.</summary>
/// <param name="Id">Tells it apart from others.</param>
/// <param name="Xml">The key.</param>
public sealed record StoredKey(string Id, string Xml);

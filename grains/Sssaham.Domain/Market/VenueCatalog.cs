using System.Diagnostics.CodeAnalysis;

namespace Sssaham.Domain.Market;

/// <summary>The venues that are configured.</summary>
public sealed class VenueCatalog
{
    private readonly Dictionary<string, Venue> _venues;

    /// <summary>Makes a catalog.</summary>
    /// <param name="venues">The venues; the first is the default one.</param>
    /// <exception cref="ArgumentException">None, or one code twice.</exception>
    public VenueCatalog(IReadOnlyList<Venue> venues)
    {
        if (venues.Count == 0) throw new ArgumentException("At least one venue is needed.", nameof(venues));
        Default = venues[0];
        _venues = venues.ToDictionary(v => v.Code, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>IDX, the generic venue and the simulator's.</summary>
    /// <returns>A catalog of the defaults.</returns>
    public static VenueCatalog Standard() => new([VenueDefaults.Idx().ToVenue(), VenueDefaults.Generic().ToVenue(), VenueDefaults.Simulated().ToVenue()]);

    /// <summary>The venue of lines that name none.</summary>
    public Venue Default { get; }

    /// <summary>All venues.</summary>
    public IReadOnlyCollection<Venue> All => _venues.Values;

    /// <summary>Finds a venue by code, in any case.</summary>
    /// <param name="code">The code.</param>
    /// <param name="venue">The venue.</param>
    /// <returns>False when it is not configured.</returns>
    public bool TryGet(string code, [NotNullWhen(true)] out Venue? venue) => _venues.TryGetValue(code, out venue);

    /// <summary>Finds a venue by code, in any case, without making a string.</summary>
    /// <param name="code">The code.</param>
    /// <param name="venue">The venue.</param>
    /// <returns>False when it is not configured.</returns>
    public bool TryGet(ReadOnlySpan<char> code, [NotNullWhen(true)] out Venue? venue) => _venues.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(code, out venue);

    /// <summary>The venue of an instrument.</summary>
    /// <param name="key">The instrument.</param>
    /// <returns>Its venue.</returns>
    /// <exception cref="KeyNotFoundException">The venue is not configured.</exception>
    public Venue Of(InstrumentKey key) => _venues.TryGetValue(key.Venue, out var venue) ? venue : throw new KeyNotFoundException($"The venue '{key.Venue}' is not configured.");
}

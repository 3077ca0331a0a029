using Microsoft.Extensions.Configuration;
using Sssaham.Domain.Market;

namespace Sssaham.Silo.Hosting;

/// <summary>Reads venues from configuration: the section <c>Venues</c> adds venues and changes single settings of the known ones.</summary>
public static class VenueConfiguration
{
    /// <summary>Makes the catalog.</summary>
    /// <param name="configuration">All configuration.</param>
    /// <returns>The venues; IDX is the default one.</returns>
    /// <exception cref="ArgumentException">A setting is wrong; the message names venue and setting.</exception>
    public static VenueCatalog Read(IConfiguration configuration)
    {
        var known = new List<VenueOptions> { VenueDefaults.Idx(), VenueDefaults.Generic(), VenueDefaults.Simulated() };
        foreach (var section in configuration.GetSection("Venues").GetChildren())
        {
            var venue = known.Find(v => v.Code.Equals(section.Key, StringComparison.OrdinalIgnoreCase));
            if (venue is null) known.Add(venue = new VenueOptions { Code = section.Key.ToUpperInvariant() });
            // The binder adds to lists; a list that is configured replaces the default one.
            ClearIfSet(section, nameof(VenueOptions.Ticks), venue.Ticks);
            ClearIfSet(section, nameof(VenueOptions.Rejection), venue.Rejection);
            ClearIfSet(section, nameof(VenueOptions.Sessions), venue.Sessions);
            ClearIfSet(section, nameof(VenueOptions.Holidays), venue.Holidays);
            ClearIfSet(section, nameof(VenueOptions.FootprintBoards), venue.FootprintBoards);
            section.Bind(venue);
        }

        return new VenueCatalog([.. known.Select(v => v.ToVenue())]);
    }

    private static void ClearIfSet<T>(IConfigurationSection section, string name, IList<T> list)
    {
        if (section.GetSection(name).Exists()) list.Clear();
    }
}

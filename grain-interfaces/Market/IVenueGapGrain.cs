using Orleans;
using Orleans.Concurrency;
using Sssaham.Domain.Market;

namespace Sssaham.GrainInterfaces.Market;

/// <summary>Which trade numbers of a venue's day are missing; the key is the venue's code. Found anew from what the instruments have, at most
/// every few seconds; nothing is kept but when a gap was noticed first.</summary>
[Alias("Sssaham.IVenueGapGrain")]
public interface IVenueGapGrain : IGrainWithStringKey
{
    /// <summary>The gaps of a day.</summary>
    /// <param name="query">Which.</param>
    /// <returns>The gaps; none for a venue whose numbers do not tell.</returns>
    [ResponseTimeout("00:05:00")]
    [Alias("Get")]
    Task<VenueGaps> GetAsync(GapQuery query);
}

/// <summary>Which gaps to look for.</summary>
/// <param name="Day">Trading date.</param>
/// <param name="Instrument">Only this instrument, <c>VENUE:TICKER</c>; null for all. Of a venue with one count for all it changes nothing.</param>
/// <param name="TradedOnly">Only instruments that the market knows to have traded on the date: no others are woken.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.GapQuery")]
public sealed record GapQuery([property: Id(0)] DateOnly Day, [property: Id(1)] string? Instrument = null, [property: Id(2)] bool TradedOnly = false);

/// <summary>The gaps of a day.</summary>
/// <param name="Numbering">How the venue numbers its trades.</param>
/// <param name="CheckedUs">When they were found, microseconds since 1970 UTC.</param>
/// <param name="Instruments">How many instruments were asked.</param>
/// <param name="First">The least number that was seen; null for none or for several counts.</param>
/// <param name="Last">The greatest number that was seen; null for none or for several counts.</param>
/// <param name="Seen">How many numbers were seen.</param>
/// <param name="Missing">How many numbers are missing, in all gaps.</param>
/// <param name="Hidden">How many more may be missing at most: holes that were closed for want of room.</param>
/// <param name="Count">How many gaps there are.</param>
/// <param name="Gaps">The first <see cref="VenueGaps.Most"/> of them.</param>
/// <param name="Failed">Instruments that did not answer; their numbers count as missing.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.VenueGaps")]
public sealed record VenueGaps(
    [property: Id(0)] string Numbering,
    [property: Id(1)] long CheckedUs,
    [property: Id(2)] int Instruments,
    [property: Id(3)] long? First,
    [property: Id(4)] long? Last,
    [property: Id(5)] long Seen,
    [property: Id(6)] long Missing,
    [property: Id(7)] long Hidden,
    [property: Id(8)] int Count,
    [property: Id(9)] TradeGap[] Gaps,
    [property: Id(10)] int Failed)
{
    /// <summary>Most gaps that are listed.</summary>
    public const int Most = 100;
}

/// <summary>Trade numbers that are missing.</summary>
/// <param name="Instrument">Whose count it is; null for a count of the whole venue.</param>
/// <param name="First">The first missing number.</param>
/// <param name="Last">The last missing number.</param>
/// <param name="SinceUs">When it was noticed first, microseconds since 1970 UTC.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.TradeGap")]
public sealed record TradeGap([property: Id(0)] string? Instrument, [property: Id(1)] long First, [property: Id(2)] long Last, [property: Id(3)] long SinceUs)
{
    /// <summary>How many numbers are missing.</summary>
    public long Count => Last - First + 1;
}

/// <summary>Reads the numbers of some instruments and joins them: a branch of the tree that finds a venue's gaps.</summary>
[Alias("Sssaham.IGapReaderGrain")]
public interface IGapReaderGrain : IGrainWithStringKey
{
    /// <summary>Reads numbers.</summary>
    /// <param name="instruments">Instruments of one venue, 64 at most.</param>
    /// <param name="day">Trading date.</param>
    /// <param name="numbering">How the venue numbers its trades.</param>
    /// <returns>What was found.</returns>
    [ResponseTimeout("00:05:00")]
    [Alias("Read")]
    Task<GapPart> ReadAsync(string[] instruments, DateOnly day, TradeNumbering numbering);
}

/// <summary>The numbers of some instruments.</summary>
/// <param name="Joined">Where they share a count: all their numbers, a packed <see cref="TradeNumberRuns"/>; else empty.</param>
/// <param name="Each">Where each has a count: one for every instrument that has numbers.</param>
/// <param name="Failed">Instruments that did not answer.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.GapPart")]
public sealed record GapPart([property: Id(0)] byte[] Joined, [property: Id(1)] InstrumentRuns[] Each, [property: Id(2)] string[] Failed);

/// <summary>The numbers of an instrument.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="Runs">A packed <see cref="TradeNumberRuns"/>.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.InstrumentRuns")]
public sealed record InstrumentRuns([property: Id(0)] string Instrument, [property: Id(1)] byte[] Runs);

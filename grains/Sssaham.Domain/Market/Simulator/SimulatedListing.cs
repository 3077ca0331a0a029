namespace Sssaham.Domain.Market.Simulator;

/// <summary>Makes up the instruments of a simulated market.</summary>
internal static class SimulatedListing
{
    // Mandelbrot's offset: without it a single instrument would hold an eighth of the market.
    private const double RankOffset = 3;

    private static readonly (double From, double To)[] Bands = [(110, 200), (200, 500), (500, 2_000), (2_000, 5_000), (5_000, 40_000)];

    /// <summary>IDX-IC sectors and the word a company of the sector has in its name.</summary>
    private static readonly (string Sector, string Word)[] Sectors =
    [
        ("Energy", "Energi"),
        ("Basic Materials", "Mineral"),
        ("Industrials", "Industri"),
        ("Consumer Non-Cyclicals", "Pangan"),
        ("Consumer Cyclicals", "Ritel"),
        ("Healthcare", "Medika"),
        ("Financials", "Finansial"),
        ("Properties & Real Estate", "Properti"),
        ("Technology", "Teknologi"),
        ("Infrastructures", "Infrastruktur"),
        ("Transportation & Logistic", "Logistik"),
    ];

    private static readonly string[] Heads =
    [
        "Ar", "Ba", "Ca", "Da", "El", "Fa", "Ga", "Ha", "In", "Ja", "Ka", "La", "Ma",
        "Na", "Or", "Pa", "Qi", "Ra", "Sa", "Ta", "Un", "Va", "Wa", "Xa", "Ya", "Za",
    ];

    private static readonly string[] Middles =
    [
        "ba", "bi", "ce", "da", "di", "fa", "ga", "gi", "hi", "ji", "ka", "ki", "la",
        "li", "ma", "mi", "na", "ni", "pa", "ra", "ri", "sa", "si", "ta", "ti", "wi",
    ];

    private static readonly string[] Tails =
    [
        "bas", "can", "dar", "fin", "gan", "har", "jar", "kan", "kar", "lan", "lis", "man", "mas",
        "nas", "nta", "par", "ras", "rna", "san", "sta", "tar", "tis", "van", "war", "yan", "zan",
    ];

    public static int SectorOf(ulong seed, int index) => (int)(SplitMix64.Hash(seed, Salt.Sector, (ulong)index) % (ulong)Sectors.Length);

    public static SimulatedInstrument[] Create(SimulatorOptions options, Venue venue)
    {
        var ranks = Ranks(options.Seed, options.InstrumentCount);
        double total = 0;
        foreach (var rank in ranks) total += 1 / (rank + RankOffset);
        var instruments = new SimulatedInstrument[options.InstrumentCount];
        for (var i = 0; i < instruments.Length; i++)
        {
            var (sector, word) = Sectors[SectorOf(options.Seed, i)];
            var key = new InstrumentKey(venue.Code, CodeOf(i));
            instruments[i] = new SimulatedInstrument(
                i,
                new Instrument(key, $"{NameOf(i)} {word} Simulasi Tbk", sector, Currency: "IDR"),
                BasePriceOf(options.Seed, i),
                ranks[i],
                1 / (ranks[i] + RankOffset) / total,
                0.5 + (0.5 * SplitMix64.Unit(SplitMix64.Hash(options.Seed, Salt.Volatility, (ulong)i))));
        }

        return instruments;
    }

    // Four letters from Q: the shape of a real code, so that everything reads it, yet none that anybody trades.
    private static string CodeOf(int i) => string.Create(4, i, static (chars, n) =>
    {
        chars[0] = 'Q';
        for (var at = 3; at > 0; at--)
        {
            chars[at] = (char)('A' + (n % 26));
            n /= 26;
        }
    });

    // Head, middle and tail give back i % 26, i / 26 % 26 and, with those two, i / 676: no name comes twice.
    private static string NameOf(int i) => Heads[i % 26] + Middles[i / 26 % 26] + Tails[((i / 676) + (i / 26 * 7) + (i * 11)) % 26];

    private static double BasePriceOf(ulong seed, int i)
    {
        // The first five take one band each: even the smallest market shows every tick size.
        var band = i < Bands.Length ? i : (int)(SplitMix64.Hash(seed, Salt.Band, (ulong)i) % (ulong)Bands.Length);
        var (from, to) = Bands[band];
        return from * PortableMath.Exp(SplitMix64.Unit(SplitMix64.Hash(seed, Salt.BasePrice, (ulong)i)) * PortableMath.Log(to / from));
    }

    private static int[] Ranks(ulong seed, int count)
    {
        var ranks = new int[count];
        for (var i = 0; i < count; i++) ranks[i] = i + 1;
        var random = new SplitMix64(SplitMix64.Hash(seed, Salt.Rank));
        for (var i = count - 1; i > 0; i--)
        {
            var j = (int)(random.Next() % (ulong)(i + 1));
            (ranks[i], ranks[j]) = (ranks[j], ranks[i]);
        }

        return ranks;
    }
}

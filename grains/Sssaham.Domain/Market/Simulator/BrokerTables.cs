namespace Sssaham.Domain.Market.Simulator;

/// <summary>The brokers, and who sends which kind of order. A broker is its place in <see cref="All"/>.</summary>
internal static class BrokerTables
{
    public static readonly SimulatedBroker[] All =
    [
        .. List(SimulatedBrokerCategory.Foreign, "YP", "JP", "ML", "UB", "CS", "GS", "MS", "DB"),
        .. List(SimulatedBrokerCategory.LocalFund, "NI", "AM", "KK", "MG", "ZP"),
        .. List(SimulatedBrokerCategory.Retail, "PD", "RX", "SQ", "YU", "KZ"),
    ];

    /// <summary>256 places, drawn evenly, for who splits large orders.</summary>
    public static readonly byte[] Splitters = Places(foreign: 0.35, localFund: 0.25);

    /// <summary>The same for who sends single orders that cross the spread.</summary>
    public static readonly byte[] Singles = Places(foreign: 0.15, localFund: 0.10);

    /// <summary>The same for whose orders rest in the book.</summary>
    public static readonly byte[] Resting = Places(foreign: 0.25, localFund: 0.20);

    public static bool IsSmart(int broker) => All[broker].Category != SimulatedBrokerCategory.Retail;

    private static IEnumerable<SimulatedBroker> List(SimulatedBrokerCategory category, params string[] codes) =>
        codes.Select(code => new SimulatedBroker(Code4.Parse(code), category));

    private static byte[] Places(double foreign, double localFund)
    {
        double[] shares = [foreign, localFund, 1 - foreign - localFund];
        var totals = new double[shares.Length];
        for (var broker = 0; broker < All.Length; broker++) totals[(int)All[broker].Category] += Weight(broker);
        var places = new byte[256];
        var at = 0;
        double end = 0;
        for (var broker = 0; broker < All.Length; broker++)
        {
            var category = (int)All[broker].Category;
            end += shares[category] * Weight(broker) / totals[category] * places.Length;
            for (; at < end - 0.5 && at < places.Length; at++) places[at] = (byte)broker;
        }

        for (; at < places.Length; at++) places[at] = (byte)(All.Length - 1);
        return places;
    }

    // Within a category the first house is the largest.
    private static double Weight(int broker)
    {
        var rank = 2;
        for (var i = 0; i < broker; i++)
        {
            if (All[i].Category == All[broker].Category) rank++;
        }

        return 1.0 / rank;
    }
}

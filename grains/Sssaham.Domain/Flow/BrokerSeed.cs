namespace Sssaham.Domain.Flow;

/// <summary>The category map to start from: both tables of the smart-money flow specification.</summary>
internal static class BrokerSeed
{
    public const string Source = "seed";

    public static readonly BrokerEntry[] All =
    [
        .. List(BrokerCategory.Foreign, "YP", "JP", "ML", "UB", "CS", "GS", "MS", "DB"),
        .. List(BrokerCategory.LocalFund, "NI", "AM", "KK", "MG", "ZP"),
        .. List(BrokerCategory.Retail, "PD", "RX", "SQ", "YU", "KZ"),
    ];

    // In force for every date that a summary may have, so that history can be loaded.
    private static IEnumerable<BrokerEntry> List(BrokerCategory category, params string[] codes) =>
        codes.Select(code => new BrokerEntry(code, ExchangeMembers.NameOf(code) ?? "", category, Source, SummaryDate.First));
}

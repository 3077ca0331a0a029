namespace Sssaham.Domain.Market.Simulator;

/// <summary>What kind of house a simulated broker is.</summary>
public enum SimulatedBrokerCategory : byte
{
    /// <summary>A foreign house: large orders in many pieces.</summary>
    Foreign = 0,

    /// <summary>A house of local funds: large orders in many pieces.</summary>
    LocalFund = 1,

    /// <summary>A house of private investors: small single orders, and most of the resting ones.</summary>
    Retail = 2,
}

/// <summary>A broker of the simulated market.</summary>
/// <param name="Code">Two-letter code.</param>
/// <param name="Category">Kind of house.</param>
public readonly record struct SimulatedBroker(Code4 Code, SimulatedBrokerCategory Category)
{
    /// <summary>All brokers; a trade's buyer and seller are always among them.</summary>
    public static IReadOnlyList<SimulatedBroker> All => BrokerTables.All;
}

/// <summary>What one broker did in one instrument on one day so far. Volumes in shares, values in rupiah.</summary>
/// <param name="Broker">The broker.</param>
/// <param name="BuyVolume">Shares bought, 0 or more.</param>
/// <param name="BuyValue">Rupiah paid, 0 or more.</param>
/// <param name="BuyTrades">Trades as the buyer.</param>
/// <param name="SellVolume">Shares sold, 0 or more.</param>
/// <param name="SellValue">Rupiah received, 0 or more.</param>
/// <param name="SellTrades">Trades as the seller.</param>
public readonly record struct SimulatedBrokerDay(
    SimulatedBroker Broker,
    long BuyVolume,
    long BuyValue,
    int BuyTrades,
    long SellVolume,
    long SellValue,
    int SellTrades);

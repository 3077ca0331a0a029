namespace Sssaham.Silo.Execution;

/// <summary>What goes out before a new order, as the official client does it (execution specification, sections 2 and 4.3). Each costs time.</summary>
[Flags]
public enum IpotPreChecks
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Asks for the cash; the order does not wait for the answer.</summary>
    CashInfo = 1,

    /// <summary>Subscribes to the code's book, once per link.</summary>
    Ob2 = 2,

    /// <summary>Subscribes to the code's running trades, once per link.</summary>
    Jtm = 4,

    /// <summary>Subscribes to the state of the code's auction, once per link.</summary>
    Auc = 8,
}

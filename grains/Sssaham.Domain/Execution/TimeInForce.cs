namespace Sssaham.Domain.Execution;

/// <summary>When an order goes out and how long it works. Names are stored: never rename one.</summary>
public enum TimeInForce : byte
{
    /// <summary>At once, until the end of the trading day.</summary>
    Day = 1,

    /// <summary>Held here for the next opening, then as <see cref="Day"/>.</summary>
    Open = 2,
}

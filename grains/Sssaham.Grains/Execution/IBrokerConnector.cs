namespace Sssaham.Grains.Execution;

/// <summary>A broker of the registry: opens links for its accounts. The name is the part of an account id before the colon.</summary>
public interface IBrokerConnector
{
    /// <summary>The broker's name, lower case.</summary>
    string Broker { get; }

    /// <summary>What all its accounts share.</summary>
    BrokerProfile Profile { get; }

    /// <summary>Checks the account's name at the broker.</summary>
    /// <param name="custCode">The name.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    string? Problem(string custCode);

    /// <summary>Makes a link. It does nothing until it runs.</summary>
    /// <param name="custCode">The account at the broker.</param>
    /// <param name="credentials">Header lines of the broker's session, <c>Name: value</c>; empty when it needs none or none are known.</param>
    /// <param name="sink">Who listens.</param>
    /// <returns>The link.</returns>
    IBrokerLink Open(string custCode, IReadOnlyList<string> credentials, IBrokerLinkSink sink);
}

/// <summary>What all accounts of a broker share.</summary>
/// <param name="Venue">Venue of the broker's codes.</param>
/// <param name="DryRun">Whether orders are printed and not sent.</param>
/// <param name="NeedsCredentials">Whether it cannot be connected without a session.</param>
/// <param name="BuyFeeRate">Fee on buys as a share of the value.</param>
/// <param name="SellFeeRate">Fee on sells as a share of the value.</param>
/// <param name="OrdersPerSecond">Messages a second that the broker takes from one account, in the long run.</param>
/// <param name="Burst">Messages that may go at once after a pause.</param>
public sealed record BrokerProfile(string Venue, bool DryRun, bool NeedsCredentials, decimal BuyFeeRate, decimal SellFeeRate, int OrdersPerSecond, int Burst);

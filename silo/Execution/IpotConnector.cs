using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Sssaham.Domain.Market;
using Sssaham.Grains.Execution;

namespace Sssaham.Silo.Execution;

/// <summary>
/// Accounts at IPOT; section <c>Brokers:Ipot</c>. A session's header lines come with the connect call, or from
/// <c>Brokers:Ipot:Credentials:{custcode}:{n}</c> when none came.
/// </summary>
/// <param name="options">The links' settings.</param>
/// <param name="configuration">All configuration, for credentials.</param>
/// <param name="venues">The venues.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">For the links.</param>
internal sealed class IpotConnector(IpotOptions options, IConfiguration configuration, VenueCatalog venues, TimeProvider time, ILogger<IpotLink> logger) : IBrokerConnector
{
    /// <summary>Section of the settings.</summary>
    public const string Section = "Brokers:Ipot";

    private const int LeastDigits = 5;
    private const int MostDigits = 20;

    /// <inheritdoc/>
    public string Broker => "ipot";

    /// <inheritdoc/>
    public BrokerProfile Profile => new(
        options.Venue,
        options.DryRun,
        // A broker on this machine is a simulator.
        NeedsCredentials: !(Uri.TryCreate(options.Url, UriKind.Absolute, out var url) && url.IsLoopback),
        options.BuyFeeRate,
        options.SellFeeRate,
        options.OrdersPerSecond,
        options.Burst);

    /// <inheritdoc/>
    public string? Problem(string custCode)
    {
        if (options.Url.Length == 0) return $"{Section}:Url is not set";
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || url.Scheme is not ("ws" or "wss")) return $"{Section}:Url is no ws:// or wss:// address";
        if (url.Scheme == "ws" && !url.IsLoopback) return $"{Section}:Url must be wss:// outside this machine: it carries a session";
        var digits = custCode.Length - 1;
        return digits is < LeastDigits or > MostDigits || !char.IsAsciiLetterUpper(custCode[0]) || custCode.AsSpan(1).ContainsAnyExceptInRange('0', '9')
            ? $"An account at IPOT is a capital letter and {LeastDigits} to {MostDigits} digits, such as R10000012345"
            : null;
    }

    /// <inheritdoc/>
    public IBrokerLink Open(string custCode, IReadOnlyList<string> credentials, IBrokerLinkSink sink)
    {
        var lines = credentials.Count > 0 ? credentials : configuration.GetSection($"{Section}:Credentials:{custCode}").Get<string[]>() ?? [];
        return new IpotLink(custCode, lines, options, sink, venues, time, logger);
    }
}

using Microsoft.Extensions.Options;
using Sssaham.Domain.Market;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Execution.Paper;

namespace Sssaham.Silo.Execution;

/// <summary>The paper broker <c>paper</c>: any well-formed name is an account, which starts with the configured cash.</summary>
internal sealed class PaperConnector : IBrokerConnector
{
    private readonly IGrainFactory _grains;
    private readonly PaperOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Makes the connector.</summary>
    /// <exception cref="ArgumentException">A setting of <c>Brokers:Paper</c> is out of range.</exception>
    public PaperConnector(IGrainFactory grains, VenueCatalog venues, IOptions<PaperOptions> options, TimeProvider time)
    {
        (_grains, _options, _time) = (grains, options.Value, time);
        if (!venues.TryGet(_options.Venue, out var venue) || venue.Code != _options.Venue) throw new ArgumentException($"Brokers:Paper:Venue '{_options.Venue}' is not a configured venue.");
        if (_options.Cash < 0) throw new ArgumentException("Brokers:Paper:Cash must be 0 or more.");
        if (_options.BuyFeeRate is < 0 or >= 1 || _options.SellFeeRate is < 0 or >= 1) throw new ArgumentException("Brokers:Paper: fee rates are shares of the value, from 0 to below 1.");
        if (_options.QueueAheadShares < 0) throw new ArgumentException("Brokers:Paper:QueueAheadShares must be 0 or more.");
        if (_options.OrdersPerSecond < 1 || _options.Burst < 1) throw new ArgumentException("Brokers:Paper:OrdersPerSecond and Burst must be 1 or more.");
    }

    /// <inheritdoc/>
    public string Broker => PaperOptions.Broker;

    /// <inheritdoc/>
    public BrokerProfile Profile => new(_options.Venue, DryRun: false, NeedsCredentials: false, _options.BuyFeeRate, _options.SellFeeRate, _options.OrdersPerSecond, _options.Burst);

    /// <inheritdoc/>
    public string? Problem(string custCode) =>
        InstrumentKey.IsTicker(custCode) ? null : $"A paper account's name is letters and digits, with single dots, dashes or underscores inside, at most {InstrumentKey.MaxTickerLength} characters.";

    /// <inheritdoc/>
    public IBrokerLink Open(string custCode, IReadOnlyList<string> credentials, IBrokerLinkSink sink) => new PaperLink(custCode, _grains, _options, sink, _time);
}

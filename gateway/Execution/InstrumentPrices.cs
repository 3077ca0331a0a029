using Sssaham.Domain.Execution;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Market;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Execution;

namespace Sssaham.Gateway.Execution;

/// <summary>Prices, lots and fees behind a code of an account. The venue is the broker's where the broker is known here, else the code must be known on one venue only.</summary>
internal sealed class InstrumentPrices(IGrainFactory grains, InstrumentResolver resolver, IEnumerable<IBrokerConnector> brokers)
{
    /// <summary>The instrument's prices, or the answer that says why there are none: 400 that names the code.</summary>
    public async Task<(InstrumentPrice? Price, TradingAnswer? Problem)> FindAsync(string accountId, string code)
    {
        var found = await resolver.FindAsync(code, Profile(accountId)?.Venue);
        if (found.Key is not { } key)
        {
            var reason = found.Failure == InstrumentResolver.Failure.Ambiguous ? $"code: {code} trades on {string.Join(" and ", found.Venues)}." : $"code: {code} is not known.";
            return (null, TradingAnswer.Invalid(new Dictionary<string, string[]> { ["code"] = [reason] }));
        }

        var view = await grains.GetGrain<ITickerGrain>(key.ToString()).PriceAsync();
        return (new InstrumentPrice(view), null);
    }

    /// <summary>The venue that an account trades on; null where its broker is not known here.</summary>
    public string? VenueOf(string accountId) => Profile(accountId)?.Venue;

    /// <summary>Fee on buys as a share of the value.</summary>
    public decimal BuyFeeRate(string accountId) => Profile(accountId)?.BuyFeeRate ?? new AccountOptions().BuyFeeRate;

    private BrokerProfile? Profile(string accountId)
    {
        var broker = AccountId.Broker(accountId);
        return brokers.FirstOrDefault(b => b.Broker == broker)?.Profile;
    }
}

/// <summary>An instrument's prices and lot as decimals.</summary>
internal sealed class InstrumentPrice(PriceView view)
{
    /// <summary>Shares in a lot.</summary>
    public decimal LotSize => FixedPoint.ToDecimal(view.Scale.Lot, view.Scale.QuantityDecimals);

    /// <summary>The price that a test order is filled at first: the best bid for a SELL, the best offer for a BUY, else the last price; null when none is known.</summary>
    public decimal? ForTest(string side) => Decimal((side == "SELL" ? view.Quote?.Bid : view.Quote?.Ask) ?? view.LastPrice);

    private decimal? Decimal(long? scaled) => scaled is { } price ? TradingNumbers.Plain(FixedPoint.ToDecimal(price, view.Scale.PriceDecimals)) : null;
}

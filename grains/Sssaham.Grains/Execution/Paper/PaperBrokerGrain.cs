using Microsoft.Extensions.Options;
using Orleans.Placement;
using Orleans.Runtime;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Paper;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Execution.Paper;

/// <summary>
/// A paper account; see <see cref="IPaperBrokerGrain"/>. What it answers and reports is stored before. What the tape does to queues alone is
/// stored with the next change: after a restart an order may have a little more ahead of it again.
/// </summary>
[PreferLocalPlacement]
internal sealed class PaperBrokerGrain(
    [PersistentState("paper")] IPersistentState<PaperBrokerState> state,
    VenueCatalog venues,
    IOptions<PaperOptions> settings,
    TimeProvider time) : Grain, IPaperBrokerGrain, ITickerObserver
{
    private const decimal MaxPrice = 1_000_000_000;
    private const long MaxLots = 1_000_000_000;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private readonly PaperSubscribers _subscribers = new(time);
    private readonly PaperFees _fees = new(settings.Value.BuyFeeRate, settings.Value.SellFeeRate);
    private PaperMarkets _markets = null!;
    private PaperBook _book = null!;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _book = state.State.Book.Length == 0 ? new PaperBook { Cash = settings.Value.Cash } : PaperBookCodec.Decode(state.State.Book);
        _markets = new PaperMarkets(GrainFactory, this.AsReference<ITickerObserver>(), venues, settings.Value, time);
        this.RegisterGrainTimer(BeatAsync, new GrainTimerCreationOptions(TimeSpan.Zero, Beat));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task SubscribeAsync(IPaperObserver observer)
    {
        await ExpireAsync();
        _subscribers.Add(observer);
        _subscribers.Tell(observer, PaperReports.List(_book, _fees, _markets.Today));
    }

    /// <inheritdoc/>
    public Task<long?> RenewAsync(IPaperObserver observer) => Task.FromResult(_subscribers.Renew(observer));

    /// <inheritdoc/>
    public Task UnsubscribeAsync(IPaperObserver observer)
    {
        _subscribers.Remove(observer);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task TellAsync(IPaperObserver observer, bool list)
    {
        await ExpireAsync();
        _subscribers.Tell(observer, list ? PaperReports.List(_book, _fees, _markets.Today) : PaperReports.Of(_book, _fees, [], null));
    }

    /// <inheritdoc/>
    public async Task<PaperAnswer> SubmitAsync(PaperRequest request)
    {
        await ExpireAsync();
        if (_book.BySubmitId(request.SubmitId) is { } known) return new PaperAnswer(true, known.OrderNo, null);
        OrderSide? side = request.Side == OrderSide.Buy.Text() ? OrderSide.Buy : request.Side == OrderSide.Sell.Text() ? OrderSide.Sell : null;
        if (side is null) return new PaperAnswer(false, null, "The side must be BUY or SELL.");
        var (market, problem) = await MarketAsync(request.Code, request);
        if (market is null) return new PaperAnswer(false, null, problem);
        return await AnswerAsync(_book.Submit(request.SubmitId, side.Value, request.Code, request.Price, request.Lots, market, _fees), request);
    }

    /// <inheritdoc/>
    public async Task<PaperAnswer> CancelAsync(PaperRequest request)
    {
        await ExpireAsync();
        if (Find(request) is not { } order) return NotThere(request);
        return await AnswerAsync(_book.Cancel(order.OrderNo, _markets.Today(order.Code)), request);
    }

    /// <inheritdoc/>
    public async Task<PaperAnswer> AmendAsync(PaperRequest request)
    {
        await ExpireAsync();
        if (Find(request) is not { } order) return NotThere(request);
        var (market, problem) = await MarketAsync(order.Code, request);
        if (market is null) return new PaperAnswer(false, order.OrderNo, problem);
        return await AnswerAsync(_book.Amend(order.OrderNo, request.Price, request.Lots, market, _fees), request);
    }

    /// <inheritdoc/>
    public Task OnUpdateAsync(TickerUpdate update)
    {
        var code = _markets.CodeOf(update.Instrument);
        return _markets.Find(code) is null ? Task.CompletedTask : TakeAsync(_book.Match(code, _markets.Trades(code, update), _markets.Today(code), _fees), null);
    }

    private PaperOrder? Find(PaperRequest request) => _book.Orders.Values.FirstOrDefault(o => o.OrderNo == request.OrderNo);

    private static PaperAnswer NotThere(PaperRequest request) => new(false, request.OrderNo, "There is no such order.");

    private async Task<(PaperMarket? Market, string? Problem)> MarketAsync(string code, PaperRequest request)
    {
        if (request.Price is <= 0 or > MaxPrice) return (null, "The price is out of range.");
        if (request.Lots is <= 0 or > MaxLots) return (null, "The lots are out of range.");
        try
        {
            return await _markets.ReadAsync(code, request.Price);
        }
        catch (Exception e) when (PaperMarkets.IsUnavailable(e))
        {
            return (null, $"The prices of {code} cannot be read now.");
        }
    }

    private async Task<PaperAnswer> AnswerAsync(PaperStep step, PaperRequest request)
    {
        await TakeAsync(step, request.Request);
        return new PaperAnswer(step.Reply.Ok, step.Reply.OrderNo, step.Reply.Message);
    }

    private Task ExpireAsync() => TakeAsync(_book.Expire(_markets.Today), null);

    /// <summary>Stores what a step did to orders, and then tells of it.</summary>
    private async Task TakeAsync(PaperStep step, long? request)
    {
        if (step.Pushes.Count > 0)
        {
            state.State.Book = PaperBookCodec.Encode(step.Book);
            try
            {
                await state.WriteStateAsync();
            }
            catch
            {
                // Nobody knows what is stored: the next activation reads it.
                DeactivateOnIdle();
                throw;
            }
        }

        _book = step.Book;
        if (step.Pushes.Count > 0) _subscribers.Tell(PaperReports.Of(_book, _fees, step.Pushes, request));
    }

    private async Task BeatAsync(CancellationToken cancel)
    {
        await ExpireAsync();
        var open = _book.OpenCodes();
        // The tape must find it awake, and the end of the day must come.
        if (open.Count > 0) DelayDeactivation(TimeSpan.FromMinutes(10));
        await _markets.KeepAsync(open);
    }
}

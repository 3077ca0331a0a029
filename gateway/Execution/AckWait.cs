using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Streaming;
using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Gateway.Execution;

/// <summary>Waits until the broker has answered an order.</summary>
internal sealed class AckWait(IGrainFactory grains, AccountHub hub, TimeProvider time)
{
    /// <summary>How long at most.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(5);

    /// <summary>Whether an order is still on its way.</summary>
    public static bool Waits(OrderView order) => order.State is "PendingNew" or "Sent";

    /// <summary>Waits for an order.</summary>
    /// <param name="order">The order as it was accepted.</param>
    /// <param name="cancel">The client has gone.</param>
    /// <returns>The order as it is then: answered, or still on its way when the time is up.</returns>
    public async Task<OrderView> WaitAsync(OrderView order, CancellationToken cancel)
    {
        var answered = new TaskCompletionSource<OrderView>(TaskCreationOptions.RunContinuationsAsynchronously);
        var listener = new Listener(order.Id, answered);
        using var limit = new CancellationTokenSource(Most, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            await hub.ListenAsync(order.AccountId, listener).WaitAsync(either.Token);
            // What happened before anybody listened is read.
            var now = await ReadAsync(order).WaitAsync(either.Token);
            if (!Waits(now)) return now;
            return await answered.Task.WaitAsync(either.Token);
        }
        catch (Exception e) when (e is OperationCanceledException || Unavailable.Is(e))
        {
            // Time is up, or the account does not answer now. The order was accepted all the same.
            return answered.Task.IsCompletedSuccessfully ? await answered.Task : listener.Latest ?? order;
        }
        finally
        {
            hub.Leave(order.AccountId, listener);
        }
    }

    private async Task<OrderView> ReadAsync(OrderView order) => (await grains.GetGrain<IBrokerAccountGrain>(order.AccountId).OrderAsync(order.Id))?.Order ?? order;

    private sealed class Listener(string id, TaskCompletionSource<OrderView> answered) : IAccountListener
    {
        private volatile OrderView? _latest;

        /// <summary>The order as it was last seen; null when it was not.</summary>
        public OrderView? Latest => _latest;

        public void Take(AccountMessage message)
        {
            if (message.Event?.Order is not { } order || order.Id != id) return;
            _latest = order;
            if (!Waits(order)) answered.TrySetResult(order);
        }
    }
}

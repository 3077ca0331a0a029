using System.Collections.Concurrent;
using Sssaham.IpotSimulator;

namespace Sssaham.Benchmarks.Execution;

/// <summary>
/// Says when the broker had received a submit. A submit carries no id of ours: a BUY is known by its price, which the caller makes unique
/// within account and code; a SELL by account and code alone.
/// </summary>
internal sealed class SubmitWatch
{
    private readonly ConcurrentDictionary<(string CustCode, string Code, decimal Price), TaskCompletionSource<long>> _expected = [];

    public Task<long> Buy(string custCode, string code, decimal price) => Expect((custCode, code, price));

    public Task<long> Sell(string custCode, string code) => Expect((custCode, code, 0));

    public void Heard(SimulatedOrder order, long at)
    {
        if (_expected.TryRemove((order.CustCode, order.Code, order.Side == "BUY" ? order.Price : 0), out var waiting)) waiting.SetResult(at);
    }

    private Task<long> Expect((string CustCode, string Code, decimal Price) key)
    {
        var waiting = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_expected.TryAdd(key, waiting)) throw new InvalidOperationException($"{key} is expected twice.");
        return waiting.Task;
    }
}

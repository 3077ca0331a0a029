using System.Runtime.CompilerServices;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Market;

namespace Sssaham.Silo.Storage.Execution;

/// <summary>The journal of accounts on a log of its own: the same segments, checksums, group commit and fences as the trade log has.</summary>
/// <param name="log">A log that holds nothing else, and that keeps batches in order when one fails.</param>
public sealed class LogAccountJournal(ITradeLog log) : IAccountJournal
{
    /// <inheritdoc/>
    public ValueTask<long> OpenAsync(string account, CancellationToken cancel = default) => log.OpenAsync(account, cancel);

    /// <inheritdoc/>
    public ValueTask<long> AppendAsync(string account, long epoch, DateOnly day, int count, ReadOnlyMemory<byte> events) =>
        log.AppendAsync(new TradeLogAppend(account, epoch, day, count, events));

    /// <inheritdoc/>
    public async IAsyncEnumerable<(long Sequence, ReadOnlyMemory<byte> Events)> ReadAsync(string account, long after, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        // A batch goes under the date of its events; the order of an account is that of its sequences.
        var batches = new List<TradeLogBatch>();
        foreach (var day in await log.DaysAsync(account, cancel))
        {
            if (day.LastSequence <= after) continue;
            await foreach (var batch in log.ReadAsync(account, day.Day, after, cancel)) batches.Add(batch);
        }

        foreach (var batch in batches.OrderBy(b => b.Sequence)) yield return (batch.Sequence, batch.Packed);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> AccountsAsync(CancellationToken cancel = default) => [.. (await log.StreamsAsync(cancel)).Select(s => s.Name)];
}

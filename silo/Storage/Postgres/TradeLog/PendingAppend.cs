using Sssaham.Grains.Market;

namespace Sssaham.Silo.Storage.Postgres.TradeLog;

/// <summary>A batch that waits for its writer; completes with its sequence.</summary>
/// <param name="append">The batch.</param>
/// <param name="stream">Its stream as it was when the batch came.</param>
internal sealed class PendingAppend(TradeLogAppend append, OpenStream stream) : TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public TradeLogAppend Append => append;

    public OpenStream Stream => stream;

    public long Sequence { get; set; }

    public void Refuse() => TrySetException(new StaleEpochException(append.Stream, append.Epoch));
}

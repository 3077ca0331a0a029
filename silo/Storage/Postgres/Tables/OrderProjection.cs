using Sssaham.Domain.Execution;
using Sssaham.Domain.Market;
using Sssaham.Grains.Execution;

namespace Sssaham.Silo.Storage.Postgres.Tables;

/// <summary>
/// Orders and fills from the accounts' journals. It keeps the account as it is at the last event that it took, and goes on from there.
/// An order that the account has forgotten stays as it was last.
/// </summary>
/// <param name="journal">The journals.</param>
/// <param name="writer">The tables.</param>
/// <param name="mostEvents">Events of one transaction.</param>
internal sealed class OrderProjection(IAccountJournal journal, TableWriter writer, int mostEvents = 5000)
{
    /// <summary>Name of its progress.</summary>
    public const string Projection = "orders";

    /// <summary>Projects what came since the last time.</summary>
    /// <param name="anew">True reads every journal from its start.</param>
    /// <param name="cancel">Ends it between two transactions.</param>
    /// <returns>Rows that were changed.</returns>
    /// <exception cref="IOException">Some accounts could not be projected; all others are.</exception>
    public async Task<int> RunAsync(bool anew, CancellationToken cancel)
    {
        var changed = 0;
        var failed = new List<string>();
        foreach (var account in await journal.AccountsAsync(cancel))
        {
            try
            {
                changed += await ProjectAsync(account, anew, cancel);
            }
            catch (Exception e) when (e is IOException or InvalidDataException or InvalidOperationException)
            {
                failed.Add($"{account}: {e.Message}");
            }
        }

        return failed.Count == 0 ? changed : throw new IOException(string.Join(" ", failed));
    }

    private async Task<int> ProjectAsync(string account, bool anew, CancellationToken cancel)
    {
        var last = await writer.ProgressAsync(Projection, account, cancel);
        var start = anew ? null : last.State;
        var book = new AccountBook(start is null ? new AccountState { AccountId = account } : AccountSnapshotCodec.Decode(start), new AccountOptions());
        var batch = new Batch();
        var changed = 0;
        await foreach (var (sequence, bytes) in journal.ReadAsync(account, start is null ? 0 : last.Position, cancel))
        {
            foreach (var e in AccountEventCodec.Decode(bytes.Span))
            {
                book.Apply(e);
                batch.Add(e, book.State);
            }

            batch.Sequence = sequence;
            if (batch.Events >= mostEvents) await WriteAsync();
        }

        if (batch.Events > 0) await WriteAsync();
        return changed;

        async Task WriteAsync()
        {
            var to = last with { Position = batch.Sequence, State = AccountSnapshotCodec.Encode(book.State) };
            changed += await writer.MergeAsync([new(ReadTables.Orders, [.. batch.Orders.Values]), new(ReadTables.Fills, batch.Fills)], last, to, cancel);
            (last, batch) = (to, new Batch());
        }
    }

    private static DateOnly DayOf(long us) => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays((int)AccountDay.Of(us));

    private static DateTime At(long us) => DateTime.UnixEpoch.AddTicks(us * 10);

    private sealed class Batch
    {
        public long Sequence { get; set; }

        public int Events { get; private set; }

        public Dictionary<long, object?[]> Orders { get; } = [];

        public List<object?[]> Fills { get; } = [];

        public void Add(AccountEvent e, AccountState state)
        {
            Events++;
            // At once: a later event of the batch may be that the order is forgotten.
            if (e.Subject != 0) Keep(state.Orders[e.Subject]);
            if (e is NumberMoved moved) Keep(state.Orders[moved.Foreign.Ordinal]);
            if (e is FillBooked f) Fills.Add([state.AccountId, DayOf(f.TimeUs), f.No, f.Seq, f.Code, f.Side.Text(), f.Lots, f.LotSize, f.Price, f.PriceKnown, f.Fee, At(f.TimeUs)]);
        }

        private void Keep(Order o) => Orders[o.Ordinal] =
        [
            o.AccountId, DayOf(o.CreatedUs), o.Ordinal, o.ClientOrderId, o.Numbers.Select(n => n.No).ToArray(), o.Code, o.Side.Text(), o.Price, o.Lot, o.LotSize, o.FilledLot,
            o.AvgPrice, o.State.ToString(), o.Reason, o.Flags.ToString(), o.Tif == TimeInForce.Open ? "OPEN" : "DAY", o.Origin.ToString(), o.PhantomId, At(o.CreatedUs), At(o.UpdatedUs),
        ];
    }
}

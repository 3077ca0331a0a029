namespace Sssaham.Grains.Execution;

/// <summary>
/// The durable truth of trading accounts: what happened to orders and positions, event by event. An append is durable when its task
/// completes; one that fails may be found later or not, and those behind it under the same epoch fail, too. Failures are an <see cref="IOException"/>.
/// </summary>
public interface IAccountJournal
{
    /// <summary>Takes over an account. Appends under an older epoch are refused from now on.</summary>
    /// <param name="account">The account, <c>broker:custcode</c>.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The new epoch.</returns>
    ValueTask<long> OpenAsync(string account, CancellationToken cancel = default);

    /// <summary>Appends events.</summary>
    /// <param name="account">The account.</param>
    /// <param name="epoch">Epoch from <see cref="OpenAsync"/>.</param>
    /// <param name="day">Trading date, by which old parts can be found.</param>
    /// <param name="count">Number of events.</param>
    /// <param name="events">The events. Not changed after the call.</param>
    /// <returns>The batch's sequence: rising.</returns>
    /// <exception cref="Market.StaleEpochException">Another activation has taken over the account.</exception>
    ValueTask<long> AppendAsync(string account, long epoch, DateOnly day, int count, ReadOnlyMemory<byte> events);

    /// <summary>Reads the batches behind a sequence, rising.</summary>
    /// <param name="account">The account.</param>
    /// <param name="after">Sequence of the last batch that is known; 0 for all.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The batches.</returns>
    IAsyncEnumerable<(long Sequence, ReadOnlyMemory<byte> Events)> ReadAsync(string account, long after, CancellationToken cancel = default);

    /// <summary>All accounts that the journal knows.</summary>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Accounts in no order.</returns>
    ValueTask<IReadOnlyList<string>> AccountsAsync(CancellationToken cancel = default);
}

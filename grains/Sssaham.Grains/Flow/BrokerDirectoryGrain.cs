using Orleans.Runtime;
using Sssaham.Domain.Flow;
using Sssaham.GrainInterfaces.Flow;

namespace Sssaham.Grains.Flow;

/// <summary>What the broker directory keeps.</summary>
[GenerateSerializer]
[Alias("Sssaham.BrokerDirectoryState")]
public sealed class BrokerDirectoryState
{
    /// <summary>The changes, in their order.</summary>
    [Id(0)]
    public List<BrokerEntry> Changes { get; set; } = [];
}

/// <summary>Keeps the changes of the broker directory; see <see cref="IBrokerDirectoryGrain"/>.</summary>
internal sealed class BrokerDirectoryGrain([PersistentState("brokers")] IPersistentState<BrokerDirectoryState> state) : Grain, IBrokerDirectoryGrain
{
    private BrokerDirectory _directory = BrokerDirectory.Default;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _directory = BrokerDirectory.From(state.State.Changes);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<BrokerEntry[]> ChangesSinceAsync(long version) => Task.FromResult(_directory.Changes.Skip((int)version).ToArray());

    /// <inheritdoc/>
    public async Task<long> PutAsync(BrokerEntry entry)
    {
        var next = _directory.With(entry);
        if (next == _directory) return _directory.Version;
        state.State.Changes = [.. next.Changes];
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State.Changes = [.. _directory.Changes];
            throw;
        }

        _directory = next;
        return next.Version;
    }
}

/// <summary>The broker directory as this silo knows it, one for all its grains.</summary>
/// <param name="grains">The grains.</param>
public sealed class BrokerDirectoryCache(IGrainFactory grains)
{
    private BrokerDirectory _directory = BrokerDirectory.Default;

    /// <summary>The directory now.</summary>
    /// <returns>Its newest version.</returns>
    public async Task<BrokerDirectory> GetAsync()
    {
        var known = Volatile.Read(ref _directory);
        var changes = await grains.GetGrain<IBrokerDirectoryGrain>(IBrokerDirectoryGrain.Key).ChangesSinceAsync(known.Version);
        if (changes.Length == 0) return known;
        var next = changes.Aggregate(known, (directory, change) => directory.With(change));
        // When somebody else was quicker, theirs stays: it is as new, and nobody sees a version go back.
        Interlocked.CompareExchange(ref _directory, next, known);
        return next;
    }
}

using Orleans.Runtime;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Market.Feeds;

/// <summary>The feeds that must live.</summary>
[GenerateSerializer]
[Alias("Sssaham.FeedDirectoryState")]
public sealed class FeedDirectoryState
{
    /// <summary>Names of all feeds.</summary>
    [Id(0)]
    public SortedSet<string> Names { get; set; } = new(StringComparer.Ordinal);
}

/// <summary>All feeds. A reminder asks them every minute, should every supervisor be gone.</summary>
internal sealed class FeedDirectoryGrain([PersistentState("feeds")] IPersistentState<FeedDirectoryState> state) : Grain, IFeedDirectoryGrain, IRemindable
{
    private const string Reminder = "feeds";

    /// <inheritdoc/>
    public async Task AddAsync(string name)
    {
        if (!state.State.Names.Add(name)) return;
        try
        {
            await this.RegisterOrUpdateReminder(Reminder, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
            await state.WriteStateAsync();
        }
        catch
        {
            state.State.Names.Remove(name);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<string[]> ListAsync() => Task.FromResult(state.State.Names.ToArray());

    /// <inheritdoc/>
    public Task EnsureAllAsync()
    {
        // Not awaited: a feed that starts calls this grain, and a feed that hangs must not hold up the others.
        foreach (var name in state.State.Names) GrainFactory.GetGrain<IFeedGrain>(name).EnsureAsync().Ignore();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => EnsureAllAsync();
}

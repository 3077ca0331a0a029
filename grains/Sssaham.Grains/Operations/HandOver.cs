using System.Collections.Concurrent;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Sssaham.Grains.Operations;

/// <summary>Whose turn it is when a silo hands over what it has.</summary>
public enum HandOverTurn
{
    /// <summary>Accounts first: while their links are down, stops cannot sell.</summary>
    Account,

    /// <summary>Then feeds: what they miss they read again.</summary>
    Feed,

    /// <summary>Then instruments, which are many, and which whoever calls them waits for.</summary>
    Instrument,
}

/// <summary>
/// The grains of a silo that another silo is to have before this one leaves: nobody may call them for seconds, or all at once. What is not
/// here, or cannot be handed over, is activated elsewhere when it is called. Thread-safe.
/// </summary>
public sealed class HandOver
{
    /// <summary>Grains on their way at once: each writes a checkpoint here, and reads what it needs there.</summary>
    private const int AtOnce = 16;
    private readonly ConcurrentDictionary<IGrainContext, HandOverTurn> _grains = new();

    /// <summary>Notes a grain that has been activated.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="turn">When it goes.</param>
    public void Add(IGrainContext grain, HandOverTurn turn) => _grains[grain] = turn;

    /// <summary>Forgets a grain that is deactivated.</summary>
    /// <param name="grain">The grain.</param>
    public void Remove(IGrainContext grain) => _grains.TryRemove(grain, out _);

    /// <summary>Moves all grains, turn by turn; each is deactivated here and activated there without a call.</summary>
    /// <param name="targets">The silos that stay; at least one. Each gets the same share of every turn.</param>
    /// <param name="cancel">Ends the waiting; what has not moved by then is deactivated with the silo.</param>
    /// <returns>How many grains are here no more.</returns>
    public async Task<int> RunAsync(IReadOnlyList<SiloAddress> targets, CancellationToken cancel)
    {
        var gone = 0;
        foreach (var turn in Enum.GetValues<HandOverTurn>())
        {
            var grains = _grains.Where(g => g.Value == turn).Select(g => g.Key).OrderBy(g => g.GrainId).Select((Grain, Number) => (Grain, Number)).ToList();
            await Parallel.ForEachAsync(grains, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (next, ct) =>
            {
                next.Grain.Migrate(new Dictionary<string, object> { [IPlacementDirector.PlacementHintKey] = targets[next.Number % targets.Count] }, ct);
                await next.Grain.Deactivated.WaitAsync(ct);
                Interlocked.Increment(ref gone);
            });
        }

        return gone;
    }
}

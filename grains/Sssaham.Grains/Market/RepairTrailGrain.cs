using Orleans.Concurrency;
using Orleans.Runtime;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Market;

/// <summary>Where the trail is.</summary>
[GenerateSerializer]
[Alias("Sssaham.RepairTrailState")]
public sealed class RepairTrailState
{
    /// <summary>Number of the newest page that was begun.</summary>
    [Id(0)]
    public long Page { get; set; }

    /// <summary>Number of the oldest page that is kept.</summary>
    [Id(1)]
    public long Oldest { get; set; }
}

/// <summary>Keeps the trail in pages; see <see cref="IRepairTrailGrain"/>. Its own state changes only from page to page.</summary>
internal sealed class RepairTrailGrain([PersistentState("trail")] IPersistentState<RepairTrailState> state) : Grain, IRepairTrailGrain
{
    /// <summary>Pages that one call reads: who filters for something rare asks on.</summary>
    private const int PagesPerCall = 40;
    private long _last;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var page = await Page(state.State.Page).GetAsync();
        _last = page.Length > 0 ? page[^1].Id : state.State.Page * IRepairTrailGrain.PageSize;
    }

    /// <inheritdoc/>
    public async Task<long> AddAsync(DayRepair repair)
    {
        if (await Page(state.State.Page).AddAsync(repair) is { } number) return _last = number;
        await BeginAsync(state.State.Page + 1);
        return _last = await Page(state.State.Page).AddAsync(repair) ?? throw new InvalidOperationException("A new page of the trail is full.");
    }

    /// <inheritdoc/>
    public async Task<RepairTrailPage> ListAsync(RepairTrailQuery query)
    {
        var limit = Math.Clamp(query.Limit, 1, 500);
        var items = new List<DayRepair>();
        var next = Math.Min(_last, (query.Before ?? long.MaxValue) - 1);
        for (var read = 0; next > 0 && (next - 1) / IRepairTrailGrain.PageSize >= state.State.Oldest; read++)
        {
            if (read == PagesPerCall) return new RepairTrailPage([.. items], next + 1);
            var number = (next - 1) / IRepairTrailGrain.PageSize;
            foreach (var entry in (await Page(number).GetAsync()).Where(e => e.Id <= next).Reverse())
            {
                if ((query.Instrument is { } instrument && entry.Instrument != instrument) || (query.Day is { } day && entry.Day != day)) continue;
                if (items.Count == limit) return new RepairTrailPage([.. items], items[^1].Id);
                items.Add(entry);
            }

            next = number * IRepairTrailGrain.PageSize;
        }

        return new RepairTrailPage([.. items], null);
    }

    private IRepairPageGrain Page(long number) => GrainFactory.GetGrain<IRepairPageGrain>(number);

    private async Task BeginAsync(long page)
    {
        var (before, oldest) = (state.State.Page, state.State.Oldest);
        (state.State.Page, state.State.Oldest) = (page, Math.Max(oldest, page - (IRepairTrailGrain.Most / IRepairTrailGrain.PageSize)));
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            (state.State.Page, state.State.Oldest) = (before, oldest);
            throw;
        }

        for (var gone = oldest; gone < state.State.Oldest; gone++) await Page(gone).DropAsync();
    }
}

/// <summary>Entries of a page.</summary>
[GenerateSerializer]
[Alias("Sssaham.RepairPageState")]
public sealed class RepairPageState
{
    /// <summary>The entries, by rising number.</summary>
    [Id(0)]
    public List<DayRepair> Entries { get; set; } = [];
}

/// <summary>Keeps a page of the trail; see <see cref="IRepairPageGrain"/>.</summary>
internal sealed class RepairPageGrain([PersistentState("page")] IPersistentState<RepairPageState> state) : Grain, IRepairPageGrain
{
    /// <inheritdoc/>
    public async Task<long?> AddAsync(DayRepair repair)
    {
        if (state.State.Entries.Count == IRepairTrailGrain.PageSize) return null;
        var number = (this.GetPrimaryKeyLong() * IRepairTrailGrain.PageSize) + state.State.Entries.Count + 1;
        state.State.Entries.Add(repair with { Id = number });
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State.Entries.RemoveAt(state.State.Entries.Count - 1);
            throw;
        }

        return number;
    }

    /// <inheritdoc/>
    public Task<DayRepair[]> GetAsync() => Task.FromResult(state.State.Entries.ToArray());

    /// <inheritdoc/>
    public Task DropAsync() => state.ClearStateAsync();
}

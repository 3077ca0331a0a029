using Orleans.Configuration;
using Orleans.Placement;
using Orleans.Runtime;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Market;

/// <summary>The stored daily bars of an instrument.</summary>
[GenerateSerializer]
[Alias("Sssaham.DailyBarState")]
public sealed class DailyBarState
{
    /// <summary>Bars by date.</summary>
    [Id(0)]
    public List<DailyBar> Bars { get; set; } = [];
}

/// <summary>Keeps daily bars; see <see cref="IDailyBarGrain"/>.</summary>
[PreferLocalPlacement]
[CollectionAgeLimit("00:05:00")]
internal sealed class DailyBarGrain([PersistentState("bars")] IPersistentState<DailyBarState> state, TimeProvider time) : Grain, IDailyBarGrain
{
    /// <summary>Bars older than this measure no session that is under way.</summary>
    private const int ReferenceDays = 20;

    // Replaced as a whole, so that reads between two turns of a write see the old bars or the new ones.
    private SortedDictionary<DateOnly, DailyBar> _bars = [];

    // Closes of days that are over; a late trade of such a day is rare, and the next activation sees it.
    private readonly Dictionary<DateOnly, decimal> _past = [];

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _bars = new SortedDictionary<DateOnly, DailyBar>(state.State.Bars.ToDictionary(b => b.Date));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<int> PutAsync(DailyBar[] bars)
    {
        var next = new SortedDictionary<DateOnly, DailyBar>(_bars);
        var changed = 0;
        foreach (var bar in bars)
        {
            if (next.TryGetValue(bar.Date, out var known) && known == bar) continue;
            next[bar.Date] = bar;
            changed++;
        }

        if (changed == 0) return 0;
        state.State.Bars = [.. next.Values];
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State.Bars = [.. _bars.Values];
            throw;
        }

        _bars = next;
        var recent = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-ReferenceDays);
        if (bars.Any(b => b.Date >= recent)) GrainFactory.GetGrain<ITickerGrain>(this.GetPrimaryKeyString()).ReferenceChangedAsync().Ignore();
        return changed;
    }

    /// <inheritdoc/>
    public Task<DailyBar[]> GetAsync(DateOnly from, DateOnly to) => Task.FromResult(_bars.Values.Where(b => b.Date >= from && b.Date <= to).ToArray());

    /// <inheritdoc/>
    public async Task<DailyClose[]> ClosesAsync(DateOnly[] dates)
    {
        var bars = _bars;
        var footprint = await FootprintClosesAsync(dates.Where(d => !bars.ContainsKey(d)).Distinct().ToList());
        var closes = new List<DailyClose>(dates.Length);
        foreach (var date in dates)
        {
            if (bars.TryGetValue(date, out var bar)) closes.Add(new DailyClose(date, bar.Close, FromBars: true));
            else if (footprint.TryGetValue(date, out var close)) closes.Add(new DailyClose(date, close, FromBars: false));
        }

        return [.. closes];
    }

    private async Task<Dictionary<DateOnly, decimal>> FootprintClosesAsync(List<DateOnly> dates)
    {
        var closes = new Dictionary<DateOnly, decimal>();
        var unknown = new List<DateOnly>();
        foreach (var date in dates)
        {
            if (_past.TryGetValue(date, out var close)) closes[date] = close;
            else unknown.Add(date);
        }

        if (unknown.Count == 0) return closes;
        var ticker = GrainFactory.GetGrain<ITickerGrain>(this.GetPrimaryKeyString());
        if (await ticker.GetDayAsync(null) is not { } newest) return closes;
        foreach (var date in unknown.Where(d => d <= newest.Day))
        {
            if ((date == newest.Day ? newest : await ticker.GetDayAsync(date)) is not { } row) continue;
            closes[date] = FixedPoint.ToDecimal(row.Close, row.PriceDecimals);
            // The last price of a day under way is no close to remember.
            if (date < newest.Day) _past[date] = closes[date];
        }

        return closes;
    }
}

using Orleans.Concurrency;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.Grains.Market;

namespace Sssaham.Grains.Flow;

/// <summary>The broker flow of a venue's instruments; see <see cref="IFlowMarketGrain"/>.</summary>
internal sealed class FlowMarketGrain(TimeProvider time) : Grain, IFlowMarketGrain
{
    private const int Chunk = 64;
    private const int Waves = 4;
    private SortedDictionary<string, FlowDigest> _digests = new(StringComparer.Ordinal);

    // Starts with the clock, so that a version of an activation before is never one of this.
    private long _version = time.GetUtcNow().UtcTicks;
    private MarketFeatures? _features;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) => RebuildAsync();

    /// <inheritdoc/>
    public Task MergeAsync(FlowDigest[] digests)
    {
        var changed = false;
        foreach (var digest in digests)
        {
            // A pass reads digests and puts them later, and what an instrument told may come after one who asked it: only newer counts.
            if (_digests.TryGetValue(digest.Instrument, out var known) && known.Version >= digest.Version) continue;
            _digests[digest.Instrument] = digest;
            changed = true;
        }

        if (changed) Changed();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task PutAsync(FlowDigest[] digests) => MergeAsync(digests);

    /// <inheritdoc/>
    public async Task<int> RebuildAsync()
    {
        var reader = GrainFactory.GetGrain<IFlowReaderGrain>(this.GetPrimaryKeyString());
        var instruments = await GrainFactory.InstrumentsAsync(this.GetPrimaryKeyString());
        var rebuilt = new SortedDictionary<string, FlowDigest>(StringComparer.Ordinal);
        foreach (var wave in instruments.Select(i => i.Key).Chunk(Chunk).Chunk(Waves))
        {
            foreach (var read in await Task.WhenAll(wave.Select(part => reader.ReadDigestsAsync(part, refresh: false))))
            {
                foreach (var digest in read.Digests) rebuilt[digest.Instrument] = digest;
                // Of one that cannot be read now, what is known stays.
                foreach (var known in _digests.Values.Where(d => read.Failed.Any(f => f.StartsWith($"{d.Instrument}: ", StringComparison.Ordinal)))) rebuilt[known.Instrument] = known;
            }
        }

        // As a whole: who asks meanwhile sees the old sums or the new ones, and what has no flow any more is gone.
        _digests = rebuilt;
        Changed();
        return _digests.Count;
    }

    /// <inheritdoc/>
    public Task<MarketFlow> SumAsync(MarketFlowQuery query)
    {
        var chosen = Choose(query.Instruments);
        if (chosen.Count == 0) return Task.FromResult(new MarketFlow(query.To, [], [], []));
        var to = query.To ?? chosen.Max(d => d.Days[^1].Date);
        var from = DateOnly.FromDayNumber(Math.Max(0, to.DayNumber - query.Days + 1));
        var windows = chosen.Select(d => (d.Instrument, Days: Window(d.Days, from, to))).Where(w => w.Days.Length > 0);
        if (query.Top > 0) windows = windows.OrderByDescending(w => Value(w.Days)).ThenBy(w => w.Instrument, StringComparer.Ordinal).Take(query.Top);
        var summed = windows.ToList();
        var sums = new SortedDictionary<DateOnly, (decimal Smart, decimal Retail, decimal Value, int Count)>();
        foreach (var (_, days) in summed)
        {
            foreach (var day in days)
            {
                var sum = sums.GetValueOrDefault(day.Date);
                sums[day.Date] = (sum.Smart + day.SmartMoney, sum.Retail + day.Retail, sum.Value + day.Value, sum.Count + 1);
            }
        }

        return Task.FromResult(new MarketFlow(
            to,
            [.. summed.Select(w => w.Instrument)],
            [.. sums.Select(s => new FlowNet(s.Key, s.Value.Smart, s.Value.Retail, s.Value.Value))],
            [.. sums.Values.Select(s => summed.Count - s.Count)]));
    }

    /// <inheritdoc/>
    public Task<MarketFeatures> FeaturesAsync(long version)
    {
        _features ??= new MarketFeatures(
            _version,
            [.. _digests.Values.Where(d => d.Features is not null).Select(d => new InstrumentFeatures(d.Instrument, d.Features!))],
            [.. _digests.Values.SelectMany(d => d.Unmapped).GroupBy(c => c, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new UnmappedBroker(g.Key, g.Count()))]);
        return Task.FromResult(version == _version ? new MarketFeatures(version, [], []) : _features);
    }

    /// <inheritdoc/>
    public Task<string[]> BehindAsync(long directory) => Task.FromResult(_digests.Values.Where(d => d.Directory < directory).Select(d => d.Instrument).ToArray());

    /// <inheritdoc/>
    public Task<FlowVersion[]> VersionsAsync() => Task.FromResult(_digests.Values.Select(d => new FlowVersion(d.Instrument, d.Version)).ToArray());

    private static FlowNet[] Window(FlowNet[] days, DateOnly from, DateOnly to)
    {
        var end = days.Length;
        while (end > 0 && days[end - 1].Date > to) end--;
        var first = end;
        while (first > 0 && days[first - 1].Date >= from) first--;
        return days[first..end];
    }

    private static decimal Value(FlowNet[] days) => days.Sum(d => d.Value);

    private List<FlowDigest> Choose(string[]? instruments)
    {
        if (instruments is null) return [.. _digests.Values];
        return [.. instruments.Distinct(StringComparer.Ordinal).Select(i => _digests.GetValueOrDefault(i)).OfType<FlowDigest>()];
    }

    private void Changed()
    {
        _version++;
        _features = null;
    }
}

/// <summary>Reads the broker flow of many instruments; see <see cref="IFlowReaderGrain"/>.</summary>
[StatelessWorker]
internal sealed class FlowReaderGrain : Grain, IFlowReaderGrain
{
    /// <inheritdoc/>
    public async Task<FlowReadings> ReadDigestsAsync(string[] instruments, bool refresh)
    {
        var failed = new List<string>();
        var digests = await Task.WhenAll(instruments.Select(ReadAsync));
        return new FlowReadings([.. digests.OfType<FlowDigest>()], [.. failed]);

        async Task<FlowDigest?> ReadAsync(string instrument)
        {
            try
            {
                var flow = GrainFactory.GetGrain<IBrokerFlowGrain>(instrument);
                return refresh ? await flow.RefreshAsync() : await flow.GetDigestAsync();
            }
#pragma warning disable CA1031 // Whatever is wrong with one instrument, the others are read.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failed.Add($"{instrument}: {e.Message}");
                return null;
            }
        }
    }
}

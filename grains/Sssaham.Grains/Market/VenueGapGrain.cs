using Orleans.Concurrency;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Market;

/// <summary>Finds gaps in the trade numbers of a venue; see <see cref="IVenueGapGrain"/>.</summary>
internal sealed class VenueGapGrain(VenueCatalog venues, TimeProvider time) : Grain, IVenueGapGrain
{
    private const int Chunk = 64;

    /// <summary>Readers at once.</summary>
    private const int Wave = 8;

    /// <summary>Runs of one instrument's numbers; what it has more is counted as hidden.</summary>
    private const int MostEach = 100_000;

    /// <summary>Answers that are kept.</summary>
    private const int Kept = 16;
    private const long FreshUs = 5_000_000;
    private readonly Dictionary<GapQuery, VenueGaps> _answers = [];

    /// <inheritdoc/>
    public async Task<VenueGaps> GetAsync(GapQuery query)
    {
        var venue = venues.TryGet(this.GetPrimaryKeyString(), out var known) ? known : throw new ArgumentException("The venue is not configured.", nameof(query));
        if (venue.Numbering != TradeNumbering.Instrument) query = query with { Instrument = null };
        if (_answers.TryGetValue(query, out var answer) && NowUs - answer.CheckedUs is >= 0 and < FreshUs) return answer;
        var gaps = venue.Numbering == TradeNumbering.None
            ? new VenueGaps(nameof(TradeNumbering.None), NowUs, 0, null, null, 0, 0, 0, 0, [], 0)
            : await FindAsync(venue, query, answer?.Gaps ?? []);
        if (_answers.Count >= Kept && !_answers.ContainsKey(query)) _answers.Remove(_answers.MinBy(a => a.Value.CheckedUs).Key);
        return _answers[query] = gaps;
    }

    private long NowUs => (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10;

    private async Task<VenueGaps> FindAsync(Venue venue, GapQuery query, TradeGap[] before)
    {
        var instruments = await InstrumentsAsync(venue, query);
        var reader = GrainFactory.GetGrain<IGapReaderGrain>(venue.Code);
        var all = new TradeNumberRuns();
        var (seen, missing, hidden, count, failed) = (0L, 0L, 0L, 0, 0);
        var gaps = new List<TradeGap>();
        foreach (var wave in instruments.Chunk(Chunk).Chunk(Wave))
        {
            foreach (var part in await Task.WhenAll(wave.Select(i => reader.ReadAsync(i, query.Day, venue.Numbering))))
            {
                failed += part.Failed.Length;
                if (part.Joined.Length > 0) all.Merge(TradeNumberRuns.Decode(part.Joined));
                foreach (var each in part.Each) Count(each.Instrument, TradeNumberRuns.Decode(each.Runs, MostEach));
            }
        }

        if (venue.Numbering == TradeNumbering.Venue) Count(null, all);
        var single = venue.Numbering == TradeNumbering.Venue || query.Instrument is not null;
        return new VenueGaps(venue.Numbering.ToString(), NowUs, instruments.Count, single ? all.First : null, single ? all.Last : null, seen, missing, hidden, count, [.. gaps], failed);

        void Count(string? instrument, TradeNumberRuns runs)
        {
            if (instrument is not null && query.Instrument is not null) all = runs;
            (seen, missing, hidden, count) = (seen + runs.Covered, missing + runs.Missing, hidden + runs.Hidden, count + Math.Max(0, runs.RunCount - 1));
            foreach (var gap in runs.Gaps().Take(VenueGaps.Most - gaps.Count)) gaps.Add(new TradeGap(instrument, gap.First, gap.Last, Since(instrument, gap)));
        }

        // A gap that was filled in part is as old as it was.
        long Since(string? instrument, NumberGap gap) => before.FirstOrDefault(b => b.Instrument == instrument && b.First <= gap.First && b.Last >= gap.Last)?.SinceUs ?? NowUs;
    }

    private async Task<List<string>> InstrumentsAsync(Venue venue, GapQuery query)
    {
        if (query.Instrument is { } one) return [one];
        if (!query.TradedOnly) return (await GrainFactory.InstrumentsAsync(venue.Code)).ConvertAll(i => i.Key);
        var rows = (await GrainFactory.GetGrain<IMarketGrain>(IMarketGrain.Key).SummaryAsync(query.Day, 0)).Rows;
        return [.. rows.Select(r => r.Day.Instrument).Where(i => InstrumentKey.Parse(i).Venue == venue.Code)];
    }
}

/// <summary>Reads and joins trade numbers; see <see cref="IGapReaderGrain"/>.</summary>
[StatelessWorker]
internal sealed class GapReaderGrain : Grain, IGapReaderGrain
{
    /// <inheritdoc/>
    public async Task<GapPart> ReadAsync(string[] instruments, DateOnly day, TradeNumbering numbering)
    {
        var failed = new List<string>();
        var read = await Task.WhenAll(instruments.Select(OneAsync));
        if (numbering != TradeNumbering.Venue) return new GapPart([], [.. read.OfType<InstrumentRuns>()], [.. failed]);
        // Two by two, so that each number is copied a few times only.
        var sets = read.OfType<InstrumentRuns>().Select(r => TradeNumberRuns.Decode(r.Runs)).ToList();
        for (var step = 1; step < sets.Count; step *= 2)
        {
            for (var i = 0; i + step < sets.Count; i += 2 * step) sets[i].Merge(sets[i + step]);
        }

        return new GapPart(sets.Count == 0 ? [] : sets[0].Encode(), [], [.. failed]);

        async Task<InstrumentRuns?> OneAsync(string instrument)
        {
            try
            {
                return new InstrumentRuns(instrument, await GrainFactory.GetGrain<ITickerGrain>(instrument).TradeNumbersAsync(day));
            }
#pragma warning disable CA1031 // Whatever is wrong with one instrument, the others are read.
            catch (Exception)
#pragma warning restore CA1031
            {
                failed.Add(instrument);
                return null;
            }
        }
    }
}

using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Market;

namespace Sssaham.Gateway.Market;

/// <summary>
/// Reads the market: the newest date from the market grain, older ones from the instruments themselves, as the grain has of them only
/// what it happened to be told while they were the newest. All requests of a tenth of a second share one read.
/// </summary>
internal sealed class MarketReader(IGrainFactory grains, TimeProvider time)
{
    private const int Chunk = 64;
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(100);
    private readonly Lock _gate = new();
    private MarketSummary? _newest;
    private long _readAt;
    private Task<MarketSummary>? _reading;

    /// <summary>The rows of a date; null for the newest.</summary>
    public async Task<MarketSummary> ReadAsync(DateOnly? day)
    {
        if (day is null) return await NewestAsync();
        if (await NewestAsync() is { Rows.Length: > 0 } newest && newest.Day == day) return newest;
        var reader = grains.GetGrain<IMarketReaderGrain>(IMarketGrain.Key);
        var instruments = (await grains.InstrumentsAsync()).Select(i => i.Key);
        var parts = new List<MarketRow[]>();
        foreach (var wave in instruments.Chunk(Chunk).Chunk(8)) parts.AddRange(await Task.WhenAll(wave.Select(keys => reader.ReadRowsAsync(keys, day.Value))));
        return new MarketSummary(day, [.. parts.SelectMany(p => p)], 0);
    }

    private Task<MarketSummary> NewestAsync()
    {
        lock (_gate)
        {
            if (_newest is not null && time.GetElapsedTime(_readAt) < Fresh) return Task.FromResult(_newest);
            if (_reading is { IsCompleted: false }) return _reading;
            return _reading = ReadNewestAsync(_newest);
        }
    }

    private async Task<MarketSummary> ReadNewestAsync(MarketSummary? known)
    {
        var read = await grains.GetGrain<IMarketGrain>(IMarketGrain.Key).SummaryAsync(null, known?.Version ?? 0);
        // Nothing changed: the rows that are known are the rows.
        if (known is not null && read.Version == known.Version) read = known;
        lock (_gate)
        {
            (_newest, _readAt) = (read, time.GetTimestamp());
            return read;
        }
    }
}

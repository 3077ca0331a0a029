using Orleans.Concurrency;
using Sssaham.Domain.Market;
using Sssaham.Domain.Scoring.Backtest;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.GrainInterfaces.Scoring;
using Sssaham.Grains.Market;

namespace Sssaham.Grains.Scoring;

/// <summary>Gathers the history of a venue and tests it; see <see cref="IBacktestGrain"/>.</summary>
[StatelessWorker(1)]
internal sealed class BacktestGrain : Grain, IBacktestGrain
{
    private const int AtOnce = 32;

    /// <inheritdoc/>
    public async Task<BacktestReport> RunAsync(BacktestQuery query)
    {
        var options = new BacktestOptions { From = query.From, To = query.To };
        if (query.Horizons is { } horizons) options = options with { Horizons = horizons };
        if (query.MinNet is { } net) options = options with { MinNet = net };
        if (options.Validate().FirstOrDefault() is { Key: { } field } problem) throw new ArgumentException($"{field}: {problem.Value[0]}");
        var series = new List<BacktestSeries>();
        foreach (var part in (await GrainFactory.InstrumentsAsync(this.GetPrimaryKeyString())).Chunk(AtOnce))
        {
            var histories = await Task.WhenAll(part.Select(i => GrainFactory.GetGrain<IBrokerFlowGrain>(i.Key).GetHistoryAsync()));
            series.AddRange(part.Zip(histories).Select(p => Series(InstrumentKey.Parse(p.First.Key).Ticker, p.Second)).Where(s => s.Days.Count > 0));
        }

        // Off the grain's turn: it is seconds of arithmetic, and other grains share the threads.
        return await Task.Run(() => DivergenceBacktest.Run(series, options));
    }

    /// <summary>The session's score of a past day would need its tape; the risks of a session are tested as far as days of it are stored,
    /// the nets of 20 days always.</summary>
    private static BacktestSeries Series(string ticker, FlowHistory history)
    {
        var days = new List<BacktestDay>(history.Days.Length);
        for (var i = 0; i < history.Days.Length; i++)
        {
            var (features, close) = (history.Days[i], history.Closes[i]);
            if (close is not > 0) continue;
            days.Add(new BacktestDay(features.Date, close.Value, features.Insufficient ? null : features.SmartNet, features.Insufficient ? null : features.RetailNet, null));
        }

        return new BacktestSeries(ticker, days);
    }
}

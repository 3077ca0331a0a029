using Sssaham.Domain.Flow;
using Sssaham.Domain.Market;
using Sssaham.Domain.Scoring;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Scoring;

namespace Sssaham.Silo.Storage.Postgres.Tables;

/// <summary>Rows of what grains know.</summary>
internal static class FeatureRows
{
    /// <summary>The features of an instrument's days.</summary>
    public static IEnumerable<object?[]> Of(InstrumentKey key, FlowHistory history) => history.Days.Select((f, i) => (object?[])
    [
        key.Venue, key.Ticker, f.Date, f.Days, f.Insufficient, f.State.Text(), f.SmartNet, f.RetailNet, history.Closes[i], f.CloseSource.Text(),
        f.Ngr.Value, f.Effort.Value, f.Result.Value, f.Elas.Value, f.ZNgr, f.ZEffort, f.ZResult, f.ZElas,
    ]);

    /// <summary>The score of an instrument's session.</summary>
    public static object?[] Of(MarketRow row)
    {
        var (key, s) = (InstrumentKey.Parse(row.Day.Instrument), row.Score);
        return
        [
            key.Venue, key.Ticker, row.Day.Day, s.ContextDate, s.PricePct, s.DeltaPct, s.NormDelta, s.NormZNgr, s.PriceFactor, s.DivergenceFactor, s.SmWeight, s.HybridScore,
            s.FinalScore, s.Absorption, s.Signal.Text(), s.Risk.Text(),
        ];
    }

    /// <summary>An alert as a signal.</summary>
    public static object?[] Of(ScoreAlert alert)
    {
        var (key, s) = (InstrumentKey.Parse(alert.Instrument), alert.Row.Score);
        return
        [
            key.Venue, key.Ticker, alert.Row.Day.Day, $"divergence:{s.Risk.Text()}", DateTime.UnixEpoch.AddTicks(alert.RaisedUs * 10), alert.Severity.Text(), s.Signal.Text(),
            s.FinalScore, s.Last, alert.Reasons,
        ];
    }
}

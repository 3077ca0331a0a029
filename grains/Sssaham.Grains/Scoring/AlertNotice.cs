using System.Globalization;
using Sssaham.Domain.Market;
using Sssaham.Domain.Notifications;
using Sssaham.Domain.Scoring;
using Sssaham.GrainInterfaces.Scoring;

namespace Sssaham.Grains.Scoring;

/// <summary>An alert as an event that users may want to be told of.</summary>
internal static class AlertNotice
{
    /// <summary>Makes the event; its id is of what makes alerts the same: instrument, session and risk.</summary>
    public static NotificationEvent Of(ScoreAlert alert)
    {
        var (score, day) = (alert.Row.Score, alert.Row.Day.Day);
        return new NotificationEvent(
            string.Create(CultureInfo.InvariantCulture, $"divergence:{alert.Instrument}:{day:yyyy-MM-dd}:{score.Risk}"),
            NotificationKinds.Divergence,
            alert.Severity.Text(),
            $"Divergence {alert.Severity.Text()}: {InstrumentKey.Parse(alert.Instrument).Ticker}",
            string.Join("; ", alert.Reasons) + ".",
            alert.RaisedUs)
        {
            Subject = alert.Instrument,
            Score = score.FinalScore,
            Critical = alert.Severity == AlertSeverity.High,
        };
    }
}

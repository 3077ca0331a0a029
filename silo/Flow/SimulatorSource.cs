using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Simulator;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.GrainInterfaces.Scoring;
using Sssaham.Grains.Flow;
using Sssaham.Grains.Operations;
using Sssaham.Silo.Feeds;

namespace Sssaham.Silo.Flow;

/// <summary>
/// The simulated market's past: broker summaries and closes of the days before today, consistent with the trades that its tape has on
/// these days. Days that are complete are left alone, so a fresh start seeds the history and every midnight adds a day.
/// </summary>
internal sealed class SimulatorSource(IConfiguration configuration, VenueCatalog venues, IGrainFactory grains, TimeProvider time) : IBrokerSummarySource
{
    private const int DaysAtOnce = 10;

    // An instrument may not trade on a day, which then never looks complete.
    private readonly HashSet<DateOnly> _done = [];

    /// <inheritdoc/>
    public string Name => "simulator";

    /// <inheritdoc/>
    public async Task<string?> CollectAsync(SummaryIntake intake, JobRun run, CancellationToken cancel)
    {
        var section = configuration.GetSection("Simulator");
        var settings = section.Get<SimulatorSettings>() ?? new SimulatorSettings();
        if (!section.GetValue("Enabled", true) || settings.HistoryDays <= 0 || !venues.TryGet("SIM", out var venue)) return null;
        var market = new SimulatedMarket(new SimulatorOptions { Seed = settings.Seed, InstrumentCount = settings.Instruments, TradesPerDay = settings.TradesPerDay, TrackBrokers = true }, venue);
        var missing = await MissingAsync(market, settings.HistoryDays);
        if (missing.Count == 0) return null;
        // Prices have no daily limits before the close of the day before is known, and the whole past takes a minute.
        if (missing.Count > DaysAtOnce) await TakeBarsAsync(market, [await Task.Run(() => Play(market, missing[^1]), cancel)], cancel);
        var done = 0;
        foreach (var dates in missing.Chunk(DaysAtOnce))
        {
            var days = new List<SimulatedDay>();
            foreach (var date in dates)
            {
                cancel.ThrowIfCancellationRequested();
                days.Add(await Task.Run(() => Play(market, date), cancel));
            }

            await TakeBarsAsync(market, days, cancel);
            var (_, fault) = await intake.TakeAsync(venue.Code, Files(market, days), cancel);
            if (fault is not null) throw new IOException(fault);
            _done.UnionWith(dates);
            run.Report(done += dates.Length, missing.Count, $"simulated {dates[^1]:yyyy-MM-dd}");
        }

        await grains.GetGrain<IJobGrain>(JobNames.Score).TriggerAsync(nameof(ScoreSource.Auto));
        return string.Create(CultureInfo.InvariantCulture, $"{missing.Count} simulated days of {market.Instruments.Count} instruments.");
    }

    private static SimulatedDay Play(SimulatedMarket market, DateOnly date)
    {
        var day = market.Day(date);
        day.Skip(day.EndUs - 1);
        return day;
    }

    private static IEnumerable<(string, SummaryFile)> Files(SimulatedMarket market, List<SimulatedDay> days)
    {
        for (var i = 0; i < market.Instruments.Count; i++)
        {
            foreach (var day in days)
            {
                var brokers = day.BrokerSummary(i);
                if (brokers.Count > 0) yield return (Ticker(market, i), new SummaryFile(day.Date, Json(Ticker(market, i), day.Date, brokers, market.Venue.Lot)));
            }
        }
    }

    private static string Ticker(SimulatedMarket market, int instrument) => market.Instruments[instrument].Instrument.Key.Ticker;

    private static byte[] Json(string ticker, DateOnly date, IReadOnlyList<SimulatedBrokerDay> brokers, long lot)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("symbol", ticker);
        json.WriteString("date", date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteStartObject("data");
        json.WriteStartObject("broker_summary");
        Side("buyer", "bval", "blot", b => b.BuyValue, b => b.BuyVolume);
        Side("seller", "sval", "slot", b => b.SellValue, b => b.SellVolume);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();

        void Side(string name, string valueName, string lotName, Func<SimulatedBrokerDay, long> value, Func<SimulatedBrokerDay, long> volume)
        {
            json.WriteStartArray(name);
            foreach (var broker in brokers.Where(b => volume(b) > 0).OrderByDescending(value))
            {
                json.WriteStartObject();
                json.WriteString("netbs_broker_code", broker.Broker.Code.ToString());
                json.WriteString("type", broker.Broker.Category == SimulatedBrokerCategory.Foreign ? "Asing" : "Lokal");
                json.WriteNumber(valueName, value(broker));
                json.WriteNumber(lotName, volume(broker) / lot);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    private async Task TakeBarsAsync(SimulatedMarket market, List<SimulatedDay> days, CancellationToken cancel) =>
        await Parallel.ForEachAsync(Enumerable.Range(0, market.Instruments.Count), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancel }, async (i, _) =>
        {
            var bars = days.Select(day =>
            {
                var brokers = day.BrokerSummary(i);
                return new DailyBar(day.Date, null, null, null, day.Quote(i).Last, brokers.Sum(b => b.BuyVolume), brokers.Sum(b => b.BuyValue));
            });
            await grains.GetGrain<IDailyBarGrain>(market.Instruments[i].Instrument.Key.ToString()).PutAsync([.. bars]);
        });

    private async Task<List<DateOnly>> MissingAsync(SimulatedMarket market, int historyDays)
    {
        var yesterday = market.Venue.TradingDate((time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10).AddDays(-1);
        var flow = await grains.GetGrain<IFlowMarketGrain>(market.Venue.Code).SumAsync(new MarketFlowQuery(yesterday, historyDays, 0, null));
        var complete = new HashSet<DateOnly>(_done);
        for (var i = 0; i < flow.Days.Length; i++)
        {
            if (flow.Instruments.Length == market.Instruments.Count && flow.Missing[i] == 0) complete.Add(flow.Days[i].Date);
        }

        return [.. Enumerable.Range(0, historyDays).Select(back => yesterday.AddDays(-back)).Where(d => market.Venue.IsTradingDay(d) && !complete.Contains(d)).Reverse()];
    }
}

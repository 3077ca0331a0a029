using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.Grains.Flow;
using Sssaham.Grains.Market;
using Sssaham.Grains.Operations;

namespace Sssaham.Silo.Flow;

/// <summary>
/// An HTTP endpoint that is asked for the summaries of the last trading days that are missing. Requests keep to a rate; one that fails
/// for a reason that may pass is tried again, later and later; an instrument without a summary (404) is asked for again the next time.
/// </summary>
internal sealed class HttpSource(IOptions<CollectorOptions> options, HttpMessageInvoker http, IGrainFactory grains, VenueCatalog venues, TimeProvider time) : IBrokerSummarySource
{
    private const long MaxBytes = 4 << 20;

    /// <summary>Requests that fail one after the other until the endpoint counts as down and is left alone until the next run.</summary>
    private const int FaultsInARow = 3;

    /// <summary>One that asks for a longer pause is left alone, too: the pass after the close waits for this source.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public string Name => "http";

    /// <inheritdoc/>
    public async Task<string?> CollectAsync(SummaryIntake intake, JobRun run, CancellationToken cancel)
    {
        if (options.Value.Http is not { Url.Length: > 0 } settings) return null;
        var dates = Dates(settings);
        IReadOnlyList<string> tickers = settings.Tickers.Count > 0 ? [.. settings.Tickers] : (await grains.InstrumentsAsync(venues.Default.Code)).ConvertAll(i => InstrumentKey.Parse(i.Key).Ticker);
        using var rate = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = 1,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / settings.PerMinute,
            QueueLimit = int.MaxValue,
        });
        var (taken, missing, inARow, faults) = (0, 0, 0, new List<string>());
        foreach (var ticker in tickers)
        {
            if (inARow >= FaultsInARow) break;
            var known = await intake.DatesAsync(new InstrumentKey(venues.Default.Code, ticker));
            foreach (var date in dates.Except(known))
            {
                cancel.ThrowIfCancellationRequested();
                var (json, fault) = await AskAsync(settings, rate, ticker, date, cancel);
                inARow = fault is null ? 0 : inARow + 1;
                if (fault is not null) faults.Add($"{ticker} {date:yyyy-MM-dd}: {fault}");
                else if (json is null) missing++;
                else
                {
                    var (count, refused) = await intake.TakeAsync(venues.Default.Code, [(ticker, new SummaryFile(date, json))], cancel);
                    taken += count;
                    if (refused is not null) faults.Add(refused);
                }

                run.Report(taken, text: ticker);
                if (inARow >= FaultsInARow) break;
            }
        }

        if (faults.Count > 0 && taken == 0) throw new IOException($"{faults.Count} requests failed, the first: {faults[0]}");
        if (taken == 0 && missing == 0) return null;
        return string.Create(CultureInfo.InvariantCulture, $"{taken} summaries taken, {missing} not published yet{(faults.Count == 0 ? "" : $", {faults.Count} failed, the first: {faults[0]}")}.");
    }

    private List<DateOnly> Dates(HttpSourceOptions settings)
    {
        var venue = venues.Default;
        var nowUs = (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10;
        var date = venue.TradingDate(nowUs);
        if (nowUs < venue.UtcUs(date, settings.From)) date = date.AddDays(-1);
        var dates = new List<DateOnly>();
        // A calendar without a trading day must not be walked for ever.
        for (var looked = 0; dates.Count < settings.Days && looked < 40; looked++, date = date.AddDays(-1))
        {
            if (venue.IsTradingDay(date)) dates.Add(date);
        }

        return dates;
    }

    private async Task<(byte[]? Json, string? Fault)> AskAsync(HttpSourceOptions settings, RateLimiter rate, string ticker, DateOnly date, CancellationToken cancel)
    {
        var url = settings.Url
            .Replace("{ticker}", Uri.EscapeDataString(ticker), StringComparison.OrdinalIgnoreCase)
            .Replace("{date}", date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.OrdinalIgnoreCase);
        for (var attempt = 1; ; attempt++)
        {
            using var lease = await rate.AcquireAsync(1, cancel);
            var (json, fault, wait) = await TryAsync(settings, url, cancel);
            if (fault is null || wait is null || wait > LongestWait || attempt >= settings.Tries) return (json, fault);
            var pause = settings.Pause * Math.Pow(2, attempt - 1) * (1 + (Random.Shared.NextDouble() / 2));
            await Task.Delay(wait > pause ? wait.Value : pause, time, cancel);
        }
    }

    private TimeSpan Wait(RetryConditionHeaderValue? after) => after?.Delta ?? (after?.Date is { } date && date > time.GetUtcNow() ? date - time.GetUtcNow() : TimeSpan.Zero);

    /// <summary>One request. A wait is given where trying again may help.</summary>
    private async Task<(byte[]? Json, string? Fault, TimeSpan? Wait)> TryAsync(HttpSourceOptions settings, string url, CancellationToken cancel)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            foreach (var (name, value) in settings.Headers) request.Headers.TryAddWithoutValidation(name, value);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(TimeSpan.FromSeconds(30));
            using var answer = await http.SendAsync(request, limit.Token);
            if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.NoContent) return (null, null, null);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests || (int)answer.StatusCode >= 500) return (null, $"the answer was {(int)answer.StatusCode}", Wait(answer.Headers.RetryAfter));
            if (!answer.IsSuccessStatusCode) return (null, $"the answer was {(int)answer.StatusCode}", null);
            await answer.Content.LoadIntoBufferAsync(MaxBytes, limit.Token);
            var json = await answer.Content.ReadAsByteArrayAsync(limit.Token);
            return json.Length == 0 ? (null, null, null) : (json, null, null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return (null, e is OperationCanceledException ? "there was no answer in time" : e.Message, TimeSpan.Zero);
        }
    }
}

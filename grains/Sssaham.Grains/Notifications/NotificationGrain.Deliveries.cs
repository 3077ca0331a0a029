using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Sssaham.Domain.Notifications;
using Sssaham.GrainInterfaces.Identity;
using Sssaham.GrainInterfaces.Notifications;
using Sssaham.Grains.Execution;

namespace Sssaham.Grains.Notifications;

/// <summary>
/// Deliveries. What is stored is sent, and what was sent is noted: a crash in between sends it again, under the same key. A timer does it;
/// the reminder behind it has another silo go on when this one is dead.
/// </summary>
internal sealed partial class NotificationGrain
{
    private const string Reminder = "deliver";
    private const int AtOnce = 8;

    /// <summary>The clock may be set while a timer runs.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PlacePause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReminderDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(5);
    private IGrainTimer? _timer;
    private DateTimeOffset? _reminded;
    private DateTimeOffset _placeAfter;
    private bool _isWorking;

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        Arm();
        if (State.Outbox.Count > 0 || State.Rules.Exists(r => r.IsDue)) return;
        if (await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
        _reminded = null;
    }

    /// <summary>Has the reminder come when something is due. Before the state is stored: one that finds nothing ends itself.</summary>
    private async Task RemindAsync()
    {
        if (NextUs() is not { } nextUs) return;
        var wanted = Max(Clock.Instant(nextUs), time.GetUtcNow()) + ReminderDelay;
        if (_reminded <= wanted) return;
        await this.RegisterOrUpdateReminder(Reminder, wanted - time.GetUtcNow(), ReminderPeriod);
        _reminded = wanted;
    }

    /// <summary>Has the timer come when something is due.</summary>
    private void Arm()
    {
        if (_isWorking || NextUs() is not { } nextUs) return;
        var wait = Clock.Instant(nextUs) - time.GetUtcNow().UtcDateTime;
        _timer?.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestSleep ? wait : LongestSleep, Timeout.InfiniteTimeSpan);
    }

    /// <summary>When there is something to do; null for never.</summary>
    private long? NextUs()
    {
        long? next = State.Rules.Exists(r => r.IsDue) ? Us(Max(_placeAfter, time.GetUtcNow())) : null;
        foreach (var entry in State.Outbox) next = next is null ? entry.DueUs : Math.Min(next.Value, entry.DueUs);
        return next;
    }

    private async Task WorkAsync(CancellationToken cancel)
    {
        if (_isWorking) return;
        _isWorking = true;
        try
        {
            if (time.GetUtcNow() >= _placeAfter && !await PlaceRulesAsync()) _placeAfter = time.GetUtcNow() + PlacePause;
            await DeliverAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The activation ends; another goes on.
        }
        finally
        {
            _isWorking = false;
            Arm();
        }
    }

    private async Task DeliverAsync(CancellationToken cancel)
    {
        while (State.Outbox.Where(e => e.DueUs <= NowUs).Take(AtOnce).ToArray() is { Length: > 0 } due)
        {
            faults.Reached(FaultPoint.NotificationStored);
            var outcomes = await Task.WhenAll(due.Select(e => SendAsync(e, cancel)));
            faults.Reached(FaultPoint.NotificationSent);
            await ChangeAsync(() =>
            {
                foreach (var (entry, outcome) in due.Zip(outcomes)) Note(entry, outcome);
            });
        }
    }

    private async Task<DeliveryOutcome> SendAsync(OutboxEntry entry, CancellationToken cancel)
    {
        if (channels.FirstOrDefault(c => c.Name == entry.Channel) is not { } channel) return new DeliveryOutcome(DeliveryEnd.Refused, "There is no such channel.");
        var browser = entry.Browser is null ? null : State.Browsers.Find(b => b.Id == entry.Browser);
        var target = entry.Channel switch
        {
            NotificationChannels.Push => browser?.Endpoint,
            NotificationChannels.Webhook => State.Settings.WebhookUrl,
            _ => await AddressAsync(),
        };
        if (target is null) return new DeliveryOutcome(DeliveryEnd.Refused, entry.Channel == NotificationChannels.Email ? "The e-mail address is not confirmed." : "There is no receiver.");
        var secret = entry.Channel == NotificationChannels.Webhook && State.Secret is { } stored ? secrets.Unprotect(UserId, stored) : null;
        if (entry.Channel == NotificationChannels.Webhook && secret is null) return new DeliveryOutcome(DeliveryEnd.Refused, "The secret cannot be read any more; make another.");
        return await channel.SendAsync(new Delivery($"{UserId}:{entry.Id}", entry.Items, entry.More, entry.IsDigest, target, secret, browser), cancel);
    }

    private async Task<string?> AddressAsync() => await GrainFactory.GetGrain<IUserGrain>(UserId).GetAsync() is { EmailConfirmed: true } user ? user.Email : null;

    private void Note(OutboxEntry entry, DeliveryOutcome outcome)
    {
        var at = State.Outbox.FindIndex(e => e.Id == entry.Id);
        NotificationTelemetry.Delivered(entry.Channel, outcome.Kind.ToString());
        if (outcome.Kind == DeliveryEnd.Gone) ForgetBrowser(entry.Browser!);
        // Its channel was switched off meanwhile.
        if (at < 0) return;
        var pause = outcome.Kind == DeliveryEnd.Failed ? options.Value.Retries().After(entry.Failures + 1, Random.Shared.NextDouble(), outcome.RetryAfter) : null;
        if (pause is { } wait)
        {
            State.Outbox[at] = entry with { Failures = entry.Failures + 1, DueUs = NowUs + (wait.Ticks / 10) };
            return;
        }

        State.Outbox.RemoveAll(e => e.Id == entry.Id);
        if (outcome.Kind is DeliveryEnd.Delivered or DeliveryEnd.Gone)
        {
            State.Problems.Remove(entry.Channel);
            return;
        }

        State.Problems[entry.Channel] = new ChannelProblem(NowUs, outcome.Reason);
        LogGivenUp(logger, entry.Channel, outcome.Reason);
    }

    private static DateTimeOffset Max(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static long Us(DateTimeOffset instant) => instant.Subtract(DateTimeOffset.UnixEpoch).Ticks / 10;

    [LoggerMessage(Level = LogLevel.Warning, Message = "A delivery by {Channel} was given up: {Reason}")]
    private static partial void LogGivenUp(ILogger logger, string channel, string reason);
}

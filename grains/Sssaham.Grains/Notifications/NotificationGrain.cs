using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Sssaham.Domain.Identity;
using Sssaham.Domain.Notifications;
using Sssaham.GrainInterfaces.Identity;
using Sssaham.GrainInterfaces.Notifications;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Identity;

namespace Sssaham.Grains.Notifications;

/// <summary>
/// A user's notifications. Calls come one after the other, deliveries run beside them, and whoever changes the state holds the turn until
/// it is stored. Four parts: this one (the list), rules, settings, deliveries.
/// </summary>
#pragma warning disable CA1001 // A semaphore whose wait handle is never asked for holds nothing to dispose of.
internal sealed partial class NotificationGrain(
    [PersistentState("notifications")] IPersistentState<NotificationState> state,
    IEnumerable<IDeliveryChannel> channels,
    IIdentitySecrets secrets,
    IFaultPoints faults,
    IOptions<NotificationOptions> options,
    TimeProvider time,
    ILogger<NotificationGrain> logger) : Grain, INotificationGrain, IRemindable, IIncomingGrainCallFilter
#pragma warning restore CA1001
{
    private const int SeenEvents = 1000;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);
    private readonly Dictionary<INotificationObserver, DateTimeOffset> _observers = [];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private NotificationPages _pages = null!;
    private Outbox _outbox = null!;
    private DedupeWindow _seen = null!;

    private NotificationState State => state.State;

    private string UserId => this.GetPrimaryKeyString();

    private long NowUs => Clock.NowUs(time);

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (!state.RecordExists) AddStandardRules();
        _pages = new NotificationPages(State, page => GrainFactory.GetGrain<INotificationPageGrain>(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{UserId}/{page}")));
        _outbox = new Outbox(State);
        _seen = new DedupeWindow(SeenEvents, State.Seen);
        _timer = this.RegisterGrainTimer(WorkAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true });
        Arm();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        // Sources tell on whosever behalf, and gateways drop a subscription for whoever has gone.
        var isInternal = context.InterfaceMethod.DeclaringType != typeof(INotificationGrain) || context.InterfaceMethod.Name is nameof(RaiseAsync) or nameof(UnsubscribeAsync);
        if (!isInternal && Caller.Current is { } caller && caller != UserId) throw new NotificationForbiddenException("These notifications are another's.");
        await context.Invoke();
        Arm();
    }

    /// <inheritdoc/>
    public async Task RaiseAsync(NotificationEvent[] events)
    {
        if (!events.Any(IsWanted)) return;
        if (events.Any(e => e.Kind == NotificationKinds.System) && !await IsOperatorAsync()) events = [.. events.Where(e => e.Kind != NotificationKinds.System)];
        await ChangeAsync(async () =>
        {
            var isNew = false;
            foreach (var happened in events.Where(IsWanted)) isNew |= await AddAsync(happened, Find(happened)?.Id, atOnce: false) is not null;
            return isNew;
        });
    }

    /// <inheritdoc/>
    public async Task<NotificationItem?> WriteAsync(NotificationEvent written, bool atOnce)
    {
        NotificationItem? item = null;
        await ChangeAsync(async () => (item = await AddAsync(written, null, atOnce)) is not null);
        return item ?? State.Items.Find(i => i.Kind == written.Kind && i.Topic == written.Topic);
    }

    /// <inheritdoc/>
    public Task<NotificationList> ListAsync(NotificationQuery query) => _pages.ListAsync(query);

    /// <inheritdoc/>
    public Task<NotificationsSince> SinceAsync(long after, int limit) => _pages.SinceAsync(after, limit);

    /// <inheritdoc/>
    public async Task<NotificationItem?> EditAsync(long number, bool? read, string? title, string? text)
    {
        NotificationItem? edited = null;
        await ChangeAsync(async () =>
        {
            var isRefused = false;
            var found = await _pages.ChangeAsync(new HashSet<long> { number }, item =>
            {
                isRefused = (title is not null || text is not null) && item.Kind != NotificationKinds.Message;
                if (isRefused) return item;
                var next = item with { Title = title ?? item.Title, Text = text ?? item.Text };
                return read is { } r ? next with { Read = r, Epoch = State.Epoch } : next;
            });
            edited = isRefused || found.Count == 0 ? null : found[0];
            return edited is not null;
        });
        return edited;
    }

    /// <inheritdoc/>
    public async Task<int> MarkReadAsync(long[]? numbers)
    {
        await ChangeAsync(async () =>
        {
            if (numbers is null) _pages.ReadAll();
            else await _pages.ChangeAsync(numbers.ToHashSet(), item => item with { Read = true, Epoch = State.Epoch });
            return true;
        });
        return _pages.Unread;
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(long number)
    {
        var found = false;
        await ChangeAsync(async () => found = (await _pages.ChangeAsync(new HashSet<long> { number }, _ => null)).Count > 0);
        return found;
    }

    /// <inheritdoc/>
    public Task<long> SubscribeAsync(INotificationObserver observer)
    {
        _observers[observer] = time.GetUtcNow() + Lease;
        return Task.FromResult(State.Last);
    }

    /// <inheritdoc/>
    public Task UnsubscribeAsync(INotificationObserver observer)
    {
        _observers.Remove(observer);
        return Task.CompletedTask;
    }

    /// <summary>Adds a notification with its deliveries, unless its event is known.</summary>
    private async Task<NotificationItem?> AddAsync(NotificationEvent happened, string? ruleId, bool atOnce)
    {
        if (!_seen.Add(happened.Id)) return null;
        // Of divergences critical means a high severity, which is no reason to wake anybody.
        var isCritical = happened.Critical && happened.Kind == NotificationKinds.Order;
        var item = new NotificationItem(++State.Last, happened.Kind, happened.Topic, happened.Title, happened.Text, happened.Subject, happened.TimeUs, isCritical, ruleId, Read: false, State.Epoch);
        State.Items.Add(item);
        State.Seen = [.. _seen.Names];
        _outbox.Add(item, Zone(), time.GetUtcNow(), atOnce);
        Fired(happened);
        await _pages.TurnAsync();
        NotificationTelemetry.Raised(happened.Kind);
        return item;
    }

    private NotificationRule? Find(NotificationEvent happened) => State.Rules.Find(r => r.Rule?.Matches(happened) == true)?.Rule;

    private bool IsWanted(NotificationEvent happened) => Find(happened) is not null;

    private async Task<bool> IsOperatorAsync() => Roles.Includes((await GrainFactory.GetGrain<IUserGrain>(UserId).GetAsync())?.Role, Roles.Operator);

    /// <summary>Changes the state and stores it, one change after the other. What could not be stored must not be in force: the next activation reads what is.</summary>
    /// <param name="change">The change; false when there is nothing to store.</param>
    private async Task ChangeAsync(Func<Task<bool>> change)
    {
        await _turn.WaitAsync();
        var last = State.Last;
        try
        {
            if (!await change()) return;
            await RemindAsync();
            await state.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
        finally
        {
            _turn.Release();
        }

        if (State.Last > last) Tell();
    }

    private Task ChangeAsync(Action change) => ChangeAsync(() =>
    {
        change();
        return Task.FromResult(true);
    });

    private void Tell()
    {
        var now = time.GetUtcNow();
        foreach (var (observer, until) in _observers.ToArray())
        {
            if (until < now) _observers.Remove(observer);
            else observer.OnNotificationsAsync(UserId, State.Last).Ignore();
        }
    }

    private TimeZoneInfo Zone() => TimeZoneInfo.TryFindSystemTimeZoneById(State.Settings.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;
}

using System.Security.Cryptography;
using Sssaham.Domain.Notifications;
using Sssaham.GrainInterfaces.Notifications;

namespace Sssaham.Grains.Notifications;

/// <summary>Settings: channels, the secret of webhooks, browsers.</summary>
internal sealed partial class NotificationGrain
{
    private const int MostBrowsers = 10;
    private const int SecretLength = 32;

    /// <inheritdoc/>
    public Task<NotificationSettingsView> SettingsAsync() => Task.FromResult(SettingsView(null));

    /// <inheritdoc/>
    public async Task<NotificationSettingsView> PutSettingsAsync(NotificationSettings settings, bool newSecret)
    {
        string? secret = null;
        await ChangeAsync(() =>
        {
            if (newSecret || (settings.WebhookUrl is not null && State.Secret is null))
            {
                var made = RandomNumberGenerator.GetBytes(SecretLength);
                (secret, State.Secret) = (Convert.ToHexStringLower(made), secrets.Protect(UserId, made));
            }

            // What waits goes to where the settings lead when it leaves; without a place to go to it is not kept.
            foreach (var channel in NotificationChannels.All.Where(c => !settings.Channels.Contains(c))) State.Outbox.RemoveAll(e => e.Channel == channel);
            if (settings.WebhookUrl is null) _outbox.Forget(NotificationChannels.Webhook, null);
            State.Settings = settings;
        });
        return SettingsView(secret);
    }

    /// <inheritdoc/>
    public Task AddSubscriptionAsync(PushSubscription subscription) => ChangeAsync(() =>
    {
        State.Browsers.RemoveAll(b => b.Id == subscription.Id);
        State.Browsers.Add(subscription);
        while (State.Browsers.Count > MostBrowsers) ForgetBrowser(State.Browsers[0].Id);
    });

    /// <inheritdoc/>
    public async Task<bool> RemoveSubscriptionAsync(string subscriptionId)
    {
        var found = State.Browsers.Exists(b => b.Id == subscriptionId);
        if (found) await ChangeAsync(() => ForgetBrowser(subscriptionId));
        return found;
    }

    private void ForgetBrowser(string id)
    {
        State.Browsers.RemoveAll(b => b.Id == id);
        _outbox.Forget(NotificationChannels.Push, id);
    }

    private NotificationSettingsView SettingsView(string? secret) => new(
        State.Settings,
        [.. State.Browsers.Select(b => b.Id)],
        State.Secret is not null,
        secret,
        State.Outbox.GroupBy(e => e.Channel).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal),
        new Dictionary<string, ChannelProblem>(State.Problems, StringComparer.Ordinal));
}

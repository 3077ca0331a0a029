using Sssaham.Domain.Notifications;
using Sssaham.Gateway.Identity;
using Sssaham.GrainInterfaces.Notifications;

namespace Sssaham.Gateway.Notifications;

/// <summary>A notification as the API shows it.</summary>
internal sealed record InboxItem(long Id, string Kind, string Topic, string Title, string Text, string Subject, DateTimeOffset Time, bool Critical, string? RuleId, bool Read)
{
    public static InboxItem Of(NotificationItem item) =>
        new(item.Number, item.Kind, item.Topic, item.Title, item.Text, item.Subject, UserItem.Instant(item.TimeUs), item.Critical, item.RuleId, item.Read);
}

/// <summary>A page of notifications, newest first.</summary>
internal sealed record InboxAnswer(string Status, int Unread, IReadOnlyList<InboxItem> Items, string? NextCursor);

/// <summary>How many were not read.</summary>
internal sealed record UnreadAnswer(string Status, int Unread);

/// <summary>A rule as the API shows it: fields of other kinds are null.</summary>
internal sealed record RuleItem(
    string Id,
    string Kind,
    string Name,
    bool Enabled,
    string? Instrument,
    string? Condition,
    decimal? Level,
    bool? Repeats,
    int? PauseMinutes,
    IReadOnlyList<string>? Tickers,
    string? Severity,
    double? LeastScore,
    IReadOnlyList<string>? Events,
    IReadOnlyList<string>? Accounts,
    string? Problem)
{
    public static RuleItem Of(RuleView view)
    {
        var rule = view.Rule;
        var (isPrice, isDivergence, isOrder) = (rule.Kind == NotificationKinds.Price, rule.Kind == NotificationKinds.Divergence, rule.Kind == NotificationKinds.Order);
        return new RuleItem(
            rule.Id,
            rule.Kind,
            rule.Name,
            rule.IsEnabled,
            isPrice ? rule.Instruments[0] : null,
            rule.Price?.Move.ToString().ToLowerInvariant(),
            rule.Price?.Level,
            rule.Price?.Repeats,
            rule.Price is { } price ? (int)(price.PauseUs / 60_000_000) : null,
            isDivergence ? rule.Instruments : null,
            isDivergence ? rule.HighOnly ? "high" : "any" : null,
            isDivergence ? rule.LeastScore : null,
            isOrder ? rule.Topics : null,
            isOrder ? rule.Accounts : null,
            view.Problem);
    }
}

/// <summary>The rules.</summary>
internal sealed record RulesAnswer(string Status, IReadOnlyList<RuleItem> Items);

/// <summary>Quiet hours as the API shows them.</summary>
internal sealed record QuietItem(string From, string To);

/// <summary>A delivery that was given up.</summary>
internal sealed record ProblemItem(DateTimeOffset Time, string Reason);

/// <summary>Settings as the API shows them; the secret only in the answer to its making.</summary>
internal sealed record SettingsItem(
    IReadOnlyList<string> Channels,
    QuietItem? QuietHours,
    string TimeZone,
    string Digest,
    string DigestAt,
    bool CriticalPasses,
    string? WebhookUrl,
    bool HasWebhookSecret,
    string? WebhookSecret,
    IReadOnlyList<string> PushSubscriptions,
    IReadOnlyDictionary<string, int> Waiting,
    IReadOnlyDictionary<string, ProblemItem> Problems)
{
    public static SettingsItem Of(NotificationSettingsView view)
    {
        var settings = view.Settings;
        return new SettingsItem(
            settings.Channels,
            settings is { QuietFrom: { } from, QuietTo: { } to } ? new QuietItem(SettingsBody.Text(from), SettingsBody.Text(to)) : null,
            settings.TimeZone,
            settings.Digest.ToString().ToLowerInvariant(),
            SettingsBody.Text(settings.DailyAt),
            settings.CriticalPasses,
            settings.WebhookUrl,
            view.HasSecret,
            view.Secret,
            view.Subscriptions,
            view.Waiting,
            view.Problems.ToDictionary(p => p.Key, p => new ProblemItem(UserItem.Instant(p.Value.TimeUs), p.Value.Reason), StringComparer.Ordinal));
    }
}

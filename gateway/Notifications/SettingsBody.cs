using System.Globalization;
using System.Text.Json;
using Sssaham.Domain.Notifications;
using Sssaham.Gateway.Execution;
using Sssaham.Gateway.Identity;
using Sssaham.Grains.Notifications;

namespace Sssaham.Gateway.Notifications;

/// <summary>Settings as they were sent.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="NewSecret">Whether to make another secret.</param>
internal sealed record SettingsBody(NotificationSettings Settings, bool NewSecret)
{
    private const string Clock = "HH:mm";

    /// <summary>Reads settings; what is left out is as in a new account.</summary>
    public static SettingsBody Read(JsonFields fields, NotificationOptions options)
    {
        var settings = new NotificationSettings { Channels = Channels(fields) };
        var zone = fields.Short("timeZone") ?? settings.TimeZone;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)) fields.Wrong("timeZone", "must be the name of a time zone such as Asia/Jakarta.");
        var digest = Digest.Off;
        if (fields.Short("digest") is { } text && (!Enum.TryParse(text, ignoreCase: true, out digest) || !Enum.IsDefined(digest) || char.IsAsciiDigit(text[0]))) fields.Wrong("digest", "must be off, hourly or daily.");
        var url = fields.Text("webhookUrl");
        if (url is not null && WebhookTarget.Problem(url, options.WebhookHosts, options.AllowHttp) is { } problem) fields.Wrong("webhookUrl", problem);
        var (from, to) = Quiet(fields);
        return new SettingsBody(
            settings with
            {
                QuietFrom = from,
                QuietTo = to,
                TimeZone = zone,
                Digest = digest,
                DailyAt = Time(fields, "digestAt") ?? settings.DailyAt,
                CriticalPasses = fields.Flag("criticalPasses") ?? true,
                WebhookUrl = url,
            },
            fields.Flag("newWebhookSecret") ?? false);
    }

    /// <summary>A time of the day as the API writes it.</summary>
    public static string Text(TimeOnly time) => time.ToString(Clock, CultureInfo.InvariantCulture);

    private static string[] Channels(JsonFields fields)
    {
        if (fields.Any("channels") is not { } list) return [];
        var names = list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(JsonFields.TextOf).Distinct().ToArray() : [null];
        if (names.All(n => NotificationChannels.All.Contains(n))) return names!;
        fields.Wrong("channels", $"must be a list of {string.Join(", ", NotificationChannels.All)}.");
        return [];
    }

    private static (TimeOnly? From, TimeOnly? To) Quiet(JsonFields fields)
    {
        if (fields.Any("quietHours") is not { } value) return (null, null);
        if (value.ValueKind != JsonValueKind.Object)
        {
            fields.Wrong("quietHours", "must be {from, to}.");
            return (null, null);
        }

        var inner = new JsonFields(value, fields.Errors, "quietHours.");
        var (from, to) = (Time(inner, "from", isRequired: true), Time(inner, "to", isRequired: true));
        if (from is not null && from == to) inner.Wrong("to", "must differ from from: a whole day is quiet without channels.");
        inner.End();
        return (from, to);
    }

    private static TimeOnly? Time(JsonFields fields, string name, bool isRequired = false)
    {
        if (fields.Text(name, isRequired) is not { } text) return null;
        if (TimeOnly.TryParseExact(text, Clock, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return time;
        fields.Wrong(name, "must be a time such as 22:30.");
        return null;
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Sssaham.Grains.Notifications;

namespace Sssaham.Silo.Notifications;

/// <summary>Adds what notifications need.</summary>
internal static class NotificationServices
{
    /// <summary>Adds the settings and the ways out.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">All configuration.</param>
    public static void AddNotificationGrains(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddNotificationOptions(configuration);
        services.AddMailOutbox(configuration);
        services.AddSingleton(p => new OutsideHttp(p.GetRequiredService<IOptions<NotificationOptions>>().Value));
        services.AddSingleton<IDeliveryChannel, WebhookChannel>();
        services.AddSingleton<IDeliveryChannel, PushChannel>();
        services.AddSingleton<IDeliveryChannel, MailChannel>();
    }

    /// <summary>Adds the settings; gateways check by them what users ask for.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">All configuration.</param>
    public static void AddNotificationOptions(this IServiceCollection services, IConfiguration configuration) =>
        services.AddOptions<NotificationOptions>().Bind(configuration.GetSection(NotificationOptions.Section)).Validate(o => o.IsSound(), "Notifications: a setting is out of its range.").ValidateOnStart();

    /// <summary>Adds the folder for outgoing mail, which gateways use, too: <c>Identity:Outbox</c>, else <c>outbox</c> in the data folder, or where the process was started.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">All configuration.</param>
    public static void AddMailOutbox(this IServiceCollection services, IConfiguration configuration) =>
        services.TryAddSingleton(p => new MailOutbox(configuration["Identity:Outbox"] ?? Path.Combine(p.GetService<Hosting.DataFolder>()?.Path ?? ".", "outbox"), p.GetRequiredService<TimeProvider>()));
}

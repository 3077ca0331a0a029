using Sssaham.Gateway.Streaming;
using Sssaham.Silo.Notifications;

namespace Sssaham.Gateway.Notifications;

/// <summary>Notifications: services and endpoints.</summary>
internal static class NotificationSetup
{
    public static void AddNotifications(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddNotificationOptions(configuration);
        services.AddSingleton<NotificationChannel>();
        services.AddSingleton<NotificationHub>();
        services.AddHostedService(p => p.GetRequiredService<NotificationHub>());
    }

    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        var notifications = routes.MapGroup("/api/v1/notifications").WithTags("Notifications");
        notifications.MapInbox();
        notifications.MapRules();
        notifications.MapSettings();
        notifications.MapPush();
    }
}

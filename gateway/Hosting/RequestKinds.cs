namespace Sssaham.Gateway.Hosting;

/// <summary>Kinds of requests, each with bounds of its own.</summary>
internal enum RequestKind
{
    /// <summary>Always answered.</summary>
    Health,

    /// <summary>WebSocket and server-sent events.</summary>
    Stream,

    /// <summary>Bodies of <c>/ingest</c>.</summary>
    Upload,

    /// <summary>Everything under <c>/api/v1/trading</c>.</summary>
    Order,

    /// <summary>What checks a password or a mailed token.</summary>
    SignIn,

    /// <summary>What makes a user or sends mail.</summary>
    Registration,

    /// <summary>The rest.</summary>
    Other,
}

/// <summary>Tells kinds of requests apart.</summary>
internal static class RequestKinds
{
    private const string Security = "/api/v1/security";

    public static RequestKind Of(HttpContext context)
    {
        var path = context.Request.Path;
        if (path.StartsWithSegments("/health")) return RequestKind.Health;
        if (context.WebSockets.IsWebSocketRequest || path.StartsWithSegments("/sse")) return RequestKind.Stream;
        if (path.StartsWithSegments("/ingest")) return RequestKind.Upload;
        if (path.StartsWithSegments("/api/v1/trading")) return RequestKind.Order;
        var name = path.StartsWithSegments(Security, out var rest) ? rest : path;
        if (Is(name, "/login") || Is(name, "/reset-password") || Is(name, "/confirm-email")) return RequestKind.SignIn;
        return Is(name, "/register") || Is(name, "/forgot-password") ? RequestKind.Registration : RequestKind.Other;
    }

    private static bool Is(PathString path, string name) => path.StartsWithSegments(name, out var rest) && (!rest.HasValue || rest.Value == "/");
}

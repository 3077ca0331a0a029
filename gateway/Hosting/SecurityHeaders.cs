namespace Sssaham.Gateway.Hosting;

/// <summary>
/// Headers with which browsers keep pages of others away from answers, and answers out of caches. They are set when an answer begins, on
/// errors as well; an endpoint that has set one of its own keeps it.
/// </summary>
internal static class SecurityHeaders
{
    /// <summary>Answers of the API are data: nothing in them is shown or run, wherever they are opened.</summary>
    private const string Data = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>Swagger UI styles its elements itself and has images in its styles.</summary>
    private const string Docs = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'";

    private const string Features = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(static state => Set((HttpContext)state), context);
        return next(context);
    });

    private static Task Set(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = Features;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/docs") ? Docs : Data;
        // What may be kept is asked for again with its tag, by its reader's own cache alone; everything else is not kept.
        if (headers.CacheControl.Count == 0) headers.CacheControl = headers.ETag.Count > 0 ? "private, no-cache" : "no-store";
        return Task.CompletedTask;
    }
}

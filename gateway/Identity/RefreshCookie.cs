namespace Sssaham.Gateway.Identity;

/// <summary>
/// The refresh token of a browser: a cookie that no script reads and that goes to the endpoints of sign-in only. Besides the browser's
/// own rule (SameSite) a request must come from a page of this gateway for its cookie to count.
/// </summary>
internal static class RefreshCookie
{
    private const string Name = "sssaham_refresh";
    private const string Path = "/api/v1/security";

    /// <summary>Whether a browser says that a page of this gateway sent the request.</summary>
    public static bool IsFromOurPage(HttpRequest request)
    {
        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site)) return site == "same-origin";
        return Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var origin) && origin.Authority == request.Host.Value;
    }

    /// <summary>The token; null without a cookie, or when another site's page sent it.</summary>
    public static string? Read(HttpRequest request) => IsFromOurPage(request) ? request.Cookies[Name] : null;

    /// <summary>Sets the cookie.</summary>
    public static void Set(HttpContext context, string token, TimeSpan lifetime) => context.Response.Cookies.Append(Name, token, Options(context.Request, lifetime));

    /// <summary>Takes the cookie away.</summary>
    public static void Clear(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context.Request, null));

    private static CookieOptions Options(HttpRequest request, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        // A proxy that ends TLS tells of it; whoever lies about it keeps a cookie from itself.
        Secure = request.IsHttps || request.Headers["X-Forwarded-Proto"] == "https",
        Path = Path,
        MaxAge = lifetime,
        IsEssential = true,
    };
}

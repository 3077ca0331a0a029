namespace Sssaham.Gateway.Hosting;

/// <summary>Sends callers from HTTP to HTTPS, and has browsers come by HTTPS from then on. Certificates are Kestrel's settings.</summary>
internal static class Https
{
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(365);

    public static void AddHttps(this IServiceCollection services, GatewayOptions options)
    {
        services.AddHsts(hsts => hsts.MaxAge = Remembered);
        services.AddHttpsRedirection(redirect => (redirect.HttpsPort, redirect.RedirectStatusCode) = (options.HttpsPort, StatusCodes.Status308PermanentRedirect));
    }

    public static void UseHttps(this IApplicationBuilder app, GatewayOptions options)
    {
        app.UseHsts();
        // Probes of the machine itself ask without a certificate.
        if (options.HttpsPort > 0) app.UseWhen(c => !c.Request.Path.StartsWithSegments("/health"), branch => branch.UseHttpsRedirection());
    }
}

namespace Sssaham.Gateway.Hosting;

/// <summary>Lets the pages of some other origins call, with a token or a key and never with cookies; of no others unless configured.</summary>
internal static class Origins
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    public static void AddOrigins(this IServiceCollection services, GatewayOptions options) => services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
        .WithOrigins([.. options.Origins])
        .WithMethods("GET", "POST", "PUT", "DELETE")
        .WithHeaders("Authorization", "X-Api-Key", "Content-Type", "Content-Encoding", "Accept", "If-None-Match", "Last-Event-ID")
        .WithExposedHeaders("ETag", "Location", "Retry-After")
        .SetPreflightMaxAge(Remembered)));

    /// <summary>Whether a text is an origin as browsers send it: scheme, host and, unless it is the usual one, port.</summary>
    public static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.GetLeftPart(UriPartial.Authority) == text && address.UserInfo.Length == 0 && !text.Contains('*', StringComparison.Ordinal);
}

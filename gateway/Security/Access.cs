using System.Net;

namespace Sssaham.Gateway.Security;

/// <summary>Who may call an endpoint.</summary>
internal enum Need
{
    /// <summary>Anybody: health.</summary>
    Nothing,

    /// <summary>A reader: the key, or any program of this machine.</summary>
    Reader,

    /// <summary>A writer: the key.</summary>
    Writer,
}

/// <summary>
/// Guards the endpoints until users exist: every write needs the admin key in <c>X-Api-Key</c>; reads are open to this machine.
/// An endpoint that does not say what it needs is for writers.
/// </summary>
internal static class Access
{
    public static TBuilder RequireWriter<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new NeedOf(Need.Writer));

    public static TBuilder RequireReader<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new NeedOf(Need.Reader));

    public static TBuilder RequireNothing<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new NeedOf(Need.Nothing));

    public static void UseAccess(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var endpoint = context.GetEndpoint();
        var need = endpoint is null ? Need.Reader : endpoint.Metadata.GetMetadata<NeedOf>()?.Need ?? Need.Writer;
        if (IsAllowed(context, need))
        {
            await next();
            return;
        }

        context.Response.Headers.WWWAuthenticate = "ApiKey";
        await Results.Problem(
            need == Need.Writer ? "This needs the admin key in the X-Api-Key header." : "From another machine this needs the admin key in the X-Api-Key header.",
            statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(context);
    });

    private static bool IsAllowed(HttpContext context, Need need)
    {
        if (need == Need.Nothing) return true;
        var headers = context.Request.Headers;
        if (headers.TryGetValue("X-Api-Key", out var key)) return context.RequestServices.GetRequiredService<AdminKey>().Matches(key);
        if (need != Need.Reader || !IsLoopback(context.Connection.RemoteIpAddress)) return false;
        // A web page of somebody else must not read this machine's data through its user's browser.
        return !headers.TryGetValue("Origin", out var origin) || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == context.Request.Host.Value);
    }

    private static bool IsLoopback(IPAddress? address) => address is not null && (IPAddress.IsLoopback(address) || (address.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(address.MapToIPv4())));

    private sealed record NeedOf(Need Need);
}

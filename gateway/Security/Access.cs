using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Identity;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Security;

/// <summary>
/// Who may call an endpoint: each declares the least role, that it is for users only, or that it is open. One that declares nothing
/// is for admins.
/// </summary>
internal static class Access
{
    /// <summary>Policy of endpoints about the user that calls: the admin key and this machine are no users.</summary>
    public const string User = "user";

    /// <summary>Policy of endpoints that change how a user gets in: for a user that signed in, and for none of its keys, which would else be worth
    /// more than their scope.</summary>
    public const string SignedIn = "signed-in";

    private static readonly string[] ProxyHeaders = ["X-Forwarded-For", "X-Original-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via"];

    public static TBuilder RequireNothing<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.AllowAnonymous();

    public static TBuilder RequireViewer<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(Roles.Viewer);

    public static TBuilder RequireUser<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(User);

    public static TBuilder RequireSignedIn<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(SignedIn);

    public static TBuilder RequireTrader<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(Roles.Trader);

    public static TBuilder RequireOperator<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(Roles.Operator);

    public static TBuilder RequireAdmin<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(Roles.Admin);

    /// <summary>Adds the way in and the roles.</summary>
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<TokenReader>();
        services.AddSingleton<CallerRates>();
        services.AddSingleton<CredentialCheck>();
        // AddAuthentication would add data protection, whose keys nobody needs here, with a folder and warnings of its own.
        services.AddAuthenticationCore(o => o.DefaultScheme = CallerHandler.Scheme);
        services.AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, CallerHandler>(CallerHandler.Scheme, null);
        var policies = services.AddAuthorizationBuilder();
        foreach (var role in Roles.All) policies.AddPolicy(role, p => p.AddAuthenticationSchemes(CallerHandler.Scheme).RequireAssertion(c => Roles.Includes(c.User.Role(), role)));
        policies.AddPolicy(User, p => p.AddAuthenticationSchemes(CallerHandler.Scheme).RequireAssertion(c => c.User.UserId() is not null));
        policies.AddPolicy(SignedIn, p => p.AddAuthenticationSchemes(CallerHandler.Scheme).RequireAssertion(c => c.User.SessionId() is not null));
    }

    /// <summary>Guards everything behind it.</summary>
    public static void UseAccess(this IApplicationBuilder app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.Use(async (context, next) =>
        {
            var endpoint = context.GetEndpoint();
            // Files and what does not exist are for readers.
            var undeclared = endpoint is null ? Roles.Viewer : IsDeclared(endpoint) ? null : Roles.Admin;
            if (undeclared is not null && !await IsAllowedAsync(context, undeclared)) return;
            Caller.Current = context.User.CallerId();
            await next();
        });
    }

    /// <summary>Whether an endpoint says for whom it is.</summary>
    public static bool IsDeclared(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    /// <summary>Whether a request comes from a program of this machine, and not through a proxy or from another's web page.</summary>
    public static bool IsLocal(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (!IsLoopback(context.Connection.RemoteIpAddress) || IsForwarded(headers)) return false;
        // A web page of somebody else must not read this machine's data through its user's browser: not by script, and not as an image or a script either.
        if (headers.TryGetValue("Sec-Fetch-Site", out var site) && site != "same-origin" && site != "none") return false;
        return !headers.TryGetValue("Origin", out var origin) || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == context.Request.Host.Value);
    }

    private static async Task<bool> IsAllowedAsync(HttpContext context, string role)
    {
        var services = context.RequestServices;
        var policy = (await services.GetRequiredService<IAuthorizationPolicyProvider>().GetPolicyAsync(role))!;
        var evaluator = services.GetRequiredService<IPolicyEvaluator>();
        var result = await evaluator.AuthorizeAsync(policy, await evaluator.AuthenticateAsync(policy, context), context, context);
        if (result.Challenged) await context.ChallengeAsync(CallerHandler.Scheme);
        else if (result.Forbidden) await context.ForbidAsync(CallerHandler.Scheme);
        return result.Succeeded;
    }

    /// <summary>A reverse proxy on this machine calls from the loopback for whoever called it; one that is trusted leaves its mark as well.</summary>
    private static bool IsForwarded(IHeaderDictionary headers) => ProxyHeaders.Any(headers.ContainsKey);

    private static bool IsLoopback(IPAddress? address) => address is not null && (IPAddress.IsLoopback(address) || (address.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(address.MapToIPv4())));
}

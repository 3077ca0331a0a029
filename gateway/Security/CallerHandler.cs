using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Identity;

namespace Sssaham.Gateway.Security;

/// <summary>
/// Finds out who calls: <c>X-Api-Key</c> (the admin key, or a key of a user's), <c>Authorization: Bearer</c> (an access token),
/// <c>?ticket=</c> (to open a socket), or a program of this machine. Credentials that are not good are refused even where this machine needs none; what is open to all does not look at them.
/// </summary>
internal sealed class CallerHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AdminKey key, CredentialCheck check, IOptions<IdentitySettings> settings)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public new const string Scheme = "Sssaham";
    private const string Bearer = "Bearer ";

    /// <summary>How long the caller is to wait, when too many of its credentials were not good. A handler serves one request.</summary>
    private TimeSpan? _wait;

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        try
        {
            return await CheckAsync();
        }
        catch (TooManyFailuresException e)
        {
            _wait = e.Wait;
            return AuthenticateResult.Fail(e);
        }
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_wait is { } wait) return CallerRates.RefuseAsync(Context, wait);
        Response.Headers.WWWAuthenticate = "Bearer, ApiKey";
        return Results.Problem("This needs an access token (Authorization: Bearer) or a key (X-Api-Key).", statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(Context);
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        // Programs of this machine have shown no credentials: they are to show some.
        return Context.User.UserId() is null && !Context.User.IsAdmin()
            ? HandleChallengeAsync(properties)
            : Results.Problem(Context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>()?.Policy is Access.User or Access.SignedIn ? "This is for a user that signed in." : $"The role {Context.User.Role()} does not allow this.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(Context);
    }

    private async Task<AuthenticateResult> CheckAsync()
    {
        // What is open does not depend on whether credentials can be checked now, health least of all.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null) return AuthenticateResult.NoResult();
        if (Request.Headers.TryGetValue("X-Api-Key", out var presented))
        {
            string? text = presented;
            return key.Matches(text) ? Success(Callers.Admin) : Result(await check.ApiKeyAsync(Context, text));
        }

        if (Request.Headers.TryGetValue("Authorization", out var authorization))
        {
            var text = authorization.ToString();
            return text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? Result(await check.TokenAsync(Context, text[Bearer.Length..])) : AuthenticateResult.Fail("no known scheme");
        }

        if (IsUpgrade(Request))
        {
            if (Request.Query.TryGetValue("ticket", out var ticket)) return Result(await check.TicketAsync(Context, ticket.ToString()));
        }

        return settings.Value.LocalReads && Access.IsLocal(Context) ? Success(Callers.Local) : AuthenticateResult.NoResult();
    }

    /// <summary>The middleware for sockets comes later.</summary>
    private static bool IsUpgrade(HttpRequest request) => (HttpMethods.IsGet(request.Method) && request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase)) || HttpMethods.IsConnect(request.Method);

    private static AuthenticateResult Result(System.Security.Claims.ClaimsPrincipal? user) => user is null ? AuthenticateResult.Fail("the credentials are not good") : Success(user);

    private static AuthenticateResult Success(System.Security.Claims.ClaimsPrincipal user) => AuthenticateResult.Success(new AuthenticationTicket(user, Scheme));
}

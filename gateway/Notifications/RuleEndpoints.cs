using Sssaham.Domain.Identity;
using Sssaham.Domain.Notifications;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Identity;
using Sssaham.Gateway.Market;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Notifications;

namespace Sssaham.Gateway.Notifications;

/// <summary>One's own rules.</summary>
internal static class RuleEndpoints
{
    private const string Form = "{kind: price, instrument, condition: above|below|crosses|change, level, repeats, pauseMinutes}, {kind: divergence, tickers, severity: any|high, leastScore}, {kind: order, events, accounts} or {kind: system}; each with {name, enabled}";

    /// <summary>The fields of all kinds; each kind has more, which the summary names.</summary>
    private static readonly BodyField[] Fields = [Body.Text("kind", isRequired: true, values: [.. NotificationKinds.OfRules]), Body.Text("name"), Body.Flag("enabled")];

    public static void MapRules(this RouteGroupBuilder notifications)
    {
        notifications.MapGet("/rules", async (HttpContext context, IGrainFactory grains) => Results.Json(new RulesAnswer("OK", [.. (await context.Own(grains).RulesAsync()).Select(RuleItem.Of)])))
            .RequireUser().WithSummary("One's rules.").Produces<RulesAnswer>().Refuses(401, 403);
        notifications.MapPost("/rules", (HttpContext context, IGrainFactory grains, InstrumentResolver resolver) => PutAsync(context, grains, resolver, null))
            .RequireUser().Takes(Fields).WithSummary($"Makes a rule: {Form}.").Produces<RuleItem>(StatusCodes.Status201Created).Refuses(400, 401, 403, 409, 413);
        notifications.MapPut("/rules/{id}", (HttpContext context, IGrainFactory grains, InstrumentResolver resolver, string id) => PutAsync(context, grains, resolver, id))
            .RequireUser().Takes(Fields).WithSummary($"Replaces a rule, of the same kind: {Form}. A price rule that fired once is switched on again by enabled: true.").Produces<RuleItem>().Refuses(400, 401, 403, 404, 413);
        notifications.MapDelete("/rules/{id}", async (HttpContext context, IGrainFactory grains, string id) => await context.Own(grains).RemoveRuleAsync(id) ? Results.NoContent() : Unknown())
            .RequireUser().WithSummary("Removes a rule.").Produces(StatusCodes.Status204NoContent).Refuses(401, 403, 404);
    }

    private static async Task<IResult> PutAsync(HttpContext context, IGrainFactory grains, InstrumentResolver resolver, string? id)
    {
        var (body, problem) = await UserBody.ReadAsync(context.Request, f => RuleBody.Read(f, id ?? Guid.NewGuid().ToString("N")[..16]));
        if (body is null) return problem!;
        if (body.Rule.Kind == NotificationKinds.System && !Roles.Includes(context.User.Role(), Roles.Operator)) return Results.Problem("Alarms are for operators and admins.", statusCode: StatusCodes.Status403Forbidden);
        var field = body.Rule.Kind == NotificationKinds.Price ? "instrument" : "tickers";
        var instruments = new List<string>();
        foreach (var ticker in body.Tickers)
        {
            var colon = ticker.IndexOf(':', StringComparison.Ordinal);
            var found = colon < 0 ? await resolver.FindAsync(ticker, null) : await resolver.FindAsync(ticker[(colon + 1)..], ticker[..colon]);
            if (found.Key is not { } key) return UserBody.Wrong(field, found.Reason.Replace("; name one with ?venue=", "; write VENUE:TICKER", StringComparison.Ordinal));
            instruments.Add(key.ToString());
        }

        var put = await context.Own(grains).PutRuleAsync(body.Rule with { Instruments = instruments }, isNew: id is null);
        if (put is not null) return Results.Json(RuleItem.Of(put), statusCode: id is null ? StatusCodes.Status201Created : StatusCodes.Status200OK);
        return id is null ? Results.Problem("There are 100 rules already; remove one.", statusCode: StatusCodes.Status409Conflict) : Unknown();
    }

    private static IResult Unknown() => UserBody.Wrong("id", "there is no such rule of this kind.", StatusCodes.Status404NotFound);
}

using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>Tickets for browsers, which cannot send headers when they open a socket.</summary>
internal static class TicketEndpoints
{
    public static void MapTickets(this IEndpointRouteBuilder routes) => routes.MapPost("/ws/ticket", IssueAsync).RequireViewer().WithoutAudit().WithTags("Streaming")
        .WithSummary("A ticket that opens one socket as the caller, ?ticket=, within 30 s.").Refuses(401);

    private static async Task<IResult> IssueAsync(HttpContext context, IGrainFactory grains)
    {
        var user = context.User;
        var ticket = Secrets.New();
        var subject = user.UserId() is { } id ? new Subject(id, user.By(), user.Role()!) : null;
        await grains.GetGrain<ITicketGrain>(Secrets.Name(ticket)).IssueAsync(new TicketHolder(subject, user.Role()!, IsLocal: subject is null && !user.IsAdmin()));
        return Results.Json(new { ticket, expiresIn = 30 });
    }
}

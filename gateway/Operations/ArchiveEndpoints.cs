using System.Globalization;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Operations;

namespace Sssaham.Gateway.Operations;

/// <summary>Deletes market data of old days: first it says what would go, and when that is confirmed a job does it.</summary>
internal static class ArchiveEndpoints
{
    public static void MapArchive(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/archive/delete", DeleteAsync).RequireOperator().WithTags("Jobs")
            .WithSummary("Says what of the days before a date would be deleted; with confirm={token} of that answer it starts the deletion.")
            .Produces<DeletionItem>()
            .Produces<RunAnswer>(StatusCodes.Status202Accepted)
            .Refuses(400, 409, 422, 503);

    private static async Task<IResult> DeleteAsync(IGrainFactory grains, string? before = null, string? confirm = null)
    {
        if (Queries.Date("before", before, out var date) is { } bad) return bad;
        if (date is not { } day) return Problems.Field("before", "before: is missing. It is the first date to keep, such as 2025-01-01.");
        if (await grains.GetGrain<IRetentionGrain>(IRetentionGrain.Key).PlanAsync(day) is not { } plan)
            return Results.Problem("Days are deleted in the PostgreSQL form only; in a data folder the trades of all days share their files.", statusCode: StatusCodes.Status409Conflict);
        if (day > plan.Today) return Problems.Field("before", "before: lies in the future.");
        if (day > plan.Latest) return Problems.Field("before", $"before: must be {Text(plan.Latest)} or earlier; newer days are protected (Retention:ProtectedDays).", StatusCodes.Status422UnprocessableEntity);
        if (string.IsNullOrEmpty(confirm) || plan.Token is null) return Results.Ok(DeletionItem.Of(plan));
        if (confirm == plan.Token) return await JobEndpoints.WrittenAsync(() => JobEndpoints.StartAsync(grains, JobNames.Retention, $"{Text(day)}/{plan.Token}"));
        return Problems.Field("confirm", "confirm: is not the token of what would be deleted now.", StatusCodes.Status409Conflict, new Dictionary<string, object?> { ["plan"] = DeletionItem.Of(plan) });
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>What a deletion would delete of a table; see <see cref="DeletionPart"/>.</summary>
internal sealed record DeletionPartItem(string Table, int Days, DateOnly From, DateOnly To, long Rows, long Bytes);

/// <summary>What a deletion would delete; see <see cref="DeletionPlan"/>.</summary>
internal sealed record DeletionItem(string Status, DateOnly Before, int Days, long Rows, long Bytes, IReadOnlyList<DeletionPartItem> Tables, string? Token)
{
    public static DeletionItem Of(DeletionPlan plan) => new(
        "OK",
        plan.Before,
        plan.Days,
        plan.Parts.Sum(p => p.Rows),
        plan.Parts.Sum(p => p.Bytes),
        [.. plan.Parts.Select(p => new DeletionPartItem(p.Name, p.Days, p.First, p.Last, p.Rows, p.Bytes))],
        plan.Token);
}

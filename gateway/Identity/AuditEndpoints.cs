using System.Globalization;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;
using Sssaham.Grains.Identity;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>The audit log for admins.</summary>
internal static class AuditEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 500;
    private const int MaxText = 256;

    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var audit = routes.MapGroup("/admin/audit").WithTags("Operations");
        audit.MapGet("", ListAsync).RequireAdmin()
            .WithSummary("Who did what, newest first: ?user= (name or id), action= (part of it), from=, to= (instants), limit=, cursor=.").Produces<AuditAnswer>().Refuses(400, 401, 403);
        audit.MapGet("/verify", VerifyAsync).RequireAdmin()
            .WithSummary("Walks the chain of hashes and says where it is broken first; number= and hash= of an entry that is known from elsewhere show whether the log was cut off or written anew.")
            .Produces<AuditVerifyAnswer>().Refuses(400, 401, 403);
    }

    private static async Task<IResult> ListAsync(IGrainFactory grains, string? user = null, string? action = null, string? from = null, string? to = null, string? limit = null, string? cursor = null)
    {
        if (Queries.Number("limit", limit, 1, MaxLimit, DefaultLimit, out var most) is { } bad) return bad;
        if ((Instant("from", from, out var fromUs) ?? Instant("to", to, out _)) is { } wrong) return wrong;
        _ = Instant("to", to, out var toUs);
        if (user?.Length > MaxText) return Problems.Field("user", $"user: must have at most {MaxText} characters.");
        if (action?.Length > MaxText) return Problems.Field("action", $"action: must have at most {MaxText} characters.");
        if (Number("cursor", cursor, out var before) is { } odd) return odd;
        var page = await grains.GetGrain<IAuditGrain>(IAuditGrain.Key).FindAsync(new AuditQuery(Given(user), Given(action), fromUs, toUs, most, before));
        return Results.Ok(new AuditAnswer("OK", [.. page.Items.Select(AuditItem.Of)], page.Before?.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task<IResult> VerifyAsync(IGrainFactory grains, CancellationToken cancel, string? number = null, string? hash = null)
    {
        if (Number("number", number, out var known) is { } bad) return bad;
        var bytes = Array.Empty<byte>();
        if (known is null != string.IsNullOrEmpty(hash)) return Problems.Field("hash", "hash: number and hash are given together.");
        if (known is not null && !IsHash(hash!, out bytes)) return Problems.Field("hash", "hash: must be 64 hexadecimal digits.");
        var walk = await AuditCheck.RunAsync(grains.GetGrain<IAuditGrain>(IAuditGrain.Key), known is { } n ? new AuditHead(n, bytes) : null, null, cancel);
        return Results.Ok(new AuditVerifyAnswer("OK", walk.Break is null, walk.Head.Number, Convert.ToHexStringLower(walk.Head.Hash), walk.Break));
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static bool IsHash(string text, out byte[] bytes)
    {
        bytes = new byte[AuditChain.HashLength];
        return text.Length == bytes.Length * 2 && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
    }

    private static IResult? Number(string field, string? text, out long? number)
    {
        number = null;
        if (string.IsNullOrEmpty(text)) return null;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read) || read < 1) return Problems.Field(field, $"{field}: must be the number of an entry.");
        number = read;
        return null;
    }

    private static IResult? Instant(string field, string? text, out long? us)
    {
        us = null;
        if (string.IsNullOrEmpty(text)) return null;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)) return Problems.Field(field, $"{field}: must be an instant such as 2026-02-18T09:00:00+07:00.");
        us = (instant - DateTimeOffset.UnixEpoch).Ticks / 10;
        return null;
    }
}

/// <summary>An entry as the API shows it.</summary>
internal sealed record AuditItem(long Number, DateTimeOffset Timestamp, string Who, string? UserId, string? KeyId, string? IpAddress, string Action, string Target, string Outcome, string Hash)
{
    public static AuditItem Of(AuditEntry entry)
    {
        var r = entry.Record;
        return new AuditItem(entry.Number, UserItem.Instant(r.TimeUs), r.Who, r.UserId, r.KeyId, r.Address, r.Action, r.Target, r.Outcome, Convert.ToHexStringLower(entry.Hash));
    }
}

/// <summary>A page of the audit log.</summary>
internal sealed record AuditAnswer(string Status, IReadOnlyList<AuditItem> Items, string? NextCursor);

/// <summary>What a walk over the audit log found: entries up to the first break, and the break.</summary>
internal sealed record AuditVerifyAnswer(string Status, bool Whole, long Entries, string Head, AuditBreak? Break);

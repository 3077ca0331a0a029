using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>What an endpoint adds to the entry of its call in the audit log.</summary>
internal sealed class AuditNote
{
    /// <summary>Who it is that signs in; null for who calls.</summary>
    public Subject? Who { get; set; }

    /// <summary>What else is to be known.</summary>
    public string? Detail { get; set; }

    /// <summary>Whether the call is in the log although its endpoint is marked.</summary>
    public bool IsWanted { get; set; }

    /// <summary>The note of a request.</summary>
    public static AuditNote Of(HttpContext context)
    {
        if (context.Features.Get<AuditNote>() is { } note) return note;
        note = new AuditNote();
        context.Features.Set(note);
        return note;
    }

    /// <summary>Notes the user that a request is about, before it has shown who it is or when it does just that.</summary>
    public static void Is(HttpContext context, UserAccount user, string? detail = null)
    {
        var note = Of(context);
        (note.Who, note.Detail) = (new Subject(user.Id, user.UserName, user.Role), detail ?? note.Detail);
    }
}

using Orleans;

namespace Sssaham.GrainInterfaces.Identity;

/// <summary>A ticket with which a browser opens a socket; the key is its hash. In memory only: one that is lost is asked for again.</summary>
[Alias("Sssaham.ITicketGrain")]
public interface ITicketGrain : IGrainWithStringKey
{
    /// <summary>Keeps whom the ticket stands for, for 30 s.</summary>
    /// <param name="ticket">The holder.</param>
    /// <returns>When it is kept.</returns>
    [Alias("Issue")]
    Task IssueAsync(TicketHolder ticket);

    /// <summary>Uses the ticket up.</summary>
    /// <returns>The holder; null when there is none, it was used, or its time is up.</returns>
    [Alias("Take")]
    Task<TicketHolder?> TakeAsync();
}

/// <summary>Whom a ticket stands for.</summary>
/// <param name="Subject">The user; null for the admin key and for programs of this machine.</param>
/// <param name="Role">The role in which it acts.</param>
/// <param name="IsLocal">Whether it is a program of this machine without credentials.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.TicketHolder")]
public sealed record TicketHolder([property: Id(0)] Subject? Subject, [property: Id(1)] string Role, [property: Id(2)] bool IsLocal);

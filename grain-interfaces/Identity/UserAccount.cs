using Orleans;

namespace Sssaham.GrainInterfaces.Identity;

/// <summary>A user as ASP.NET Core Identity sees one.</summary>
[GenerateSerializer]
[Alias("Sssaham.UserAccount")]
public sealed class UserAccount
{
    /// <summary>32 hexadecimal digits; never changes.</summary>
    [Id(0)]
    public string Id { get; set; } = "";

    /// <summary>The name as it was typed.</summary>
    [Id(1)]
    public string UserName { get; set; } = "";

    /// <summary>The name by which it is unique.</summary>
    [Id(2)]
    public string NormalizedUserName { get; set; } = "";

    /// <summary>The e-mail address as it was typed.</summary>
    [Id(3)]
    public string Email { get; set; } = "";

    /// <summary>The address by which it is unique.</summary>
    [Id(4)]
    public string NormalizedEmail { get; set; } = "";

    /// <summary>Whether the user showed that it gets mail there.</summary>
    [Id(5)]
    public bool EmailConfirmed { get; set; }

    /// <summary>Identity's hash of the password.</summary>
    [Id(6)]
    public string? PasswordHash { get; set; }

    /// <summary>Changes with every change of what signs in.</summary>
    [Id(7)]
    public string? SecurityStamp { get; set; }

    /// <summary>Changes with every change at all.</summary>
    [Id(8)]
    public string ConcurrencyStamp { get; set; } = "";

    /// <summary>Failures to sign in since the last success or lock.</summary>
    [Id(9)]
    public int AccessFailedCount { get; set; }

    /// <summary>Until when it is locked; null when it is not.</summary>
    [Id(10)]
    public DateTimeOffset? LockoutEnd { get; set; }

    /// <summary>Whether signing in needs a second step.</summary>
    [Id(11)]
    public bool TwoFactorEnabled { get; set; }

    /// <summary>One of <see cref="Domain.Identity.Roles"/>.</summary>
    [Id(12)]
    public string Role { get; set; } = Domain.Identity.Roles.Viewer;

    /// <summary>The name to show; null for none.</summary>
    [Id(13)]
    public string? FullName { get; set; }

    /// <summary>When it registered, microseconds since 1970 UTC.</summary>
    [Id(14)]
    public long CreatedUs { get; set; }
}
